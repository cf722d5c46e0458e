"""Forgetting everything: by few, after a proof, and by the very words."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.machine.commands import ForgetEverything, Looked
from appliance.wire import AskMachine
from tests.webui.conftest import Clock, Person
from tests.webui.parts import SmallCore


def test_it_is_done_by_its_words(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1")
    adult.post("/machine/forget", word=" Forget  everything ")
    assert [one.command for one in core.asked if isinstance(one, AskMachine)] == [
        ForgetEverything(word="forget everything")
    ]


@pytest.mark.parametrize("word", ["", "forget", "yes", "forget everything!"])
def test_other_words_do_nothing(adult: Person, core: SmallCore, word: str) -> None:
    core.looked = Looked(version="1")
    answer = adult.post("/machine/forget", word=word)
    assert answer.status_code == 422
    assert "Nothing was done." in answer.text
    assert not any(isinstance(one, AskMachine) for one in core.asked)


def test_who_has_not_proved_who_they_are_is_asked_first(
    sign_in: Callable[..., Person], core: SmallCore, clock: Clock
) -> None:
    person = sign_in(Duty.OFFICE)
    clock.time += 31 * 60
    core.looked = Looked(version="1")
    answer = person.post("/machine/forget", word="forget everything")
    assert answer.location.startswith("/prove")
    assert not any(isinstance(one, AskMachine) for one in core.asked)
