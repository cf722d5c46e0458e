"""The audit trail cannot be rewritten, by us neither."""

import pytest

from appliance.errors import StorageError
from appliance.store import Store


def test_entries_come_newest_first(store: Store) -> None:
    store.audit.add(1.0, "Ms Ada", "signed in", "")
    store.audit.add(2.0, "Ms Ada", "paused", "ipad-12")
    assert [(entry.what, entry.object) for entry in store.audit.recent()] == [("paused", "ipad-12"), ("signed in", "")]


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE audit SET who = 'nobody'", id="change"),
        pytest.param("DELETE FROM audit", id="delete"),
        pytest.param("INSERT OR REPLACE INTO audit VALUES (1, 1.0, 'nobody', 'x', 'x', '')", id="replace"),
        pytest.param("INSERT OR IGNORE INTO audit VALUES (1, 1.0, 'nobody', 'x', 'x', '')", id="ignore"),
        pytest.param(
            "INSERT INTO audit VALUES (1, 1.0, 'n', 'x', 'x', '') ON CONFLICT (id) DO UPDATE SET who = 'n'", id="upsert"
        ),
    ],
)
def test_what_was_done_stays(store: Store, sql: str) -> None:
    store.audit.add(1.0, "Ms Ada", "paused", "ipad-12")
    with pytest.raises(StorageError, match="the audit trail is never"), store._cases.transaction() as connection:
        connection.execute(sql)
    assert [entry.who for entry in store.audit.recent()] == ["Ms Ada"]
