"""A change that somebody makes: all of it or nothing, and told in the audit trail."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from appliance.store import audit
from appliance.store._sqlite import Connection, SqliteFile


class Change:
    """A transaction, and who is to be named in the audit trail."""

    def __init__(self, connection: Connection, by: str, at: float) -> None:
        self._connection = connection
        self.by = by
        self.at = at

    def run(self, sql: str, *values: object) -> bool:
        """Did it change anything?"""
        return bool(self._connection.execute(sql, values).rowcount)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def one(self, sql: str, *values: object) -> Connection | None:
        return self._connection.execute(sql, values).fetchone()

    def insert(self, table: str, values: dict[str, object]) -> int:
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # names come from this file
        return int(self._connection.execute(sql, tuple(values.values())).lastrowid)

    def note(self, what: str, object_: str) -> None:
        audit.put(self._connection, self.at, self.by, what, object_)

    def notes(self, what: str, objects: Iterable[str]) -> None:
        for object_ in objects:
            self.note(what, object_)


@contextmanager
def changing(file: SqliteFile, by: str, at: float) -> Iterator[Change]:
    """`by` is who changes it, and `at` when."""
    with file.transaction() as connection:
        yield Change(connection, by, at)
