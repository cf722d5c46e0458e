"""How a file is opened, and what its errors become."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store import Store
from appliance.store._sqlite import SqliteFile, journal_for
from tests.core.samples import column, locked


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        pytest.param((3, 40, 1), "delete", id="Debian 12"),
        pytest.param((3, 46, 1), "delete", id="Debian 13"),
        pytest.param((3, 44, 5), "delete", id="the last of 3.44 without the fix"),
        pytest.param((3, 44, 6), "wal", id="3.44 with the fix"),
        pytest.param((3, 45, 0), "delete", id="a newer line without the fix"),
        pytest.param((3, 50, 6), "delete", id="the last of 3.50 without the fix"),
        pytest.param((3, 50, 7), "wal", id="3.50 with the fix"),
        pytest.param((3, 51, 2), "delete", id="the last with the bug"),
        pytest.param((3, 51, 3), "wal", id="the first without"),
        pytest.param((3, 53, 4), "wal", id="pysqlite3"),
        pytest.param((4, 0, 0), "wal", id="the future"),
    ],
)
def test_wal_only_where_two_writers_cannot_corrupt_it(version: tuple[int, ...], journal: str) -> None:
    assert journal_for(version) == journal


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_file_gets_the_journal_of_this_version_even_if_it_had_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: str
) -> None:
    path = tmp_path / "x.db"
    SqliteFile(path, "FULL", read_only=False, busy_seconds=0.1).close()
    monkeypatch.setattr("appliance.store._sqlite.journal_for", lambda _version: journal)
    file = SqliteFile(path, "FULL", read_only=False, busy_seconds=0.1)
    with file.transaction() as connection:
        connection.execute("CREATE TABLE t (x)")
    assert file.rows("PRAGMA journal_mode")[0][0] == journal
    file.close()
    assert column(path, "PRAGMA journal_mode") == [journal]


def test_cases_are_synced_fully_and_activity_normally(store: Store) -> None:
    assert store._cases.rows("PRAGMA synchronous")[0][0] == 2
    assert store._activity.rows("PRAGMA synchronous")[0][0] == 1


def test_the_files_are_closed_to_other_users(home: Home, store: Store) -> None:
    store.audit.add(1.0, "a", "b", "c")
    assert {path.stat().st_mode & 0o077 for path in home.store.iterdir()} == {0}


def test_a_failed_transaction_leaves_nothing_and_the_file_usable(store: Store) -> None:
    twice = "INSERT INTO spools VALUES ('w', 1, 1)"
    with pytest.raises(StorageError), store._cases.transaction() as connection:
        _ = [connection.execute(twice) for _ in range(2)]
    assert store._cases.rows("SELECT * FROM spools") == []
    store.audit.add(1.0, "a", "b", "c")


def test_a_locked_file_can_be_read_and_refuses_writing_in_words(home: Home, store: Store) -> None:
    with locked(home.store / "cases.db"):
        assert store.captures.count() == 0
        with pytest.raises(StorageError, match=r"cases\.db: another program holds the store locked"):
            store.audit.add(1.0, "a", "b", "c")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"not a database at all" * 100, "the file is not a store", id="something else"),
        pytest.param(None, "cannot be opened", id="a folder"),
    ],
)
def test_what_is_no_store_is_told_in_words(home: Home, content: bytes | None, words: str) -> None:
    path = home.store / "cases.db"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(StorageError, match=words):
        Store.open(home)


def test_damage_is_found_by_the_check(home: Home, store: Store) -> None:
    for number in range(2000):
        store.incidents.add("kind", float(number), f"text {number}" * 5)
    store.close()
    path = home.store / "cases.db"
    data = bytearray(path.read_bytes())
    data[-30_000:-10_000] = b"\xa5" * 20_000  # among the incidents: what is damaged in the form, opening finds already
    path.write_bytes(data)
    with Store.open(home) as opened:
        assert "cases.db: " in "\n".join(opened.check())


@pytest.fixture
def with_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteFile]:
    monkeypatch.setattr("appliance.store._sqlite.journal_for", lambda _version: "wal")
    SqliteFile(tmp_path / "x.db", "FULL", read_only=False, busy_seconds=0.1).close()
    file = SqliteFile(tmp_path / "x.db", "FULL", read_only=False, busy_seconds=0.1, readers=2)
    with file.transaction() as connection:
        connection.execute("CREATE TABLE t (x)")
    yield file
    file.close()


def test_who_reads_waits_for_nobody_who_writes(with_readers: SqliteFile) -> None:
    with ThreadPoolExecutor(1) as other, with_readers.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (1)")
        assert other.submit(with_readers.rows, "SELECT * FROM t").result(timeout=5) == []
        assert len(with_readers.rows("SELECT * FROM t")) == 1, "who writes sees what they wrote"
    assert len(with_readers.rows("SELECT * FROM t")) == 1


def test_who_reads_long_keeps_nobody_from_reading(with_readers: SqliteFile) -> None:
    met = threading.Barrier(2, timeout=5)
    with_readers.teach("meet", lambda: met.wait() >= 0)
    with ThreadPoolExecutor(2) as two:
        assert list(two.map(lambda _: with_readers.rows("SELECT meet()")[0][0], range(2))) == [1, 1]


def test_readers_write_nothing_and_give_their_place_back(with_readers: SqliteFile) -> None:
    for _ in range(5):
        with pytest.raises(StorageError, match="may not be written"):
            with_readers.rows("INSERT INTO t VALUES (1)")
    assert with_readers.rows("SELECT * FROM t") == []


def test_without_a_write_ahead_log_there_are_no_readers_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.store._sqlite.journal_for", lambda _version: "delete")
    file = SqliteFile(tmp_path / "x.db", "FULL", read_only=False, busy_seconds=0.1, readers=2)
    assert len(file._all) == 1
    file.close()


def test_who_waits_to_write_is_not_overtaken_for_ever(tmp_path: Path) -> None:
    """Sixteen that write again and again all come to it. By SQLite’s own wait, one has nearly all turns."""
    files = [SqliteFile(tmp_path / "x.db", "FULL", read_only=False, busy_seconds=20.0) for _ in range(16)]
    with files[0].transaction() as connection:
        connection.execute("CREATE TABLE t (x)")
    until = time.monotonic() + 3.0

    def write_on(file: SqliteFile) -> int:
        turns = 0
        while time.monotonic() < until:
            with file.transaction():
                time.sleep(0.003)
            turns += 1
        return turns

    with ThreadPoolExecutor(16) as pool:
        turns = sorted(pool.map(write_on, files))
    assert turns[8] > 0.3 * sum(turns) / len(turns), f"turns: {turns}"
    assert files[1].rows("PRAGMA busy_timeout")[0][0] == 20_000, "all else waits as before"
    for file in files:
        file.close()


def test_the_log_is_emptied_unless_somebody_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.store._sqlite.journal_for", lambda _version: "wal")
    files = [SqliteFile(tmp_path / "x.db", "FULL", read_only=False, busy_seconds=10.0) for _ in range(2)]
    for sql in ("CREATE TABLE t (x)", "INSERT INTO t VALUES ('what goes')", "DELETE FROM t"):
        if sql.startswith("DELETE"):
            files[1]._connection.execute("BEGIN")
            assert len(files[1].rows("SELECT * FROM t")) == 1
        with files[0].transaction() as connection:
            connection.execute(sql)
    assert not files[0].fold_log()
    assert b"what goes" in (tmp_path / "x.db-wal").read_bytes()
    files[1]._connection.execute("COMMIT")
    assert files[0].fold_log()
    assert (tmp_path / "x.db-wal").read_bytes() == b""


def test_what_is_deleted_is_written_over_where_that_was_asked_for(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "x.db", "FULL", read_only=False, busy_seconds=1.0, overwrite=True)
    for sql in ("CREATE TABLE t (x)", "INSERT INTO t VALUES ('what goes'), ('what stays')"):
        with file.transaction() as connection:
            connection.execute(sql)
    file.fold_log()
    assert b"what goes" in (tmp_path / "x.db").read_bytes()
    with file.transaction() as connection:
        connection.execute("DELETE FROM t WHERE x = 'what goes'")
    file.rewrite()
    file.close()
    assert b"what goes" not in (tmp_path / "x.db").read_bytes()
    assert b"what stays" in (tmp_path / "x.db").read_bytes()
