"""A batch from a spool becomes what it is."""

from appliance.model import AppRefused, Batch, Event, GuardTripped, Ignored, SpoolCursor, SpoolFull
from appliance.policy.school import Ignore
from appliance.store import Store
from tests.core.samples import captured, visit

HERE = SpoolCursor(segment=3, offset=500)


def record(store: Store, *events: Event, damaged: int = 0, cursor: SpoolCursor = HERE) -> list[int]:
    return store.intake.record("worker-1", Batch(events=events, cursor=cursor, damaged=damaged), 600.0, 50.0)


def test_each_kind_goes_where_it_belongs(store: Store) -> None:
    guard = GuardTripped(
        at=1.0, worker="worker-1", hook="request", flow="f", client="c", host="h", error="KeyError", outcome="Blocked."
    )
    full = SpoolFull(at=9.0, worker="worker-1", since=2.0, dropped=340)
    refused = AppRefused(at=1.0, worker="worker-1", client="c", device="d", host="h", error="e")
    assert record(store, captured(1), visit(1), guard, full, refused) == [1]
    assert store.captures.count() == len(store.activity.recent()) == len(store.refusals.summary()) == 1
    assert {incident.text for incident in store.incidents.recent()} == {
        "request failed: KeyError. Blocked.",
        "The spool was full for 7 s: 340 events were not kept.",
    }


def test_the_place_is_kept_with_what_was_stored(store: Store) -> None:
    record(store, captured(1))
    assert store.intake.start("worker-1") == (HERE, None)
    assert store.intake.start("worker-2") == (SpoolCursor(), None)


def test_visits_alone_leave_the_other_file_in_peace(store: Store) -> None:
    record(store, visit(1))
    assert store.intake.start("worker-1") == (SpoolCursor(), HERE)


def test_damage_is_an_incident(store: Store) -> None:
    record(store, damaged=2)
    (incident,) = store.incidents.recent()
    assert (incident.kind, incident.process, incident.last_at) == ("spool damaged", "worker-1", 50.0)


def test_what_was_ignored_is_counted_once_whatever_dies(store: Store) -> None:
    store.school.add_ignore(Ignore(number=0, site="x.org"), "a", 1.0)
    record(store, Ignored(at=2.0, worker="worker-1", device="ipad-12", entries=(1,)))
    assert store.intake.start("worker-1") == (HERE, None)
    assert [row.times for row in store.school.ignored()] == [1]
    assert store.captures.count() == 0
