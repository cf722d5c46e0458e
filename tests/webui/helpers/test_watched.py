"""What the school watches through helpers."""

import pytest

from appliance.helper_choices import HelperChoice
from appliance.store import Store
from endpoint.desktop.windows.words import WORDS
from tests.webui.conftest import Person
from webui.helpers.watched import LIVE, PICTURES, TITLES, TYPED, USB_BLOCK, USB_SAY, applications, changes

ALL = {"typed": "y", "titles": "y", "pictures": "y", "recordings": "y", "usb": "say"}


def test_it_is_saved_and_each_change_stands_in_the_audit_trail(adult: Person, store: Store) -> None:
    sent = ALL | {"titles": "", "excluded": "KeePass.exe\n\n keepass \nSignal", "blocked": "Minecraft", "usb": "block"}
    assert adult.post("/helpers/watched", **{name: value for name, value in sent.items() if value}).status_code == 303
    choice = store.choices.get(HelperChoice)
    assert choice == HelperChoice(titles=False, excluded=("keepass", "signal"), blocked=("minecraft",), usb="block")
    (noted,) = [one.object for one in store.audit.recent() if one.what == "what helpers watch"]
    assert noted == "titles: off; excluded: keepass, signal; blocked: minecraft; USB: block"
    page = adult.get("/helpers/watched").text
    assert "keepass\nsignal" in page


def test_recordings_are_pictures(adult: Person, store: Store) -> None:
    adult.post("/helpers/watched", recordings="y", usb="allow")
    choice = store.choices.get(HelperChoice)
    assert (choice.pictures, choice.recordings) == (False, False)


def test_saved_as_it_was_changes_nothing(adult: Person, store: Store) -> None:
    kept = "\n".join(HelperChoice().excluded)
    adult.post("/helpers/watched", excluded=kept, **ALL)
    assert not [one for one in store.audit.recent() if one.what == "what helpers watch"]


@pytest.mark.parametrize(
    "wrong",
    [{"usb": "melt"}, {"blocked": "x" * 81}, {"blocked": "\n".join(f"app {n}" for n in range(201))},
     {"excluded": "signal", "blocked": "Signal.exe"}],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_saved(adult: Person, store: Store, wrong: dict[str, str]) -> None:
    answer = adult.post("/helpers/watched", **ALL | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert store.choices.get(HelperChoice) == HelperChoice()


def test_names_are_as_in_the_list_of_programs() -> None:
    assert applications("  Proton   Pass.EXE \r\nproton pass\n") == ("proton pass",)
    assert applications("") == ()
    assert changes(HelperChoice(), HelperChoice()) == []
    assert changes(HelperChoice(), HelperChoice(excluded=())) == ["excluded: none"]


def test_what_children_are_told_is_what_they_are_told(adult: Person) -> None:
    words, page = WORDS["en"], adult.get("/helpers/watched").text
    told = (words.typed, words.titles, words.pictures, words.live, words.usb_say, words.usb_block)
    assert told == (TYPED, TITLES, PICTURES, LIVE, USB_SAY, USB_BLOCK)
    assert all(one in page for one in told)
