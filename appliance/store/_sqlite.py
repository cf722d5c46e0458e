"""One SQLite file: how it is opened, and how its errors become sentences."""

import contextlib
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one that it found: pysqlite3 or Python's

from appliance import modes
from appliance.errors import RowError, StorageError

type Connection = Any  # sqlite3's or pysqlite3's, whichever sqlite-utils found
type Journal = Literal["wal", "delete"]
type Synchronous = Literal["FULL", "NORMAL"]

_TRY_AGAIN_SECONDS = 0.001, 0.004

SQLITE_VERSION: str = sqlite3.sqlite_version


def journal_for(version: tuple[int, ...]) -> Journal:
    """WAL, except where several writing connections can corrupt it: sqlite.org/wal.html#walresetbug."""
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "wal" if fixed else "delete"


class SqliteFile:
    """One file and one connection, which threads share in turns; with `readers`, so many more, by which threads read
    beside each other. With `overwrite`, what is deleted is written over. Every method raises StorageError."""

    def __init__(
        self,
        path: Path,
        synchronous: Synchronous,
        read_only: bool,
        busy_seconds: float,
        readers: int = 0,
        overwrite: bool = False,
    ) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._turn = threading.RLock()
        self._whose_turn = 0
        self._readers: queue.LifoQueue[Connection] = queue.LifoQueue()
        with self._foreseen():
            self._connection = _connect(path, read_only, busy_seconds)
        self._all = [self._connection]
        try:
            with self._foreseen():
                self._prepare(synchronous, read_only, overwrite)
                self._add_readers(readers, busy_seconds)
        except StorageError:
            self.close()
            raise

    @contextlib.contextmanager
    def database(self) -> Iterator[Database]:
        """The same connection as sqlite-utils sees it, for migrations."""
        with self._own_turn():
            yield Database(self._connection)

    def close(self) -> None:
        with self._turn:
            for connection in self._all:
                connection.close()

    def teach(self, name: str, function: Callable[..., object]) -> None:
        """SQL of this file may call it, always with the same answer to the same values."""
        with self._turn, self._foreseen():
            for connection in self._all:
                connection.create_function(name, -1, function, deterministic=True)

    def rows(self, sql: str, *values: object) -> list[Any]:
        with self._reading() as connection:
            return list(connection.execute(sql, values).fetchall())

    def one(self, sql: str, *values: object) -> Any | None:
        with self._reading() as connection:
            return connection.execute(sql, values).fetchone()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """IMMEDIATE: a transaction that reads first and writes later could otherwise fail without waiting its turn."""
        with self._own_turn():
            self._begin()
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _begin(self) -> None:
        """SQLite itself would wait longer from try to try, and so let who came first wait for all who come after."""
        until = time.monotonic() + self._busy_seconds
        with self._waiting(0):
            while not self._has_begun(until):
                time.sleep(random.uniform(*_TRY_AGAIN_SECONDS))  # noqa: S311  # nothing hangs on it

    @contextlib.contextmanager
    def _waiting(self, seconds: float) -> Iterator[None]:
        """Another wait for locks than this connection's own."""
        self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        try:
            yield
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {round(self._busy_seconds * 1000)}")

    def _has_begun(self, until: float) -> bool:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            return False
        return True

    def rewrite(self) -> None:
        """The file anew from what it holds: even with `overwrite`, pages may keep parts of rows that were moved."""
        with self._own_turn():
            self._connection.execute("VACUUM")

    def copy_to(self, path: Path) -> None:
        """Every page as of one moment, into a file that this makes."""
        with self._own_turn(), contextlib.closing(_connect(path, False, self._busy_seconds)) as target:
            self._connection.backup(target)

    def fold_log(self) -> bool:
        """Take what the write-ahead log holds into the file, and empty it. False while somebody else still reads it: it
        does not wait for them, because who wants to write would wait too."""
        with self._own_turn(), self._waiting(0):
            return not self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def triggers(self) -> set[str]:
        return {row["name"] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}

    def sizes(self) -> dict[str, int]:
        """How many rows each table of ours has; of one that only grows, its highest number, which costs nothing."""
        names = [row["name"] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self._size(name) for name in names if not name.startswith(("sqlite_", "_sqlite"))}

    def _size(self, table: str) -> int:
        keyed = self.one(f'SELECT max(_rowid_) FROM "{table}"') if self._has_row_ids(table) else None  # noqa: S608  # a table's name
        (size,) = keyed or self.rows(f'SELECT count(*) FROM "{table}"')[0]  # noqa: S608  # the same
        return max(0, int(size or 0))  # numbers below are of what is not counted

    def _has_row_ids(self, table: str) -> bool:
        row = self.one("SELECT wr FROM pragma_table_list WHERE name = ?", table)
        return row is not None and not row["wr"]

    def check(self) -> list[str]:
        """What is wrong with the file, in sentences; that it cannot be read is one."""
        try:
            return [f"{self.path.name}: {text}" for text in self._damage()]
        except StorageError as error:
            return [str(error)]

    def _damage(self) -> list[str]:
        damage = [row[0] for row in self.rows("PRAGMA quick_check(20)") if row[0] != "ok"]
        strays = {row[0] for row in self.rows("PRAGMA foreign_key_check")}
        return damage + [f"rows of {table} refer to something that is gone" for table in sorted(strays)]

    @contextlib.contextmanager
    def _own_turn(self) -> Iterator[None]:
        """Whoever changes something reads by the same connection meanwhile, to see what they changed."""
        with self._turn, self._foreseen():
            before, self._whose_turn = self._whose_turn, threading.get_ident()
            try:
                yield
            finally:
                self._whose_turn = before

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        if len(self._all) == 1 or self._whose_turn == threading.get_ident():
            with self._turn, self._foreseen():
                yield self._connection
            return
        connection = self._readers.get()
        try:
            with self._foreseen():
                yield connection
        finally:
            self._readers.put(connection)

    def _add_readers(self, number: int, busy_seconds: float) -> None:
        """Only beside a write-ahead log: with another journal, who reads would keep out who writes."""
        if self._connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            return
        for _ in range(number):
            connection = _connect(self.path, True, busy_seconds)
            connection.row_factory = sqlite3.Row
            self._all.append(connection)
            self._readers.put(connection)

    def _prepare(self, synchronous: str, read_only: bool, overwrite: bool) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            return
        self._connection.execute(f"PRAGMA synchronous = {synchronous}")
        if overwrite:
            self._connection.execute("PRAGMA secure_delete = ON")
        wanted = journal_for(sqlite3.sqlite_version_info)
        if self._connection.execute("PRAGMA journal_mode").fetchone()[0] != wanted:
            self._connection.execute(f"PRAGMA journal_mode = {wanted}")

    @contextlib.contextmanager
    def _foreseen(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise RowError(f"{self.path.name}: {error}") from error
        except sqlite3.Error as error:
            raise StorageError(f"{self.path.name}: {_sentence(error)}") from error
        except OSError as error:
            raise StorageError(f"{self.path.name}: {error.strerror or error}") from error


def _connect(path: Path, read_only: bool, busy_seconds: float) -> Connection:
    if not read_only and not path.exists():
        path.touch(mode=modes.of_file(path.parent, written_by_group=True))
    address = f"{path.as_uri()}?mode={'ro' if read_only else 'rwc'}"
    return sqlite3.connect(address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False)


_SENTENCES = {
    "locked": "another program holds the store locked",
    "full": "the disk is full",
    "disk I/O": "the disk failed while the store was read or written",
    "malformed": "the file is damaged",
    "not a database": "the file is not a store",
    "unable to open": "the file cannot be opened",
    "readonly": "the file may not be written",
    "no such table": "the store was not set up yet: run `lollipop migrate`",
}


def _sentence(error: Exception) -> str:
    text = str(error)
    return next((sentence for key, sentence in _SENTENCES.items() if key in text), text)
