"""Who did what in the console and on the command line. Three triggers keep it append-only, for us too."""

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import AuditEntry


class Audit:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, at: float, who: str, what: str, object_: str) -> None:
        with self._file.transaction() as connection:
            put(connection, at, who, what, object_)

    def recent(self, limit: int = 50) -> list[AuditEntry]:
        """Newest first."""
        rows = self._file.rows("SELECT * FROM audit ORDER BY id DESC LIMIT ?", limit)
        return [AuditEntry(**dict(row)) for row in rows]


def put(connection: Connection, at: float, who: str, what: str, object_: str) -> None:
    """`add`, inside a transaction of the caller's."""
    connection.execute("INSERT INTO audit (at, who, what, object) VALUES (?, ?, ?, ?)", (at, who, what, object_))
