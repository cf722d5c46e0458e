"""Locked screens: kept for ever as a record; in force until their time or until they are lifted."""

from collections.abc import Iterable, Sequence

from appliance.model import Lock
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing
from appliance.store.rows import LockRow

_FIELDS = Lock.__struct_fields__
_PUT = f"INSERT OR IGNORE INTO locks ({', '.join(_FIELDS)}) VALUES ({', '.join('?' * len(_FIELDS))})"  # noqa: S608  # ours
_STANDS = "until > ? AND lifted_at IS NULL"


class Locks:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, lock: Lock) -> None:
        """A lock whose id is stored already is passed over."""
        with changing(self._file, lock.by, lock.since) as change:
            if change.run(_PUT, *(getattr(lock, name) for name in _FIELDS)):
                change.note("screen locked", _whose(lock))

    def retime(self, locks: Sequence[Lock]) -> None:
        """Write when these began and end, after the clock that said so was set."""
        times = [(lock.since, lock.until, lock.id) for lock in locks]
        with self._file.transaction() as connection:
            connection.executemany("UPDATE locks SET since = ?, until = ? WHERE id = ?", times)

    def end(self, ids: Iterable[str], by: str, at: float) -> None:
        """End those that are in force at `at`."""
        with changing(self._file, by, at) as change:
            for one in ids:
                row = change.one(f"SELECT * FROM locks WHERE id = ? AND {_STANDS}", one, at)  # noqa: S608  # ours
                if row is not None:
                    change.run("UPDATE locks SET lifted_at = ?, lifted_by = ? WHERE id = ?", at, by, one)
                    change.note("screen unlocked", _whose(lock_of(row)))

    def in_force(self, now: float) -> tuple[Lock, ...]:
        """Oldest first."""
        rows = self._file.rows(f"SELECT * FROM locks WHERE {_STANDS} ORDER BY since, id", now)  # noqa: S608  # ours
        return tuple(map(lock_of, rows))

    def recent(self, limit: int = 50) -> tuple[LockRow, ...]:
        """Newest first."""
        rows = self._file.rows("SELECT * FROM locks ORDER BY since DESC, id DESC LIMIT ?", limit)
        return tuple(LockRow(lock=lock_of(row), lifted_at=row["lifted_at"], lifted_by=row["lifted_by"]) for row in rows)


def lock_of(row: Connection) -> Lock:
    return Lock(**{name: row[name] for name in _FIELDS})


def _whose(lock: Lock) -> str:
    """A person by their id: the audit trail outlives what is known of them."""
    return lock.person or lock.device
