"""Copies of files that others write meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store import Store, copies


def test_a_copy_holds_what_was_written_last_and_nothing_later(home: Home, store: Store, tmp_path: Path) -> None:
    store.audit.add(1.0, "Ada", "looked", "a capture")
    copies.copy(home.store / "cases.db", tmp_path / "copy.db")
    store.audit.add(2.0, "Ada", "looked", "another")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as database:
        assert database.execute("SELECT what, object FROM audit").fetchall() == [("looked", "a capture")]
    assert copies.damage(tmp_path / "copy.db") == []
    assert copies.strange_steps(tmp_path / "copy.db") == []


def test_damage_is_found(home: Home, store: Store, tmp_path: Path) -> None:
    store.audit.add(1.0, "Ada", "looked", "a capture")
    path = tmp_path / "copy.db"
    copies.copy(home.store / "cases.db", path)
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    assert copies.damage(path)


def test_what_is_no_store_is_known(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("SQLite is good")
    assert not copies.is_sqlite(path)
    assert copies.damage(path) == ["notes.txt: the file is not a store"]
    with pytest.raises(StorageError):
        copies.copy(tmp_path / "none.db", tmp_path / "copy.db")
