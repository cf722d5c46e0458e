import re

import pytest

from appliance.store import Store
from tests.webui.conftest import Person

CARA = {"given": "Cara", "family": "Dole", "role": "pupil", "year": "3", "school_class": "3A", "username": ""}


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def test_somebody_is_added(adult: Person, people: Store) -> None:
    answer = adult.post("/people/add", **CARA)
    assert answer.status_code == 303
    assert "Cara Dole was added." in adult.get(answer.headers["Location"]).text
    (cara,) = people.people.named("Cara Dole")
    assert (cara.groups, cara.year) == (("class-3a", "year3"), 3)
    assert people.audit.recent()[1].who.startswith("sign-in link of the box")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"given": ""}, "Write a first name.", id="no name"),
        pytest.param({"given": "x" * 10_000}, "Use at most 60 letters.", id="ten thousand letters"),
        pytest.param({"family": "Do\u202ele"}, "cannot be seen", id="a character that turns the line round"),
        pytest.param({"role": "head"}, "Not a valid choice", id="no such role"),
        pytest.param({"year": "44"}, "Not a valid choice", id="no such year"),
        pytest.param({"school_class": "!!"}, "A class has a letter", id="a class without a letter"),
    ],
)
def test_a_form_filled_in_wrongly_comes_back(adult: Person, people: Store, wrong: dict[str, str], says: str) -> None:
    answer = adult.post("/people/add", **(CARA | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Dole"' in answer.text or "family" in wrong
    assert people.people.count() == (2, 1, 0)


def test_a_namesake_is_asked_about(adult: Person, people: Store) -> None:
    amy = CARA | {"given": "amy", "family": "ash"}
    asked = adult.post("/people/add", **amy)
    assert asked.status_code == 422
    assert "There is a Amy Ash already" in asked.text
    assert adult.post("/people/add", **amy, again="y").status_code == 303
    assert len(people.people.named("Amy Ash")) == 2


def test_a_hostile_name_is_text(adult: Person, people: Store) -> None:
    answer = adult.post("/people/add", **(CARA | {"given": "<script>alert(1)</script>"}))
    page = adult.get(answer.headers["Location"]).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_name_is_changed(adult: Person, people: Store) -> None:
    form = adult.get("/people/p1/write").text
    assert 'value="Ash"' in form
    assert "came with the school’s list" in form
    answer = adult.post("/people/p1/write", given="Amy", family="Elm", role="pupil", year="", seen=seen_in(form))
    assert answer.status_code == 303
    assert people.people.named("Amy Elm")[0].groups == ("class-3a", "year3")


def test_two_who_change_the_same_person_do_not_undo_each_other(adult: Person, people: Store) -> None:
    seen = seen_in(adult.get("/people/p1/write").text)
    change = {"given": "Amy", "role": "pupil", "year": "", "seen": seen}
    assert adult.post("/people/p1/write", **change, family="Elm").status_code == 303
    second = adult.post("/people/p1/write", **change, family="Oak")
    assert second.status_code == 422
    assert "Somebody else changed this person meanwhile" in second.text
    assert 'value="Oak"' in second.text
    assert people.people.named("Amy Elm")
    again = adult.post("/people/p1/write", **(change | {"seen": seen_in(second.text)}), family="Oak")
    assert again.status_code == 303


def test_nobody_by_that_id(adult: Person) -> None:
    assert adult.get("/people/p99/write").status_code == 404
