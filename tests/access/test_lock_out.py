"""No rule may close everything to staff, or help to a child."""

import pytest

from appliance.access.lessons import Mode, lesson
from appliance.access.lock_out import closes_help, locks_out
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, Target, TargetKind, When
from appliance.model import Person, Role
from tests.access.given import rule

BELL = Person(id="s7", name="Mr Bell", role=Role.STAFF, groups=("staff", "class-3b"))
FOR_STAFF = rule(1, "group:staff", effect=Effect.ALLOW)


@pytest.mark.parametrize(
    ("rules", "who"),
    [
        pytest.param((rule(1),), "any of them", id="everything closed to everyone"),
        pytest.param((rule(1, "group:staff"),), "any of them", id="closed to staff"),
        pytest.param((rule(1, "person:s7"),), "Mr Bell", id="closed to a teacher"),
        pytest.param((rule(1, "group:class-3b"),), "Mr Bell", id="closed to a class that a teacher is in"),
        pytest.param((rule(1, what="host:a.example", effect=Effect.ONLY),), "any of them", id="only one site"),
        pytest.param((rule(1, when=When(periods=("breaks",))),), "any of them", id="closed in breaks"),
        pytest.param(
            (rule(1, "group:staff", when=When(until=9.0), effect=Effect.ALLOW), rule(2)),
            "any of them",
            id="staff are let through, but not for ever",
        ),
        pytest.param((FOR_STAFF,), "", id="nothing is closed"),
        pytest.param((FOR_STAFF, rule(2)), "", id="staff are let through first"),
        pytest.param((rule(1, "group:year3"),), "", id="closed to pupils"),
        pytest.param((rule(1, what="category:games"),), "", id="games closed to everyone"),
        pytest.param((rule(1, effect=Effect.WARN),), "", id="everyone is warned"),
    ],
)
def test_staff_are_not_locked_out(rules: tuple[AccessRule, ...], who: str) -> None:
    said = locks_out(AccessPolicy(rules=rules), [BELL])
    assert who in said if who else said == ""


def test_a_lesson_for_everyone_locks_staff_out_as_well() -> None:
    off = lesson(Mode.OFF, (Subject(),), (), by="Mr Bell", since=0.0, until=9.0)
    assert "The internet is off" in locks_out(AccessPolicy(rules=(FOR_STAFF,), lessons=(off,)))


@pytest.mark.parametrize(
    ("what", "effect", "host"),
    [
        pytest.param("host:childline.org.uk", Effect.BLOCK, "childline.org.uk", id="Childline"),
        pytest.param("host:=www.childline.org.uk", Effect.BLOCK, "www.childline.org.uk", id="one page of Childline's"),
        pytest.param("url:samaritans.org/help", Effect.WARN, "samaritans.org", id="a warning before help"),
        pytest.param("host:confide", Effect.BLOCK, "confide", id="Confide"),
        pytest.param("host:childline.org.uk", Effect.ALLOW, "", id="help allowed"),
        pytest.param("host:childline.org.uk", Effect.ONLY, "", id="help and nothing else"),
        pytest.param("host:games.example", Effect.BLOCK, "", id="games"),
    ],
)
def test_help_is_not_closed(what: str, effect: Effect, host: str) -> None:
    said = closes_help(rule(1, "group:year3", what, effect=effect))
    assert said.startswith(f"{host} is help") if host else said == ""


def test_of_several_targets_each_is_looked_at() -> None:
    two = AccessRule(
        number=1,
        name="Two",
        effect=Effect.BLOCK,
        what=(Target(kind=TargetKind.HOST, value="a.example"), Target(kind=TargetKind.HOST, value="nspcc.org.uk")),
    )
    assert "nspcc.org.uk" in closes_help(two)
