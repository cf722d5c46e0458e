from endpoint.desktop.windows.wire import Around, PutAway, ShowNotice
from tests.endpoint.desktop.windows.desk import Desk, until, window


def test_it_counts_down_and_goes(desk: Desk) -> None:
    with window(desk, ShowNotice(around=Around(), left=3, text="The lesson is over.")) as shown:
        first = until(lambda: desk.picture().crop((300, 200, 1000, 600)), "the notice")
        until(lambda: desk.picture().crop((300, 200, 1000, 600)) != first, "the next second")
        assert shown.said() == PutAway()
        until(shown.gone, "its end")


def test_no_key_puts_it_away(desk: Desk) -> None:
    with window(desk, ShowNotice(around=Around(language="cy"), left=60, text="")) as shown:
        desk.xdotool("key", "Escape", "Return", "space")
        desk.type_until_heard("n")  # and whoever saves their work can type
        assert not shown.gone()
