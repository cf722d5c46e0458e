"""A change as a value: in words, and what would hold then."""

import pytest

from appliance.access.changes import (
    AccessChange,
    MoveRule,
    NeedSecond,
    PutRule,
    ReplaceRule,
    SetTimetable,
    TakeRule,
    after,
    switches_off,
    told,
)
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind, When
from appliance.access.timetable import Timetable
from tests.access.given import rule

POLICY = AccessPolicy(rules=(rule(1), rule(2), rule(3)), unblocks=(rule(4),))


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        pytest.param(PutRule(rule=rule(9)), [1, 2, 3, 9], id="added at the end"),
        pytest.param(PutRule(rule=rule(9), before=2), [1, 9, 2, 3], id="added before another"),
        pytest.param(TakeRule(number=2), [1, 3], id="removed"),
        pytest.param(MoveRule(number=3, before=1), [3, 1, 2], id="moved"),
        pytest.param(MoveRule(number=7), [1, 2, 3], id="gone already"),
    ],
)
def test_what_would_hold_then(change: AccessChange, rules: list[int]) -> None:
    assert [one.number for one in after(POLICY, change).rules] == rules


def test_unblocks_stand_by_themselves() -> None:
    assert [one.number for one in after(POLICY, PutRule(rule=rule(9), section="unblocks")).unblocks] == [4, 9]
    assert after(POLICY, TakeRule(number=4)).unblocks == ()


def test_changes_are_told_in_words() -> None:
    games = AccessRule(
        number=0,
        name="Games in breaks",
        effect=Effect.ALLOW,
        who=(Subject(kind=SubjectKind.GROUP, name="year3"), Subject(kind=SubjectKind.ROOM, name="Library")),
        what=(Target(kind=TargetKind.CATEGORY, value="games"), Target(kind=TargetKind.HOST, value="a.example")),
        when=When(periods=("breaks",)),
    )
    words = "“Games in breaks”: allow the category games, a.example for year3, room Library, only in breaks"
    assert told(PutRule(rule=games)) == f"add {words}"
    assert told(PutRule(rule=games, before=3)) == f"add {words}, before rule 3"
    assert told(TakeRule(number=3)) == "remove rule 3"
    assert told(MoveRule(number=3, before=1)) == "move rule 3 before rule 1"
    assert told(MoveRule(number=3)) == "move rule 3 to the end"
    assert told(SetTimetable(timetable=Timetable())) == "set the timetable"


@pytest.mark.parametrize(
    ("change", "off"),
    [
        pytest.param(PutRule(rule=rule(0, effect=Effect.ALLOW)), True, id="everything to everyone"),
        pytest.param(PutRule(rule=rule(0, "group:staff", effect=Effect.ALLOW)), False, id="everything to staff"),
        pytest.param(
            PutRule(rule=rule(0, what="host:a.example", effect=Effect.ALLOW)), False, id="one site to everyone"
        ),
        pytest.param(PutRule(rule=rule(0)), False, id="nothing to anybody"),
        pytest.param(PutRule(rule=rule(0, effect=Effect.NEVER_DECRYPT)), True, id="everything unread"),
        pytest.param(TakeRule(number=1), False, id="a rule removed"),
    ],
)
def test_filtering_off_is_recognised(change: AccessChange, *, off: bool) -> None:
    assert switches_off(change) is off


def test_a_rule_is_replaced_where_it_stands() -> None:
    change = ReplaceRule(rule=rule(2, what="host:a.example"))
    then = after(POLICY, change)
    assert [(one.number, one.what[0].value) for one in then.rules] == [(1, ""), (2, "a.example"), (3, "")]
    assert told(change) == "change rule 2 to “Rule 2”: block a.example for everyone"
    assert after(POLICY, ReplaceRule(rule=rule(9))) == POLICY
    assert switches_off(ReplaceRule(rule=rule(2, effect=Effect.ALLOW)))


@pytest.mark.parametrize(("wanted", "words"), [(True, "every change waits"), (False, "no second person")])
def test_a_second_person_changes_no_rule(wanted: bool, words: str) -> None:
    assert after(POLICY, NeedSecond(wanted=wanted)) == POLICY
    assert words in told(NeedSecond(wanted=wanted))
