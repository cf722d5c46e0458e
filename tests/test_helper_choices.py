"""What a school chooses to watch through helpers."""

import pathlib

from appliance.config import Home
from appliance.helper_choices import HelperChoice
from appliance.helpers.protocol import Watch
from appliance.store import Store


def test_what_nobody_chose_watches_words_and_pictures_and_no_passwords(tmp_path: pathlib.Path) -> None:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as store:
        store.migrate()
        watch = store.choices.get(HelperChoice).watch
        assert (watch.typed, watch.titles, watch.pictures, watch.usb) == (True, True, True, "say")
        assert "keepassxc" in watch.excluded
        chosen = HelperChoice(typed=False, excluded=(), blocked=("tor",), usb="block")
        store.choices.put(chosen, "office", 1.0)
        assert store.choices.get(HelperChoice).watch == Watch(typed=False, blocked=("tor",), usb="block")
