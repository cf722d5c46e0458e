"""Locked screens, as somebody may read them."""

from appliance.model import Lock, Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.locks import lock_of
from appliance.store.sight import whom

_ROOM = """
    coalesce((SELECT devices.room FROM devices WHERE (locks.mac <> '' AND devices.mac = locks.mac)
        OR (devices.name <> '' AND devices.name = locks.device) LIMIT 1), '')
"""


class SeenLocks:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "locks.person", _ROOM)

    def in_force(self, now: float) -> tuple[Lock, ...]:
        """Oldest first."""
        rows = self._file.rows(
            f"SELECT * FROM locks WHERE until > ? AND lifted_at IS NULL AND {self._where.sql} ORDER BY since, id",  # noqa: S608  # no text from outside
            now,
            *self._where.values,
        )
        return tuple(map(lock_of, rows))
