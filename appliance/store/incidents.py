"""What went wrong in the box itself, for the health page."""

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import Incident

FOLD_SECONDS = 600.0


class Incidents:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, kind: str, at: float, text: str, process: str = "") -> None:
        """The same kind, text and process within ten minutes of the last time is counted, not repeated."""
        with self._file.transaction() as connection:
            put(connection, kind, at, text, process)

    def recent(self, limit: int = 50) -> list[Incident]:
        """Newest first."""
        rows = self._file.rows(
            "SELECT id, kind, first_at, last_at, count, process, text FROM incidents"
            " ORDER BY last_at DESC, id DESC LIMIT ?",
            limit,
        )
        return [Incident(**dict(row)) for row in rows]

    def total(self, kind: str, since: float) -> int:
        """How often something of this kind happened after `since`."""
        (total,) = self._file.rows(
            "SELECT coalesce(sum(count), 0) FROM incidents WHERE kind = ? AND last_at > ?", kind, since
        )[0]
        return int(total)


def put(connection: Connection, kind: str, at: float, text: str, process: str) -> None:
    """`add`, inside a transaction of the caller's."""
    counted = connection.execute(
        "UPDATE incidents SET count = count + 1, last_at = max(last_at, ?)"
        " WHERE kind = ? AND text = ? AND process = ? AND last_at >= ?",
        (at, kind, text, process, at - FOLD_SECONDS),
    )
    if not counted.rowcount:
        connection.execute(
            "INSERT INTO incidents (kind, first_at, last_at, count, process, text) VALUES (?, ?, ?, 1, ?, ?)",
            (kind, at, at, process, text),
        )
