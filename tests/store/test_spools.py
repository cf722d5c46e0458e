"""How far a spool was read."""

from appliance.model import SpoolCursor
from appliance.store import Store, spools


def test_a_place_is_kept_for_each_spool(store: Store) -> None:
    for offset in (10, 20):
        with store._cases.transaction() as connection:
            spools.put(connection, "worker-1", SpoolCursor(segment=1, offset=offset))
    assert spools.cursor(store._cases, "worker-1") == SpoolCursor(segment=1, offset=20)
    assert spools.cursor(store._cases, "worker-2") == SpoolCursor()
