"""What is read of the form for a rule."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from appliance.access.in_words import Names
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.access.timetable import Days, Timetable
from appliance.config import Settings
from appliance.errors import AccessError
from appliance.store import Store
from tests.access.given import rule
from tests.webui import primary
from tests.webui.conftest import NOW
from webui.rule_form import RuleForm, day_end, default_until, offers, read, shown, sites_in, targets

POLICY = AccessPolicy(rules=(rule(1), rule(2)))
GOOD = {"effect": "block", "sites": "bbc.co.uk", "groups": "class-3b", "place": "0"}


@pytest.fixture(autouse=True)
def school(app: Flask, store: Store) -> Iterator[None]:
    primary.fill(store, NOW)
    with app.test_request_context():
        yield


def filled(store: Store, settings: Settings, given: dict[str, str]) -> tuple[RuleForm, AccessRule | None]:
    form = offers(store, settings, ("games", "video"), POLICY).fill(RuleForm(MultiDict(given)))
    return form, read(form, store, settings, NOW, "Europe/London")


def test_a_rule_with_everything(store: Store, settings: Settings) -> None:
    given = GOOD | {"sites": "bbc.co.uk/games\nHTTPS://Example.ORG", "categories": "games", "rooms": "Room 4",
                    "people": "amy ash", "devices": "ipad-1", "periods": "lessons", "until": "2026-12-18"}  # fmt: skip
    form, made = filled(store, settings, given)
    assert made, form.errors
    assert [(one.kind, one.value) for one in made.what] == [
        (TargetKind.CATEGORY, "games"),
        (TargetKind.URL, "bbc.co.uk/games"),
        (TargetKind.HOST, "example.org"),
    ]
    assert [one.kind.value for one in made.who] == ["group", "room", "person", "device"]
    assert made.when.periods == ("lessons",)
    assert made.when.until == day_end(date(2026, 12, 18), NOW, "Europe/London")
    assert made.name.startswith("Closed: games, bbc.co.uk/games")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"sites": ""}, "sites", id="nothing"),
        pytest.param({"groups": ""}, "groups", id="a group that is none"),
        pytest.param({"everyone": "y"}, "everyone", id="everyone and a class"),
        pytest.param({"effect": "explode"}, "effect", id="an effect that is none"),
        pytest.param({"sites": "category:adult"}, "sites", id="a category among sites"),
        pytest.param({"sites": "everything"}, "sites", id="everything among sites"),
        pytest.param({"sites": "<script>"}, "sites", id="markup"),
        pytest.param({"sites": "a" * 5000}, "sites", id="very long"),
        pytest.param({"sites": "bbc.co.uk/x", "effect": "never decrypt"}, "sites", id="a page of what is not read"),
        pytest.param({"people": "Nobody Here"}, "people", id="nobody"),
        pytest.param({"people": "x\n" * 61}, "people", id="too many people"),
        pytest.param({"rooms": "Cellar"}, "rooms", id="a room that is none"),
        pytest.param({"categories": "knitting"}, "categories", id="a category that is none"),
        pytest.param({"periods": "Tea"}, "periods", id="a time that is none"),
        pytest.param({"until": "2026-11-16"}, "until", id="a day that is over"),
        pytest.param({"until": "tomorrow"}, "until", id="no day"),
        pytest.param({"until": "9999-12-31"}, "until", id="a day that no clock has"),
        pytest.param({"name": "x" * 101}, "name", id="a long name"),
        pytest.param({"name": "a\u202eb"}, "name", id="an override"),
        pytest.param({"place": "99"}, "place", id="before a rule that is none"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    store: Store, settings: Settings, wrong: dict[str, str], field: str
) -> None:
    form, made = filled(store, settings, GOOD | wrong)
    assert made is None
    assert form[field].errors


def test_a_rule_is_shown_as_it_would_be_typed(store: Store, settings: Settings) -> None:
    amy = Subject(kind=SubjectKind.PERSON, name="p1")
    stored = AccessRule(number=1, name="x", effect=Effect.WARN, who=(amy, primary.CLASS_3B),
                        what=(Target(kind=TargetKind.HOST, value="bbc.co.uk"),))  # fmt: skip
    data = shown(stored, POLICY, Names(people={"p1": "Amy Ash"}))
    assert (data["people"], data["groups"], data["sites"]) == ("Amy Ash", ["class-3b"], "bbc.co.uk")
    assert (data["everyone"], data["everything"], data["until"], data["place"]) == (False, False, None, 2)


def test_pasted_sites() -> None:
    assert sites_in(" a.example, b.example;\r\nc.example\t") == ["a.example", "b.example", "c.example"]
    assert len(targets(["a.example", "A.example."])) == 1
    with pytest.raises(AccessError, match="at most 60"):
        targets(f"h{number}.example" for number in range(61))


def test_by_itself_until_the_end_of_term() -> None:
    autumn = Days(name="Autumn", first=date(2026, 9, 2), last=date(2026, 12, 18))
    policy = AccessPolicy(timetable=Timetable(terms=(autumn,)))
    assert default_until(policy, date(2026, 11, 17)) == date(2026, 12, 18)
    assert default_until(policy, date(2026, 12, 24)) == date(2027, 1, 7)
