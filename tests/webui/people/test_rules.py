import re
from collections.abc import Callable

import pytest

from appliance.aup.texts import When
from appliance.store import Store
from tests.webui.conftest import Person

RULES = {
    "title": "Our promise",
    "text": "We keep each other safe.",
    "picture": "heart",
    "point1": "Be kind.",
    "picture1": "hand",
    "groups": "class-3a",
    "when": "new version",
    "seen": "0",
} | {f"{field}{number}": "" for field in ("point", "picture") for number in range(2, 6)}


def test_samples_are_one_touch_away(press: Callable[..., str], people: Store) -> None:
    page = press("/people/rules/samples")
    assert "The sample rules are in force." in page
    assert re.findall(r"<h2><bdi>([^<]+)", page) == [
        "My computer promise",
        "Using the internet at school",
        "Acceptable use: staff",
        "Welcome, guest",
    ]
    assert "There are rules already" in press("/people/rules/samples")


def test_samples_are_there_in_welsh(press: Callable[..., str], people: Store) -> None:
    assert "Fy addewid cyfrifiadur" in press("/people/rules/samples", language="cy")


def test_rules_are_looked_at_before_they_are_published(adult: Person, people: Store) -> None:
    shown = adult.post("/people/rules/new", **RULES, do="look")
    assert shown.status_code == 200
    for said in ("Our promise", "We keep each other safe.", "Be kind.", "portal/rules/hand.svg", "accept it once more"):
        assert said in shown.text
    assert people.aup.in_force() == ()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown.text))
    again = adult.post("/people/rules/new", **(fields | {"do": "change", "csrf": fields["csrf"]}))
    assert (again.status_code, 'value="Be kind."' in again.text) == (200, True)
    assert adult.post("/people/rules/new", **(RULES | {"do": "publish"})).status_code == 303
    (one,) = people.aup.in_force()
    assert (one.name, one.version, one.text.groups, one.text.points[0].picture) == (
        "our-promise",
        1,
        ("class-3a",),
        "hand",
    )


def test_a_change_is_a_new_version(adult: Person, press: Callable[..., str], people: Store) -> None:
    press("/people/rules/new", **RULES, do="publish")
    form = adult.get("/people/rules/our-promise/write").text
    assert 'value="Be kind."' in form
    assert 'name="seen" value="1"' in form
    page = press("/people/rules/our-promise/write", **(RULES | {"point1": "Be very kind.", "seen": "1"}), do="publish")
    assert "“Our promise” is in force, version 2." in page
    assert "Be very kind." in adult.get("/people/rules/our-promise").text


def test_who_must_accept_can_be_changed_without_a_new_version(press: Callable[..., str], people: Store) -> None:
    press("/people/rules/new", **RULES, do="publish")
    page = press("/people/rules/our-promise/write", **(RULES | {"when": "every time", "seen": "1"}), do="publish")
    assert "version 1." in page
    assert people.aup.in_force()[0].text.when is When.EVERY_TIME


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"title": ""}, "Write a title.", id="no title"),
        pytest.param({"title": "x" * 81}, "at most 80 letters", id="a long title"),
        pytest.param({"point1": ""}, "Write at least one point.", id="no point"),
        pytest.param({"point1": "x" * 201}, "at most 200 letters", id="a long point"),
        pytest.param({"text": "x" * 1001}, "at most 1,000 letters", id="a long text"),
        pytest.param({"text": "x" * 30_000}, "at most 1,000 letters", id="thirty thousand letters"),
        pytest.param({"picture1": "skull"}, "Not a valid choice", id="no such picture"),
        pytest.param({"when": "never"}, "Not a valid choice", id="no such time"),
        pytest.param({"groups": "x" * 101}, "groups", id="a group that cannot be"),
        pytest.param({"seen": "4"}, "Somebody else changed these rules", id="somebody was quicker"),
    ],
)
def test_rules_that_cannot_be(adult: Person, people: Store, wrong: dict[str, str], says: str) -> None:
    answer = adult.post("/people/rules/new", **(RULES | wrong), do="publish")
    assert answer.status_code == 422
    assert says in answer.text
    assert people.aup.in_force() == ()


def test_hostile_rules_are_text(press: Callable[..., str], adult: Person, people: Store) -> None:
    press("/people/rules/new", **(RULES | {"title": "<script>alert(1)</script>", "text": "{{7*7}}"}), do="publish")
    for path in ("/people/rules", "/people/rules/script-alert-1-script", "/people/rules/answers"):
        page = adult.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_text_is_ended(press: Callable[..., str], people: Store) -> None:
    press("/people/rules/new", **RULES, do="publish")
    assert "Nobody is asked to accept that any more." in press("/people/rules/our-promise/end")
    assert people.aup.in_force() == ()


@pytest.mark.parametrize("path", ["/people/rules/none", "/people/rules/none/write"])
def test_no_such_rules(adult: Person, people: Store, path: str) -> None:
    assert adult.get(path).status_code == 404
