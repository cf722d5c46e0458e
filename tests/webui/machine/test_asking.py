"""What the machine answers becomes a sentence, also where nobody answers."""

import pytest

from appliance.machine.commands import Begun, Failed, Looked, Restart
from appliance.wire import AskMachine
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore


def test_who_asks_is_named(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1.0")
    core.machine = Begun(text="The box starts anew now.")
    answer = adult.post("/machine/restart")
    assert (answer.status_code, answer.location) == (303, "/machine")
    (asked,) = (one for one in core.asked if isinstance(one, AskMachine))
    assert asked.command == Restart()
    assert "sign-in" in asked.by
    assert "The box starts anew now." in adult.get("/machine").text


def test_what_went_wrong_is_told(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1.0")
    core.machine = Failed(text="An update is being put in. Wait until it is done.")
    adult.post("/machine/off")
    assert "An update is being put in." in adult.get("/machine").text


@pytest.mark.parametrize("path", ["/machine/restart", "/machine/off"])
def test_nobody_answers(adult: Person, path: str) -> None:
    adult.post(path)
    assert "is just starting, or does not answer" in adult.get("/machine").text
