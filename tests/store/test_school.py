"""The school's own terms, switches and ignore entries: kept, told in the audit trail, never numbered twice."""

import pytest

from appliance.config import Home
from appliance.model import Channel, Ignored, Severity
from appliance.policy.school import OWN, Ignore, Off, OwnTerm, SchoolPolicy
from appliance.store import Store
from appliance.store import school as school_store

GANG = OwnTerm(
    number=0,
    pattern="oak lane lot",
    severity=Severity.MODERATE,
    category=OWN,
    definition="A gang of older boys.",
    channels=(Channel.TYPED, Channel.CHAT),
    group="year6",
    since="2026-11-22",
)
PLAY = Ignore(number=0, site="ourschool.example", term="weapons/4", phrase="toy gun", reason="the play", group="year6")


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.what, entry.object) for entry in reversed(store.audit.recent())]


def test_a_new_school_has_changed_nothing(store: Store) -> None:
    assert store.school.load() == SchoolPolicy()


def test_what_was_added_is_loaded_as_it_was(store: Store, home: Home) -> None:
    term = store.school.add_term(GANG, "Ms Ada", 1.0)
    entry = store.school.add_ignore(PLAY, "Ms Ada", 2.0)
    store.school.switch_off(Off(term="weapons/9", group="year6"), "Ms Ada", 3.0)
    with Store.open(home, read_only=True) as other:
        policy = other.school.load()
    assert policy == SchoolPolicy(terms=(term,), off=(Off(term="weapons/9", group="year6"),), ignores=(entry,))
    assert (term.number, term.pattern, term.channels) == (1, "oak lane lot", (Channel.TYPED, Channel.CHAT))
    assert told(store) == [
        ("Ms Ada", "term added", "school/1: oak lane lot for year6"),
        ("Ms Ada", "ignored from now on", "entry 1: weapons/4, toy gun, ourschool.example for year6"),
        ("Ms Ada", "term switched off", "weapons/9 for year6"),
    ]


def test_a_number_is_never_given_again(store: Store) -> None:
    assert [store.school.add_term(GANG, "a", 1.0).number, store.school.add_ignore(PLAY, "a", 1.0).number] == [1, 1]
    assert store.school.remove_term(1, "a", 2.0)
    assert store.school.remove_ignore(1, "a", 2.0)
    assert [store.school.add_term(GANG, "a", 3.0).number, store.school.add_ignore(PLAY, "a", 3.0).number] == [2, 2]


def test_removing_a_term_takes_its_switches_along(store: Store) -> None:
    store.school.add_term(GANG, "a", 1.0)
    store.school.switch_off(Off(term="school/1"), "a", 2.0)
    store.school.remove_term(1, "a", 3.0)
    assert store.school.load() == SchoolPolicy()
    assert told(store)[-1] == ("a", "term removed", "school/1: oak lane lot for year6")


def test_what_changes_nothing_is_not_told(store: Store) -> None:
    off = Off(term="weapons/9")
    assert [store.school.switch_off(off, "a", 1.0), store.school.switch_off(off, "a", 2.0)] == [True, False]
    assert [store.school.switch_on(off, "a", 3.0), store.school.switch_on(off, "a", 4.0)] == [True, False]
    assert not store.school.remove_term(9, "a", 5.0)
    assert not store.school.remove_ignore(9, "a", 5.0)
    assert [what for _, what, _ in told(store)] == ["term switched off", "term switched on"]


@pytest.mark.parametrize("hostile", ["'; DROP TABLE own_terms; --", "\u202e<script>", "x" * 10_000, "🧒"])
def test_hostile_text_is_text(store: Store, hostile: str) -> None:
    store.school.add_ignore(Ignore(number=0, site="x.org", reason=hostile), hostile, 1.0)
    assert store.school.load().ignores[0].reason == hostile
    assert store.audit.recent()[0].who == hostile


def test_what_was_ignored_is_counted(store: Store) -> None:
    store.school.add_ignore(PLAY, "a", 1.0)
    store.school.add_ignore(PLAY, "a", 1.0)
    with store._cases.transaction() as connection:
        for at, entries in ((20.0, (1,)), (10.0, (1, 77))):
            event = Ignored(at=at, worker="worker-1", device="ipad-12", entries=entries)
            school_store.put_ignored(connection, event)
    assert [(row.entry.number, row.times, row.last_at) for row in store.school.ignored()] == [
        (1, 2, 20.0),
        (2, 0, None),
    ]


def test_a_removed_term_and_entry_are_put_back_under_their_numbers(store: Store) -> None:
    term = store.school.add_term(GANG, "Ms Ada", 1.0)
    entry = store.school.add_ignore(PLAY, "Ms Ada", 1.0)
    assert store.school.remove_term(term.number, "Ms Ada", 2.0)
    assert store.school.remove_ignore(entry.number, "Ms Ada", 2.0)
    assert store.school.load() == SchoolPolicy()
    assert store.school.removed_terms(2.0) == (term,)
    assert [row.entry for row in store.school.removed_ignores(2.0)] == [entry]
    assert store.school.removed_terms(2.5) == ()
    assert store.school.restore_term(term.number, "Ms Ada", 3.0)
    assert store.school.restore_ignore(entry.number, "Ms Ada", 3.0)
    assert store.school.load() == SchoolPolicy(terms=(term,), ignores=(entry,))
    assert not store.school.restore_term(term.number, "Ms Ada", 4.0)
    assert not store.school.restore_ignore(entry.number, "Ms Ada", 4.0)
    assert told(store)[-2:] == [
        ("Ms Ada", "term put back", "school/1: oak lane lot for year6"),
        ("Ms Ada", "ignored from now on", "entry 1: weapons/4, toy gun, ourschool.example for year6"),
    ]
