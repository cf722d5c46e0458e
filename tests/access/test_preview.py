"""What a change would open and close, and for whom."""

import pytest
from msgspec.structs import replace

from appliance.access.changes import AccessChange, PutRule, ReplaceRule, TakeRule, after
from appliance.access.engine import Engine
from appliance.access.preview import Probe, addresses, differences, rules_of, when_it_says
from appliance.access.rules import AccessPolicy, Effect, When
from appliance.access.timetable import Timetable
from appliance.access.verdict import AccessRules
from appliance.model import Device, Person, Role
from tests.access.given import GAMES, MONDAY, rule

HOSTS = {"games": ["play.example", "more.play.example"]}


def probe(name: str, who: str, *groups: str) -> Probe:
    person = Person(id=who, name=who, role=Role.PUPIL, groups=groups)
    return Probe(name=name, device=Device(name="", addresses=(), person=person), groups=groups)


PROBES = (
    probe("3B", "amy", "class-3b"),
    probe("3B", "ben", "class-3b"),
    probe("4A", "kai", "class-4a"),
)
CLOSED = rule(1, what="category:games")


def told(change: AccessChange, policy: AccessPolicy) -> list[str]:
    rules = rules_of(change, policy)
    was = AccessRules(engine=Engine(policy), categories=GAMES)
    would = AccessRules(engine=Engine(after(policy, change)), categories=GAMES)
    at = when_it_says(rules, was.engine, MONDAY)
    return [one.sentence for one in differences(was, would, PROBES, addresses(rules, HOSTS), at)]


@pytest.mark.parametrize(
    ("change", "policy", "sentences"),
    [
        pytest.param(
            PutRule(rule=CLOSED),
            AccessPolicy(),
            ["3B and 4A can no longer open play.example, more.play.example."],
            id="closed for everyone",
        ),
        pytest.param(
            PutRule(rule=rule(1, "group:class-4a", "host:bbc.co.uk")),
            AccessPolicy(),
            ["4A can no longer open bbc.co.uk."],
            id="closed for a class",
        ),
        pytest.param(
            PutRule(rule=rule(1, "person:amy", "url:bbc.co.uk/games")),
            AccessPolicy(),
            ["3B (1 of 2) can no longer open bbc.co.uk/games."],
            id="closed for one",
        ),
        pytest.param(
            TakeRule(number=1),
            AccessPolicy(rules=(CLOSED,)),
            ["3B and 4A can open play.example, more.play.example."],
            id="opened by taking a rule away",
        ),
        pytest.param(
            ReplaceRule(rule=replace(CLOSED, effect=Effect.WARN)),
            AccessPolicy(rules=(CLOSED,)),
            ["3B and 4A are asked before they open play.example, more.play.example."],
            id="a warning instead",
        ),
        pytest.param(
            ReplaceRule(rule=replace(CLOSED, effect=Effect.ALLOW)),
            AccessPolicy(rules=(replace(CLOSED, effect=Effect.WARN),)),
            ["3B and 4A can open play.example, more.play.example without being asked."],
            id="no warning any more",
        ),
        pytest.param(
            PutRule(rule=rule(2, "group:class-3b", "host:bbc.co.uk", effect=Effect.ONLY)),
            AccessPolicy(),
            ["3B can no longer open other sites."],
            id="only one site",
        ),
        pytest.param(
            PutRule(rule=rule(2, what="category:games")), AccessPolicy(rules=(CLOSED,)), [], id="closed already"
        ),
        pytest.param(
            PutRule(rule=rule(2, what="category:games", when=When(periods=("out of school",)))),
            AccessPolicy(),
            ["3B and 4A can no longer open play.example, more.play.example."],
            id="at another time of the day",
        ),
    ],
)
def test_what_would_be_different(change: AccessChange, policy: AccessPolicy, sentences: list[str]) -> None:
    assert told(change, policy) == sentences


def test_a_rule_for_times_that_never_come_is_looked_at_now() -> None:
    assert when_it_says((rule(1, when=When(periods=("Club",))),), Engine(AccessPolicy()), MONDAY) == MONDAY


def test_the_next_time_is_found() -> None:
    policy = AccessPolicy(timetable=Timetable())
    at = when_it_says((rule(1, when=When(periods=("holidays",))),), Engine(policy), MONDAY)
    assert 3 < (at - MONDAY) / 86_400 < 4, "when Saturday begins"
