"""How the box is, in plain words."""

from appliance.machine.commands import Looked, Slot, StartOther
from appliance.wire import AskMachine
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore

LOOKED = Looked(
    version="1.4.0",
    model="Small Computer 5",
    slots=(
        Slot(name="A", version="1.4.0", booted=True, good=True),
        Slot(name="B", version="1.3.0", booted=False, good=True),
    ),
    sealed_by="key on the box",
    clock_is_set=False,
    troubles=("The fan does not turn.",),
)


def test_what_the_machine_says_is_shown(adult: Person, core: SmallCore) -> None:
    core.looked = LOOKED
    page = adult.get("/machine").text
    for words in [
        "Small Computer 5",
        "Start with version 1.3.0",
        "whoever takes the whole box can read it",
        "has heard the time from nobody",
        "The fan does not turn.",
        "GB free",
    ]:
        assert words in page
    assert "Start with version 1.4.0" not in page


def test_a_computer_that_is_no_box_offers_nothing_that_it_cannot_do(adult: Person, core: SmallCore) -> None:
    page = adult.get("/machine").text
    assert "Not looked after from here." in page
    assert "Restart now" not in page
    assert not core.looked


def test_the_other_version_is_started_after_a_proof(adult: Person, core: SmallCore) -> None:
    core.looked = LOOKED
    adult.post("/machine/other")
    assert [one.command for one in core.asked if isinstance(one, AskMachine)] == [StartOther()]
