"""Bans, as somebody may read them."""

from appliance.model import Ban, Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.bans import ban_of
from appliance.store.sight import whom

_ROOM = "coalesce((SELECT devices.room FROM devices WHERE devices.name <> '' AND devices.name = bans.device), '')"


class SeenBans:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "bans.person", _ROOM)

    def in_force(self, now: float) -> tuple[Ban, ...]:
        """Oldest first."""
        rows = self._file.rows(
            f"SELECT * FROM bans WHERE until > ? AND lifted_at IS NULL AND {self._where.sql} ORDER BY since, id",  # noqa: S608  # no text from outside
            now,
            *self._where.values,
        )
        return tuple(ban_of(row) for row in rows)
