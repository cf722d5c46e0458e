"""The school's rules: kept in their order, changed with a reason, undone, and never without a word in the audit
trail."""

import pytest
from msgspec.structs import replace

from appliance.access.changes import (
    AccessChange,
    ChangeState,
    MoveRule,
    NeedSecond,
    PutRule,
    ReplaceRule,
    SetTimetable,
    TakeRule,
)
from appliance.access.rules import When
from appliance.access.timetable import Period, Timetable
from appliance.config import Home
from appliance.errors import AccessError
from appliance.store import Store
from tests.access.given import rule


def put(store: Store, number: int, before: int = 0, when: When | None = None) -> int:
    named = rule(number, "group:year3", "host:games.example", when)
    change = PutRule(rule=replace(named, number=0), before=before)
    return store.access.make(change, "the play", "Ms Ada", 1.0)


def order(store: Store) -> list[int]:
    return [one.number for one in store.access.load(10.0).rules]


def undo(store: Store, number: int) -> None:
    inverse = store.access.change(number).inverse
    assert inverse is not None
    store.access.make(inverse, "", "Ms Ada", 3.0, undoes=number)


def test_rules_stand_in_the_order_that_they_were_put_in(store: Store, home: Home) -> None:
    for number, before in ((1, 0), (2, 0), (3, 1)):
        put(store, number, before)
    with Store.open(home, read_only=True) as other:
        assert [one.name for one in other.access.load(10.0).rules] == ["Rule 3", "Rule 1", "Rule 2"]


@pytest.mark.parametrize(
    ("change", "then"),
    [
        pytest.param(TakeRule(number=2), [1, 3], id="a rule is removed"),
        pytest.param(MoveRule(number=3, before=1), [3, 1, 2], id="a rule is moved to the front"),
        pytest.param(MoveRule(number=1), [2, 3, 1], id="a rule is moved to the end"),
        pytest.param(PutRule(rule=rule(0), before=2), [1, 4, 2, 3], id="a rule is added in the middle"),
    ],
)
def test_what_was_changed_is_undone(store: Store, change: AccessChange, then: list[int]) -> None:
    for number in (1, 2, 3):
        put(store, number)
    before = store.access.load(10.0)
    done = store.access.make(change, "", "Ms Ada", 2.0)
    assert order(store) == then
    undo(store, done)
    assert store.access.load(10.0) == before
    assert store.access.change(done).undone_by == done + 1


def test_an_undo_is_undone(store: Store) -> None:
    put(store, 1)
    undo(store, 1)
    assert order(store) == []
    undo(store, 2)
    assert order(store) == [1]


def test_a_change_that_waits_changes_nothing_until_it_is_approved(store: Store) -> None:
    number = store.access.ask(PutRule(rule=rule(0)), "a topic", "Mr Bell", 1.0)
    assert order(store) == []
    assert [row.number for row in store.access.waiting()] == [number]
    store.access.approve(number, "Ms Ada", 2.0)
    row = store.access.change(number)
    assert (row.state, row.by, row.decided_by, row.decided_at) == (ChangeState.DONE, "Mr Bell", "Ms Ada", 2.0)
    assert order(store) == [1]
    assert store.access.waiting() == ()


def test_a_change_is_decided_once(store: Store) -> None:
    number = store.access.ask(PutRule(rule=rule(0)), "", "Mr Bell", 1.0)
    store.access.decline(number, "Ms Ada", 2.0)
    with pytest.raises(AccessError, match="does not wait any more: it is declined"):
        store.access.approve(number, "Ms Ada", 3.0)
    assert order(store) == []


def test_what_cannot_be_done_any_more_is_not_half_done(store: Store) -> None:
    put(store, 1)
    number = store.access.ask(TakeRule(number=1), "", "Mr Bell", 1.0)
    store.access.make(TakeRule(number=1), "", "Ms Ada", 2.0)
    with pytest.raises(AccessError, match="no rule 1 any more"):
        store.access.approve(number, "Ms Cole", 3.0)
    assert store.access.change(number).state is ChangeState.WAITING


