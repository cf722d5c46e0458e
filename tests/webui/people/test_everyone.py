import re
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.model import Role
from appliance.people.roster import Roster, RosterPerson
from appliance.people_changes import preview, take
from appliance.store import Store
from tests.webui.conftest import NOW, Person


def names(page: str) -> list[str]:
    return re.findall(r'href="/people/p\d+"><bdi>([^<]+)</bdi>', page)


def test_an_empty_school_is_told_how_to_begin(adult: Person) -> None:
    page = adult.get("/people").text
    assert "Nobody is here yet" in page
    assert 'href="/people/import"' in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["Ash, Amy", "Birch, Ben", "Oak, Ada"], id="everyone"),
        pytest.param("?q=bir", ["Birch, Ben"], id="a part of a name"),
        pytest.param("?show=pupils", ["Ash, Amy", "Birch, Ben"], id="pupils"),
        pytest.param("?show=staff", ["Oak, Ada"], id="staff"),
        pytest.param("?show=group:class-3a", ["Ash, Amy", "Oak, Ada"], id="a class with its teacher"),
        pytest.param("?show=group:year3&q=ben", ["Birch, Ben"], id="a name in a year"),
        pytest.param("?show=left", [], id="nobody left"),
        pytest.param("?show=group:none", [], id="a group that there is not"),
        pytest.param("?page=99", ["Ash, Amy", "Birch, Ben", "Oak, Ada"], id="a page past the end"),
        pytest.param("?page=x", ["Ash, Amy", "Birch, Ben", "Oak, Ada"], id="a page that is no number"),
    ],
)
def test_people_are_found(adult: Person, people: Store, query: str, expected: list[str]) -> None:
    assert names(adult.get(f"/people{query}").text) == expected


def test_leavers_are_found_with_when_they_left(adult: Person, people: Store) -> None:
    people.people.mark_left("p1", "office", NOW)
    page = adult.get("/people?show=left").text
    assert names(page) == ["Ash, Amy"]
    assert "Left today 14:05" in page


def test_many_people_come_in_pages(adult: Person, store: Store) -> None:
    crowd = Roster(
        source="pupils",
        people=tuple(
            RosterPerson(source_id=str(n), given="Amy", family=f"Ash{n:04}", role=Role.PUPIL) for n in range(120)
        ),
    )
    take(store, crowd, preview(store, crowd), "office", NOW)
    first, last = adult.get("/people").text, adult.get("/people?page=3").text
    assert (len(names(first)), len(names(last))) == (50, 20)
    assert "page 3 of 3" in last


def test_the_office_sees_no_way_to_what_pupils_did(sign_in: Callable[..., Person], people: Store) -> None:
    office = sign_in(Duty.OFFICE)
    for path in ("/people", "/people/p1", "/people/groups/class-3a", "/devices"):
        page = office.get(path)
        assert page.status_code == 200
        assert not re.findall(r'href="/(log|captures|reports)[^"]*"', page.text), path


def test_who_is_in_a_vulnerable_group_is_not_for_it_support(sign_in: Callable[..., Person], people: Store) -> None:
    support = sign_in(Duty.IT)
    assert names(support.get("/people?show=group:looked-after").text) == []
    for path in ("/people", "/people/p2", "/people/groups"):
        assert "Looked-after" not in support.get(path).text, path
    assert support.get("/people/groups/looked-after").status_code == 404
    assert support.post("/people/groups/looked-after/take", person="p2").status_code == 404
    assert support.post("/people/p2/groups/take", group="looked-after").status_code == 404
    assert people.people.found(group="looked-after") == ("p2",)


@pytest.mark.parametrize("duty", [Duty.TEACHER, Duty.GOVERNOR, Duty.LIBRARIAN, Duty.LEADER])
def test_others_do_not_come_here(sign_in: Callable[..., Person], people: Store, duty: Duty) -> None:
    nobody = sign_in(duty)
    for path in (
        "/people",
        "/people/p1",
        "/people/p1/photo",
        "/people/groups",
        "/people/import",
        "/people/rules/answers.csv",
    ):
        assert nobody.get(path).status_code == 403, path
    assert nobody.post("/people/p1/left").status_code == 403
