"""SQLite files as wholes, for backups: a copy as of one moment while others write, and what is wrong with a copy."""

from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from appliance.errors import StorageError
from appliance.store import migrations
from appliance.store._sqlite import SqliteFile

BESIDE = ("-wal", "-shm", "-journal")  # of a file that somebody has open; a copy holds what they hold
_MAGIC = b"SQLite format 3\x00"
_BUSY_SECONDS = 30.0
_STEPS = (migrations.cases, migrations.activity, migrations.confide)


def is_sqlite(path: Path) -> bool:
    """Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def copy(source: Path, target: Path) -> None:
    """In one go: who wants to write waits a moment where there is no write-ahead log. Raises StorageError."""
    with closing(_open(source)) as file:
        file.copy_to(target)


def damage(path: Path) -> list[str]:
    """What is wrong with the file, in sentences. Reads every page and every index."""
    try:
        with closing(_open(path)) as file:
            return [f"{path.name}: {row[0]}" for row in file.rows("PRAGMA integrity_check(5)") if row[0] != "ok"]
    except StorageError as error:
        return [str(error)]


def strange_steps(path: Path) -> list[str]:
    """Names of migrations that were taken, and that this version does not have: a newer one made the file. Raises
    StorageError."""
    known = {(steps.name, step.name) for steps in _STEPS for step in steps.pending(Database(memory=True))}
    with closing(_open(path)) as file:
        if not file.rows("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"):
            return []
        taken = {(row["migration_set"], row["name"]) for row in file.rows("SELECT * FROM _sqlite_migrations")}
    return sorted("/".join(step) for step in taken - known)


def _open(path: Path) -> SqliteFile:
    return SqliteFile(path, "FULL", read_only=True, busy_seconds=_BUSY_SECONDS)