def test_a_rule_whose_end_has_come_is_left_out(store: Store) -> None:
    put(store, 1, when=When(until=20.0))
    assert len(store.access.load(19.9).rules) == 1
    assert store.access.load(20.0).rules == ()


def test_the_timetable_is_kept_and_comes_back(store: Store) -> None:
    first = Timetable()
    second = Timetable(periods=(Period(name="Period 1", start=first.start, end=first.end),))
    assert store.access.load(0.0).timetable == first
    number = store.access.make(SetTimetable(timetable=second), "", "Ms Ada", 1.0)
    assert store.access.load(0.0).timetable == second
    undo(store, number)
    assert store.access.load(0.0).timetable == first


def test_every_change_says_who_and_why(store: Store) -> None:
    number = store.access.ask(TakeRule(number=put(store, 1)), "over", "Mr Bell", 2.0)
    store.access.approve(number, "Ms Ada", 3.0)
    assert [(entry.who, entry.what) for entry in reversed(store.audit.recent())] == [
        ("Ms Ada", "access changed"),
        ("Mr Bell", "access change asked for"),
        ("Ms Ada", "access change approved"),
    ]
    assert store.audit.recent()[0].object == "change 2: remove rule 1. Reason: over. Asked for by Mr Bell."
    assert [row.number for row in store.access.changes()] == [2, 1]


def test_a_change_that_there_is_not(store: Store) -> None:
    with pytest.raises(AccessError, match="There is no change 7"):
        store.access.change(7)


def test_a_rule_is_changed_in_its_place_and_changed_back(store: Store) -> None:
    for number in (1, 2):
        put(store, number)
    other = replace(rule(1, what="host:other.example", when=When(until=50.0)), name="Other")
    number = store.access.make(ReplaceRule(rule=other), "better", "Ms Ada", 2.0)
    assert [one.name for one in store.access.load(10.0).rules] == ["Other", "Rule 2"]
    assert [one.name for one in store.access.load(50.0).rules] == ["Rule 2"], "its end is its own, too"
    undo(store, number)
    assert [one.name for one in store.access.load(50.0).rules] == ["Rule 1", "Rule 2"]


def test_a_rule_that_is_gone_is_not_changed(store: Store) -> None:
    with pytest.raises(AccessError, match="no rule 7 any more"):
        store.access.make(ReplaceRule(rule=rule(7)), "x", "Ms Ada", 2.0)
    assert store.access.changes() == ()


def test_a_second_person_is_chosen_and_given_up(store: Store) -> None:
    assert not store.access.second_person()
    number = store.access.make(NeedSecond(wanted=True), "safer", "Ms Ada", 2.0)
    assert store.access.second_person()
    undo(store, number)
    assert not store.access.second_person()


def test_who_asked_gets_an_answer(store: Store) -> None:
    number = store.access.ask(PutRule(rule=rule(0)), "x", "Ms Ada", 1.0)
    store.access.decline(number, "Mr Bell", 2.0, "Not this term.")
    assert store.access.change(number).answer == "Not this term."
    assert store.audit.recent()[0].object.endswith("Answer: Not this term.")


def test_changes_are_found_by_person_and_time(store: Store) -> None:
    for at in (1.0, 2.0, 3.0):
        store.access.ask(PutRule(rule=rule(0)), "x", f"person {at:.0f}", at)
    store.access.approve(1, "person 3", 9.0)
    found = {
        "all": store.access.changes(),
        "who": store.access.changes(who="person 3"),
        "time": store.access.changes(since=2.0, until=3.0),
        "before": store.access.changes(before=2),
    }
    numbers = {name: [row.number for row in rows] for name, rows in found.items()}
    assert numbers == {"all": [3, 2, 1], "who": [3, 1], "time": [2], "before": [1]}
    assert store.access.names() == ("person 1", "person 2", "person 3")
