"""Locks as they are kept."""

from msgspec.structs import replace

from appliance.model import Lock
from appliance.store import Store


def lock(name: str, since: float = 100.0, until: float = 200.0, person: str = "") -> Lock:
    device = "Amy Bell" if person else "Tablet 3"
    return Lock(id=name, device=device, since=since, until=until, reason="Look up, please.", by="Ms Ada", person=person)


def test_a_lock_is_in_force_until_its_time(store: Store) -> None:
    store.locks.add(lock("a"))
    store.locks.add(lock("a", until=900.0))
    assert store.locks.in_force(199.9) == (lock("a"),)
    assert store.locks.in_force(200.0) == ()


def test_a_lift_ends_those_in_force_and_says_who(store: Store) -> None:
    for each in (lock("a"), lock("b", until=110.0), lock("c", until=300.0, person="p1")):
        store.locks.add(each)
    store.locks.end(["a", "b"], "Mr Bo", 150.0)
    assert [one.id for one in store.locks.in_force(150.0)] == ["c"]
    ended = {row.lock.id: (row.lifted_at, row.lifted_by) for row in store.locks.recent()}
    assert ended == {"a": (150.0, "Mr Bo"), "b": (None, ""), "c": (None, "")}
    told = [(one.who, one.what, one.object) for one in reversed(store.audit.recent())]
    assert told == [
        ("Ms Ada", "screen locked", "Tablet 3"),
        ("Ms Ada", "screen locked", "Tablet 3"),
        ("Ms Ada", "screen locked", "p1"),
        ("Mr Bo", "screen unlocked", "Tablet 3"),
    ]


def test_times_move_with_the_clock(store: Store) -> None:
    store.locks.add(lock("a"))
    moved = replace(lock("a"), since=1100.0, until=1200.0)
    store.locks.retime([moved])
    assert store.locks.in_force(1150.0) == (moved,)
