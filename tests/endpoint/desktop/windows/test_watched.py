import pytest

from appliance.helpers.protocol import Watch
from endpoint.desktop.windows.look import LIGHT
from endpoint.desktop.windows.wire import Around, Language, PutAway, ShowWatched
from tests.endpoint.desktop.windows.desk import Desk, all_of, press_until, until, window

FULL = Watch(usb="block", blocked=("x" * 200,) * 200, excluded=("<b>diary</b>\u202e",) * 200)
MIDDLE = (300, 300, 900, 500)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("watch", [Watch(), FULL], ids=["as it comes", "all there can be"])
def test_it_is_read_and_put_away(desk: Desk, watch: Watch, language: Language) -> None:
    show = ShowWatched(around=Around(language=language), left=60, school="Oak Primary School", watch=watch)
    with window(desk, show) as shown:
        picture = until(lambda: all_of(desk.picture(), MIDDLE, LIGHT.surface) > 0.5 and desk.picture(), "the page")
        assert all_of(picture, (1281, 0, 2304, 768), "#000000") > 0.99
        press_until(desk, "Return", shown.gone, "its end")
        assert shown.said() == PutAway()
