"""Two people decide, nothing is overwritten, and all of it can be told later."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.errors import StorageError
from appliance.model import Channel, Severity, TriageStatus, Viewer, the_box
from appliance.policy.school import Ignore, Off
from appliance.store import Store
from appliance.store.rows import CaptureRow
from appliance.store.triage import Decision, Mark, StepKind
from tests.core.samples import captured

Hire = Callable[..., Viewer]
RESOLVED = Decision(status=TriageStatus.RESOLVED, note="Spoke with her; she was joking.")


@pytest.fixture
def khan(hire: Hire) -> Viewer:
    return hire("Mrs Khan", Duty.DSL)


@pytest.fixture
def reed(hire: Hire) -> Viewer:
    return hire("Mr Reed", Duty.DEPUTY)


def row_of(store: Store, number: int) -> CaptureRow:
    row = store.seen_by(the_box("test")).captures.one(number)
    assert row
    return row


def mark_of(store: Store, number: int) -> Mark:
    row = row_of(store, number)
    return Mark(capture=number, revision=row.revision, score=row.score)


def said(store: Store) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.what, entry.object) for entry in store.audit.recent(20)]


def test_a_decision_stands_in_the_capture_its_history_and_the_audit_trail(store: Store, khan: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    outcome = store.seen_by(khan).triage.decide([mark_of(store, 1)], RESOLVED, "Mrs Khan, sign-in 4", 20.0)
    assert outcome.done == (mark_of(store, 1),)
    assert row_of(store, 1).status is TriageStatus.RESOLVED
    (step,) = store.seen_by(khan).triage.steps(1)
    assert (step.at, step.name, step.kind) == (20.0, "Mrs Khan", StepKind.STATUS)
    assert (step.was, step.now, step.text) == ("unclassified", "resolved", "Spoke with her; she was joking.")
    assert ("Mrs Khan, sign-in 4", "triage", "capture 1: unclassified → resolved") in said(store)
    assert not any("joking" in " ".join(entry) for entry in said(store))


def test_the_second_of_two_is_told_and_overwrites_nothing(store: Store, khan: Viewer, reed: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    before = mark_of(store, 1)
    store.seen_by(khan).triage.decide([before], Decision(status=TriageStatus.ESCALATED), "k", 20.0)
    outcome = store.seen_by(reed).triage.decide([before], RESOLVED, "r", 21.0)
    (overtaken,) = outcome.overtaken
    assert overtaken.step
    assert (overtaken.step.name, overtaken.step.now, overtaken.step.at) == ("Mrs Khan", "escalated", 20.0)
    assert outcome.done == ()
    assert row_of(store, 1).status is TriageStatus.ESCALATED
    assert len(store.seen_by(khan).triage.steps(1)) == 1


def test_what_grew_since_it_was_looked_at_needs_another_look(store: Store, khan: Viewer) -> None:
    store.captures.add([captured(1, at=10.0, channel=Channel.PAGE, severity=Severity.MINOR)])
    before = mark_of(store, 1)
    store.captures.add([captured(2, at=11.0)])
    (overtaken,) = store.seen_by(khan).triage.decide([before], RESOLVED, "k", 20.0).overtaken
    assert overtaken.step is None
    assert row_of(store, 1).status is TriageStatus.UNCLASSIFIED


def test_several_at_once_each_by_itself(store: Store, khan: Viewer, reed: Viewer) -> None:
    store.captures.add([captured(n, at=10.0, term=f"t/{n}") for n in (1, 2, 3)])
    marks = [mark_of(store, n) for n in (1, 2, 3)]
    store.seen_by(reed).triage.decide([marks[1]], Decision(note="I will see him."), "r", 15.0)
    outcome = store.seen_by(khan).triage.decide([*marks, Mark(capture=99, revision=0, score=0)], RESOLVED, "k", 20.0)
    assert [mark.capture for mark in outcome.done] == [1, 3]
    assert [one.mark.capture for one in outcome.overtaken] == [2]
    assert outcome.missing == (99,)


def test_who_does_not_see_it_cannot_do_anything_to_it(store: Store, hire: Hire) -> None:
    store.captures.add([captured(1, at=10.0)])
    teacher, mark = store.seen_by(hire("Miss Lee", Duty.TEACHER, "class-3b")), mark_of(store, 1)
    fix = Ignore(number=0, site="example.org", term="self-harm/1")
    for outcome in (
        teacher.triage.decide([mark], RESOLVED, "l", 20.0),
        teacher.triage.take_back([mark], "l", 20.0),
        teacher.triage.fix(mark, RESOLVED, fix, "l", 20.0),
        teacher.triage.unfix(mark, "l", 20.0),
    ):
        assert (outcome.done, outcome.missing) == ((), (1,))
    assert not teacher.triage.tell(1, StepKind.PAUSED, "x", "l", 20.0)
    assert teacher.captures.open(1, "l", 20.0) is None
    assert teacher.triage.steps(1) == ()
    assert row_of(store, 1).opened_at is None
    assert store.school.load().ignores == ()
    assert not [entry for entry in store.audit.recent(20) if entry.who == "l"]


def test_escalating_names_who_has_it_now(store: Store, khan: Viewer, reed: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    decision = Decision(status=TriageStatus.ESCALATED, note="Please ring home.", assigned=(reed.account, reed.name))
    store.seen_by(khan).triage.decide([mark_of(store, 1)], decision, "k", 20.0)
    row = row_of(store, 1)
    assert (row.status, row.assigned) == (TriageStatus.ESCALATED, reed.account)
    (step,) = store.seen_by(reed).triage.steps(1)
    assert (step.kind, step.was, step.now) == (StepKind.ESCALATED, "unclassified", "Mr Reed")


def test_a_step_is_taken_back_by_who_took_it(store: Store, khan: Viewer, reed: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    store.seen_by(khan).triage.decide([mark_of(store, 1)], RESOLVED, "k", 20.0)
    assert store.seen_by(reed).triage.take_back([mark_of(store, 1)], "r", 21.0).done == ()
    assert store.seen_by(khan).triage.take_back([mark_of(store, 1)], "k", 22.0).done
    assert row_of(store, 1).status is TriageStatus.UNCLASSIFIED
    assert len(store.seen_by(khan).triage.steps(1)) == 2


def test_a_fix_comes_with_the_decision_and_can_be_undone(store: Store, khan: Viewer) -> None:
    store.captures.add([captured(1, at=10.0), captured(2, at=10.0, term="t/2")])
    ignored = Decision(status=TriageStatus.IGNORED)
    seen = store.seen_by(khan)
    entry = Ignore(number=0, site="search.example", term="self-harm/1")
    assert seen.triage.fix(mark_of(store, 1), ignored, entry, "k", 20.0).done
    assert seen.triage.fix(mark_of(store, 2), ignored, Off(term="t/2", group="year-3"), "k", 20.0).done
    policy = store.school.load()
    assert [one.site for one in policy.ignores] == ["search.example"]
    assert policy.off == (Off(term="t/2", group="year-3"),)
    assert row_of(store, 1).status is TriageStatus.IGNORED
    assert [step.text for step in seen.triage.steps(1)][-1] == "The term is not told again on search.example."
    for number in (1, 2):
        assert seen.triage.unfix(mark_of(store, number), "k", 30.0).done
        assert seen.triage.unfix(mark_of(store, number), "k", 31.0).done == ()
        assert row_of(store, number).status is TriageStatus.FALSE_POSITIVE
    assert store.school.load().ignores == store.school.load().off == ()


def test_an_overtaken_fix_ignores_nothing(store: Store, khan: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    old = Mark(capture=1, revision=7, score=78)
    store.seen_by(khan).triage.fix(old, RESOLVED, Ignore(number=0, site="a.test", term="t/1"), "k", 20.0)
    assert store.school.load().ignores == ()


def test_opening_is_written_down_before_anything_is_shown(store: Store, khan: Viewer, reed: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    assert store.seen_by(khan).captures.open(1, "Mrs Khan, sign-in 4", 20.0)
    assert ("Mrs Khan, sign-in 4", "viewed", "capture 1") in said(store)
    assert store.seen_by(reed).captures.open(1, "r", 25.0, how="printed")
    assert ("r", "printed", "capture 1") in said(store)
    assert row_of(store, 1).opened_at == 20.0
    assert [step.kind for step in store.seen_by(khan).triage.steps(1)] == [StepKind.OPENED]


def test_what_cannot_be_written_down_is_not_shown(store: Store, khan: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    with store._cases.transaction() as connection:
        connection.execute("ALTER TABLE audit RENAME TO gone")
    with pytest.raises(StorageError):
        store.seen_by(khan).captures.open(1, "k", 20.0)
    with pytest.raises(StorageError):
        store.seen_by(khan).captures.note_seen([1], "k", 20.0)
    assert row_of(store, 1).opened_at is None


def test_a_list_is_one_entry_and_only_for_what_is_new_to_this_account(store: Store, khan: Viewer, reed: Viewer) -> None:
    store.captures.add([captured(n, at=10.0, term=f"t/{n}") for n in range(1, 6)])
    store.seen_by(khan).captures.note_seen([1, 2, 3], "k", 20.0)
    store.seen_by(khan).captures.note_seen([3, 2, 5, 1], "k", 21.0)
    store.seen_by(khan).captures.note_seen([5, 1], "k", 22.0)
    store.seen_by(reed).captures.note_seen([2], "r", 23.0)
    seen = [(who, about) for who, what, about in reversed(said(store)) if what == "seen in a list"]
    assert seen == [("k", "captures 1–3"), ("k", "captures 5"), ("r", "captures 2")]


def test_a_repeat_of_what_was_settled_is_a_new_capture(store: Store, khan: Viewer) -> None:
    store.captures.add([captured(1, at=10.0)])
    store.seen_by(khan).triage.decide([mark_of(store, 1)], RESOLVED, "k", 20.0)
    assert store.captures.add([captured(2, at=21.0)]) == [2]
    assert store.captures.add([captured(3, at=22.0)]) == [2]
    assert (row_of(store, 1).count, row_of(store, 2).count) == (1, 2)


@pytest.mark.parametrize("status", [status for status in TriageStatus if status.is_open])
def test_a_repeat_of_what_is_open_is_counted_there(store: Store, khan: Viewer, status: TriageStatus) -> None:
    store.captures.add([captured(1, at=10.0)])
    store.seen_by(khan).triage.decide([mark_of(store, 1)], Decision(status=status), "k", 20.0)
    assert store.captures.add([captured(2, at=21.0)]) == [1]
