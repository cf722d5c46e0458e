import csv
import io
import re
from collections.abc import Callable

import pytest

from appliance.aup.due import Answer
from appliance.aup.texts import Point, Text
from appliance.aup_changes import publish
from appliance.duties import Duty
from appliance.store import Store
from tests.webui.conftest import NOW, Person


@pytest.fixture
def answered(people: Store) -> Store:
    """Amy accepted, Ben declined, Ada was not asked."""
    publish(people, "rules", 0, Text(title="Rules", points=(Point(text="Be kind."),)), "office", NOW - 100)
    for id_, accepted in (("p1", True), ("p2", False)):
        who = people.people.person(id_)
        assert who
        people.aup.answered(who, "=cmd|tablet", Answer(name="rules", version=1, accepted=accepted, at=NOW - 50))
    return people


def rows(page: str) -> list[tuple[str, str]]:
    return re.findall(r'/people/p\d+"><bdi>([^<]+)</bdi>.*?class="status[^"]*">([^<]+)<', page, re.DOTALL)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", [("Ben Birch", "Declined"), ("Ada Oak", "Not yet"), ("Amy Ash", "Accepted")], id="all"),
        pytest.param("?group=class-3a", [("Amy Ash", "Accepted")], id="a class"),
        pytest.param("?state=not+yet", [("Ada Oak", "Not yet")], id="who was not asked"),
        pytest.param("?group=owls", [], id="a group that there is not"),
        pytest.param("?state=nonsense", [], id="an answer that there is not"),
    ],
)
def test_who_accepted(adult: Person, answered: Store, query: str, expected: list[tuple[str, str]]) -> None:
    assert rows(adult.get(f"/people/rules/answers{query}").text) == expected


def test_the_list_opens_in_a_spreadsheet_and_does_nothing_there(adult: Person, answered: Store) -> None:
    answer = adult.get("/people/rules/answers.csv?group=class-3a")
    assert "attachment" in answer.headers["Content-Disposition"]
    header, amy = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert header[:2] == ["Family name", "First name"]
    assert amy[:6] == ["Ash", "Amy", "3A, Year 3", "Rules", "1", "Accepted"]
    assert amy[7].startswith("'=")


def test_a_vulnerable_group_is_not_told_to_who_may_not_know(sign_in: Callable[..., Person], answered: Store) -> None:
    support = sign_in(Duty.IT)
    for path in ("/people/rules/answers", "/people/rules/answers.csv"):
        assert "Looked-after" not in support.get(path).text
        assert "Birch" not in support.get(f"{path}?group=looked-after").text
