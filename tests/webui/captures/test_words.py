from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.guidance.status_words import FIELDS, StatusWords
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured

WORDS = {name: f"Here it means {name}." for name in FIELDS.values()}


def test_the_schools_own_words_stand_beside_the_buttons(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW)])
    assert adult.post("/captures/words", **WORDS).status_code == 303
    assert "Here it means resolved." in adult.get("/captures/1").text
    assert "Here it means resolved." in adult.get("/captures/words").text


@pytest.mark.parametrize("wrong", ["", "x" * 121, "two\nlines"])
def test_words_that_cannot_be_come_back(adult: Person, store: Store, wrong: str) -> None:
    answer = adult.post("/captures/words", **WORDS | {"resolved": wrong})
    assert answer.status_code == 422
    assert "Here it means escalated." in answer.text
    assert store.choices.get(StatusWords) == StatusWords()


@pytest.mark.parametrize("duty", [Duty.TEACHER, Duty.LEADER, Duty.GOVERNOR, Duty.IT])
def test_only_who_looks_after_keywords_changes_them(sign_in: Callable[..., Person], duty: Duty) -> None:
    assert sign_in(duty, "3a").post("/captures/words", **WORDS).status_code == 403
