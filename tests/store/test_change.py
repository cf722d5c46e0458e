"""A change is made whole, and told, or not at all."""

import pytest

from appliance.errors import StorageError
from appliance.store import Store
from appliance.store.change import changing


def test_a_change_and_what_is_told_of_it_stand_together(store: Store) -> None:
    with changing(store._cases, "office", 5.0) as change:
        assert change.run("INSERT INTO rooms (name) VALUES (?)", "ICT")
        assert not change.run("INSERT OR IGNORE INTO rooms (name) VALUES (?)", "ICT")
        change.many("INSERT INTO rooms (name) VALUES (?)", [("A",), ("B",)])
        change.notes("room added", ("A", "B"))
    assert store.groups.rooms() == ("A", "B", "ICT")
    assert [(entry.at, entry.who, entry.object) for entry in store.audit.recent()] == [
        (5.0, "office", "B"),
        (5.0, "office", "A"),
    ]


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(StorageError), changing(store._cases, "office", 5.0) as change:
        change.many("INSERT INTO rooms (name) VALUES (?)", [("ICT",), ("ICT",)])
    assert (store.groups.rooms(), store.audit.recent()) == ((), [])
