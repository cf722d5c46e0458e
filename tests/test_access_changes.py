"""Four eyes, undo, unblocks and lessons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance import access_changes
from appliance.access.changes import NeedSecond, PutRule, TakeRule
from appliance.access.lessons import Mode, lesson
from appliance.access.rules import AccessPolicy, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.access.starting import STARTING
from appliance.access.timetable import Period, Timetable
from appliance.access_changes import Said, approve, begin, propose, undo
from appliance.config import Access, Home, Settings
from appliance.duties import Assignment, Duty
from appliance.errors import AccessError
from appliance.store import Store
from tests.access.given import MONDAY, rule

ADA = Said(by="Ms Ada", reason="a topic", at=MONDAY)
YEAR3 = Subject(kind=SubjectKind.GROUP, name="year3")
ROMANS = Target(kind=TargetKind.HOST, value="romans.example")
ALONE, BOTH = Settings(), Settings(access=Access(second_person=True))
GAMES = PutRule(rule=rule(0, "group:year3", "category:games"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


def numbers(store: Store) -> list[int]:
    return [one.number for one in store.access.load(MONDAY).in_order()]


def test_alone_a_change_holds_at_once(store: Store) -> None:
    assert not propose(store, ALONE, GAMES, ADA).waits
    assert numbers(store) == [1]


def test_with_two_it_waits(store: Store) -> None:
    asked = propose(store, BOTH, GAMES, ADA)
    assert asked.waits
    with pytest.raises(AccessError, match="somebody else has to approve"):
        approve(store, BOTH, asked.number, "MS ADA ", MONDAY)
    assert approve(store, BOTH, asked.number, "Mr Bell", MONDAY).decided_by == "Mr Bell"
    assert numbers(store) == [1]


def test_what_was_good_when_it_was_asked_for_may_be_bad_now(store: Store) -> None:
    """Staff are let through first; then that rule goes, and the change that waits would lock them out."""
    propose(store, ALONE, PutRule(rule=rule(0, "group:staff", effect=Effect.ALLOW)), ADA)
    asked = propose(store, BOTH, PutRule(rule=rule(0)), ADA)
    propose(store, ALONE, TakeRule(number=1), ADA)
    with pytest.raises(AccessError, match="would lock staff out"):
        approve(store, BOTH, asked.number, "Mr Bell", MONDAY)


def test_the_rule_that_lets_staff_through_cannot_be_taken_from_under_them(store: Store) -> None:
    propose(store, ALONE, PutRule(rule=rule(0, "group:staff", effect=Effect.ALLOW)), ADA)
    propose(store, ALONE, PutRule(rule=rule(0)), ADA)
    with pytest.raises(AccessError, match="would lock staff out"):
        propose(store, ALONE, TakeRule(number=1), ADA)
    with pytest.raises(AccessError, match="would lock staff out"):
        undo(store, ALONE, 1, ADA)


def test_an_unblock_ends_and_its_end_needs_nobody(store: Store) -> None:
    change = access_changes.unblock((YEAR3,), (ROMANS,), ADA, MONDAY + 60)
    asked = propose(store, BOTH, change, ADA)
    approve(store, BOTH, asked.number, "Mr Bell", MONDAY)
    assert numbers(store) == [1]
    assert store.access.load(MONDAY + 60).in_order() == ()
    assert not propose(store, BOTH, TakeRule(number=1), ADA).waits


@pytest.mark.parametrize(
    ("what", "until", "words"),
    [
        pytest.param((Target(),), MONDAY + 60, "names what is to be opened", id="everything"),
        pytest.param((ROMANS,), MONDAY + 367 * 86_400, "ends within a year", id="for ever"),
    ],
)
def test_what_is_no_unblock(what: tuple[Target, ...], until: float, words: str) -> None:
    with pytest.raises(AccessError, match=words):
        access_changes.unblock((YEAR3,), what, ADA, until)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(replace(ADA, reason=" "), "Say why", id="no reason"),
        pytest.param(replace(ADA, by=""), "Say who", id="nobody"),
        pytest.param(replace(ADA, reason="x" * 501), "at most 500 characters", id="a long reason"),
    ],
)
def test_who_and_why_are_kept_with_every_change(store: Store, said: Said, words: str) -> None:
    with pytest.raises(AccessError, match=words):
        propose(store, ALONE, GAMES, said)
    assert store.access.changes() == ()


def test_there_is_a_most(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_changes, "MOST_RULES", 1)
    propose(store, ALONE, GAMES, ADA)
    with pytest.raises(AccessError, match="1 rules already"):
        propose(store, ALONE, GAMES, ADA)


def test_a_name_that_moves_the_cursor_is_refused(store: Store) -> None:
    with pytest.raises(AccessError, match="pupils read it"):
        propose(store, ALONE, PutRule(rule=replace(GAMES.rule, name="a\x1b[2J")), ADA)


def test_filtering_off_always_takes_two(store: Store) -> None:
    asked = propose(store, ALONE, access_changes.filtering_off(ADA, MONDAY + 3600), ADA)
    assert asked.waits
    with pytest.raises(AccessError, match="at most 4 hours"):
        propose(store, ALONE, access_changes.filtering_off(ADA, MONDAY + 5 * 3600), ADA)


def test_a_lesson_ends_by_the_timetable_or_when_it_was_said() -> None:
    first = Timetable()
    timetable = Timetable(periods=(Period(name="Period 2", start=first.start, end=first.start.replace(hour=11)),))
    policy = AccessPolicy(timetable=timetable)
    assert access_changes.lesson_end(policy, MONDAY, None) == MONDAY + 105 * 60
    assert access_changes.lesson_end(policy, MONDAY, 10) == MONDAY + 600
    assert access_changes.lesson_end(policy, MONDAY, 10_000) == MONDAY + 4 * 3600
    with pytest.raises(AccessError, match="No lesson is on now"):
        access_changes.lesson_end(AccessPolicy(), MONDAY, None)


def test_lessons_end_for_those_named(store: Store) -> None:
    for name in ("class-3a", "class-3b"):
        who = (Subject(kind=SubjectKind.GROUP, name=name),)
        begun = lesson(Mode.OFF, who, (), by="Mr Bell", since=MONDAY, until=MONDAY + 60)
        access_changes.begin_lesson(store, begun)
    assert access_changes.end_lessons(store, YEAR3, "Mr Bell", MONDAY + 1) == 0
    assert (
        access_changes.end_lessons(store, Subject(kind=SubjectKind.GROUP, name="class-3a"), "Mr Bell", MONDAY + 1) == 1
    )
    assert access_changes.end_lessons(store, None, "Mr Bell", MONDAY + 2) == 1


def test_a_school_begins_with_rules_of_its_own_and_gets_them_once(store: Store) -> None:
    begin(store, MONDAY)
    begin(store, MONDAY)
    assert len(numbers(store)) == len(STARTING)
    for change in store.access.changes():
        undo(store, ALONE, change.number, ADA)
    begin(store, MONDAY)
    assert numbers(store) == []


def hire(store: Store, name: str, duty: Duty) -> None:
    number = store.accounts.add(name, f"{name}@school.test", "test", MONDAY)
    store.accounts.assign(number, (Assignment(duty=duty),), "test", MONDAY)


def test_two_are_wanted_only_where_there_are_two(store: Store) -> None:
    hire(store, "ada", Duty.DSL)
    hire(store, "it", Duty.IT)
    with pytest.raises(AccessError, match="no second person yet"):
        propose(store, ALONE, NeedSecond(wanted=True), ADA)
    hire(store, "bell", Duty.HEAD)
    assert not propose(store, ALONE, NeedSecond(wanted=True), ADA).waits
    assert propose(store, ALONE, GAMES, ADA).waits
    assert propose(store, ALONE, NeedSecond(wanted=False), ADA).waits, "one person alone cannot give it up"


def test_everybody_can_ask_until_when_filtering_is_off(store: Store) -> None:
    policy = store.access.load(MONDAY)
    assert access_changes.off_until(policy, MONDAY) is None
    number = propose(store, ALONE, access_changes.filtering_off(ADA, MONDAY + 3600), ADA).number
    approve(store, ALONE, number, "Mr Bell", MONDAY)
    policy = store.access.load(MONDAY)
    assert access_changes.off_until(policy, MONDAY) == MONDAY + 3600
    assert access_changes.off_until(policy, MONDAY + 3600) is None


def test_it_is_the_account_that_counts_and_not_its_name(store: Store) -> None:
    """People change names, and two may share one."""
    asked = propose(store, BOTH, GAMES, Said(by="Ms Ada", reason="a topic", at=MONDAY, account=4))
    with pytest.raises(AccessError, match="somebody else has to approve"):
        approve(store, BOTH, asked.number, "Ms Ada Bell", MONDAY, 4)
    assert approve(store, BOTH, asked.number, "Ms Ada", MONDAY, 5).account == 4


def test_two_by_links_made_at_the_box_are_one(store: Store) -> None:
    asked = propose(store, BOTH, GAMES, Said(by="sign-in link of the box", reason="a topic", at=MONDAY, account=0))
    with pytest.raises(AccessError, match="somebody else has to approve"):
        approve(store, BOTH, asked.number, "sign-in link of the box", MONDAY, 0)
