import re

from appliance.people.secrets import SecretKind
from appliance.people_changes import find, set_secret
from appliance.store import Store
from tests.webui.conftest import NOW, Person


def names(page: str) -> list[str]:
    return re.findall(r"<h2><bdi>([^<]+)</bdi></h2>", page)


def test_a_class_gets_cards_once(adult: Person, people: Store) -> None:
    assert names(adult.post("/people/groups/year3/cards").text) == ["Amy Ash", "Ben Birch"]
    again = adult.post("/people/groups/year3/cards")
    assert "Everyone in Year 3 has pictures or a password already." in adult.get(again.headers["Location"]).text


def test_new_cards_for_all_leave_passwords_alone(adult: Person, people: Store) -> None:
    set_secret(people, find(people, "p2"), SecretKind.PASSWORD, "heather 12", "office", NOW)
    adult.post("/people/groups/year3/cards")
    before = people.people.secret("p1")
    assert names(adult.post("/people/groups/year3/cards", all="y").text) == ["Amy Ash"]
    assert people.people.secret("p1") != before
    kept = people.people.secret("p2")
    assert kept
    assert kept.kind is SecretKind.PASSWORD


def test_teachers_get_no_card(adult: Person, people: Store) -> None:
    assert adult.post("/people/groups/staff/cards").status_code == 303
    assert people.people.with_secret() == frozenset()


def test_no_such_class(adult: Person, people: Store) -> None:
    assert adult.post("/people/groups/owls/cards").status_code == 404
