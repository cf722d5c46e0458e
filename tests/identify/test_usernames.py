"""User names as computers and browsers have them."""

import pytest

from appliance.identify.usernames import by_username, known_by

PEOPLE = [("amy1", "p1"), ("Ben.Dale@school.example", "p2"), ("", "p3"), ("oak", "p4"), ("oak@staff.example", "p5")]


@pytest.mark.parametrize(
    ("user", "person"),
    [
        pytest.param("amy1", "p1", id="as in the list"),
        pytest.param(" AMY1 ", "p1", id="any case"),
        pytest.param("SCHOOL\\Amy1", "p1", id="a domain before"),
        pytest.param("amy1@school.example", "p1", id="a domain behind"),
        pytest.param("ben.dale", "p2", id="the list has the domain"),
        pytest.param("OTHER\\ben.dale@else.where", "p2", id="both"),
        pytest.param("amy", "", id="only a part"),
        pytest.param("amy11", "", id="more than it"),
        pytest.param("", "", id="nobody"),
        pytest.param("@school.example", "", id="only a domain"),
        pytest.param("oak", "p4", id="the whole name goes first"),
        pytest.param("oak@staff.example", "p5", id="the whole name with its domain"),
        pytest.param("STAFF\\oak@elsewhere", "p4", id="plain, and one has it whole"),
    ],
)
def test_a_name_is_compared_whole(user: str, person: str) -> None:
    assert known_by(user, by_username(PEOPLE)) == person


def test_a_name_that_several_have_is_nobodys() -> None:
    known = by_username([("amy", "p1"), ("AMY", "p2"), ("ben@a", "p3"), ("ben@b", "p4")])
    assert [known_by(user, known) for user in ("amy", "ben", "ben@a", "ben@c")] == ["", "", "p3", ""]
