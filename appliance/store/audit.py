"""Who did what in the console and on the command line. Three triggers keep it append-only, for us too, and each entry
is sealed together with the one before."""

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import AuditEntry

_PUT = """
    INSERT INTO audit (id, at, who, what, object, seal)
    SELECT next, ?1, ?2, ?3, ?4, audit_seal(last, next, ?1, ?2, ?3, ?4) FROM (
        SELECT coalesce(max(id), 0) + 1 AS next,
            coalesce((SELECT seal FROM audit ORDER BY id DESC LIMIT 1), '') AS last FROM audit
    )
"""


class Audit:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, at: float, who: str, what: str, object_: str) -> None:
        with self._file.transaction() as connection:
            put(connection, at, who, what, object_)

    def recent(self, limit: int = 50) -> list[AuditEntry]:
        """Newest first."""
        rows = self._file.rows("SELECT id, at, who, what, object FROM audit ORDER BY id DESC LIMIT ?", limit)
        return [AuditEntry(**dict(row)) for row in rows]


def put(connection: Connection, at: float, who: str, what: str, object_: str) -> None:
    """`add`, inside a transaction of the caller's."""
    connection.execute(_PUT, (at, who, what, object_))
