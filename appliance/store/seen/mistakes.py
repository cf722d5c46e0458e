"""What pupils call a mistake of the filter's, as somebody may read it."""

from appliance.model import Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.rows import MistakeRow
from appliance.store.sight import whom

_ROOM = "coalesce((SELECT devices.room FROM devices WHERE devices.name <> '' AND devices.name = mistakes.device), '')"


class SeenMistakes:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "mistakes.person", _ROOM)

    def open(self, limit: int = 1000) -> tuple[MistakeRow, ...]:
        """Those that nobody has decided on, newest first."""
        return self._rows("settled_at IS NULL", limit)

    def settled(self, limit: int = 20) -> tuple[MistakeRow, ...]:
        return self._rows("settled_at IS NOT NULL", limit)

    def get(self, number: int) -> MistakeRow | None:
        """Decided on or not."""
        return next(iter(self._rows(f"number = {number:d}", 1)), None)

    def _rows(self, which: str, limit: int) -> tuple[MistakeRow, ...]:
        rows = self._file.rows(
            f"SELECT * FROM mistakes WHERE {which} AND {self._where.sql} ORDER BY coalesce(settled_at, at) DESC, number"  # noqa: S608  # no text from outside
            " LIMIT ?",
            *self._where.values,
            limit,
        )
        return tuple(MistakeRow(**dict(row)) for row in rows)
