import re
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.people.roster import GroupKind
from appliance.store import Store
from tests.webui.conftest import Person


def test_groups_stand_under_what_they_are_for(adult: Person, people: Store) -> None:
    page = adult.get("/people/groups").text
    assert re.findall(r'<h2 id="kind-\w+">([^<]+)', page) == [
        "Classes",
        "Year groups",
        "Staff",
        "Vulnerable groups",
        "Other groups",
    ]


def test_a_group_is_made(press: Callable[..., str], people: Store) -> None:
    page = press("/people/groups", title="Breakfast Club", kind="pastoral")
    assert "Breakfast Club was made. Now put people in it." in page
    made = people.groups.get("breakfast-club")
    assert made
    assert made.kind is GroupKind.PASTORAL


@pytest.mark.parametrize(
    ("title", "kind", "says"),
    [
        pytest.param("", "own", "Write a name.", id="no name"),
        pytest.param("!!!", "own", "Write a name with letters or digits", id="no letter"),
        pytest.param("coding", "own", "There is a group of that name already", id="twice"),
        pytest.param("x" * 10_000, "own", "Use at most 60 letters.", id="ten thousand letters"),
        pytest.param("Owls", "staff", "Not a valid choice", id="a kind that nobody makes"),
    ],
)
def test_a_group_that_cannot_be(adult: Person, people: Store, title: str, kind: str, says: str) -> None:
    before = people.groups.all()
    answer = adult.post("/people/groups", title=title, kind=kind)
    assert answer.status_code == 422
    assert says in answer.text
    assert people.groups.all() == before


def test_many_are_put_in_at_once(press: Callable[..., str], people: Store) -> None:
    page = press("/people/groups/coding/put", names="Amy Ash\r\n\r\n  ben   birch \r\n")
    assert "2 people put in Coding club." in page
    assert people.people.found(group="coding") == ("p1", "p2")


def test_one_who_is_not_known_keeps_all_out(adult: Person, people: Store) -> None:
    answer = adult.post("/people/groups/coding/put", names="Amy Ash\nZoe Zebra")
    assert answer.status_code == 422
    assert "There is nobody called &#39;Zoe Zebra&#39; at the school." in answer.text
    assert "Amy Ash\nZoe Zebra" in answer.text  # what was typed is kept
    assert people.people.found(group="coding") == ()


def test_too_many_at_once(adult: Person, people: Store) -> None:
    answer = adult.post("/people/groups/coding/put", names="Amy Ash\n" * 201)
    assert answer.status_code == 422
    assert "at most 200 names" in answer.text


def test_who_leads_is_not_in_it(press: Callable[..., str], people: Store) -> None:
    page = press("/people/groups/coding/put", names="Ada Oak", lead="y")
    assert re.search(r'Led by <a href="/people/p3"', page)
    assert people.people.in_group("coding") == ()


def test_who_was_taken_out_can_be_put_back(press: Callable[..., str], people: Store) -> None:
    press("/people/groups/coding/put", names="p1")
    page = press("/people/groups/coding/take", person="p1")
    assert '<input type="hidden" name="names" value="p1">' in page
    press("/people/groups/coding/put", names="p1")
    assert people.people.found(group="coding") == ("p1",)


def test_who_is_in_by_a_list_leaves_by_a_list(press: Callable[..., str], people: Store) -> None:
    assert "leaves it by a list" in press("/people/groups/class-3a/take", person="p1")
    assert people.people.in_group("class-3a")


def test_a_vulnerable_group_says_who_sees_it(adult: Person, people: Store, sign_in: Callable[..., Person]) -> None:
    assert "Nobody is named yet, so nobody sees it." in adult.get("/people/groups/looked-after").text
    lead = sign_in(Duty.DSL)
    page = lead.get("/people/groups/looked-after").text
    assert "Named now: Designated safeguarding lead 0." in page
    assert 'href="/accounts"' in page


def test_a_group_is_removed_only_when_somebody_is_sure(press: Callable[..., str], people: Store) -> None:
    assert "Tick the box" in press("/people/groups/looked-after/remove")
    assert people.groups.get("looked-after")
    assert "Looked-after was removed." in press("/people/groups/looked-after/remove", sure="y")
    assert people.groups.get("looked-after") is None


@pytest.mark.parametrize("path", ["/people/groups/owls", "/people/groups/" + "x" * 2000])
def test_no_such_group(adult: Person, people: Store, path: str) -> None:
    assert adult.get(path).status_code == 404
    assert adult.post(f"{path}/put", names="p1").status_code == 404
