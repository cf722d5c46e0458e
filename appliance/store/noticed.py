"""What helpers noticed on their devices, besides words. Who may read it: `seen/helpers.py`."""

from collections.abc import Sequence

from appliance.model import Noticed
from appliance.store._sqlite import Connection


def put(connection: Connection, events: Sequence[Noticed]) -> None:
    """Inside a transaction of the caller's. What a helper sent twice is kept once."""
    connection.executemany(
        "INSERT OR IGNORE INTO noticed (at, helper, number, device, room, person, what, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (one.at, one.helper, one.number, one.device, one.room, one.person, one.what.value, one.detail)
            for one in events
        ],
    )
