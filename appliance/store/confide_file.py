"""Opening the file of Confide, which several processes do at once, and one of them for each request."""

import os
import secrets
from contextlib import closing, suppress
from pathlib import Path

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store import confide_chain, migrations
from appliance.store._sqlite import SqliteFile

BUSY_SECONDS = 10.0  # a whole class may press Send at once


def path_of(home: Home) -> Path:
    return home.confide / "confide.db"


def opened(home: Home, read_only: bool, busy_seconds: float) -> SqliteFile:
    """Made if it is missing, and in this version's form, unless `read_only`. Raises StorageError."""
    path = path_of(home)
    if not read_only and not path.exists():
        _make(path, busy_seconds)
    file = _open(path, read_only, busy_seconds)
    try:
        confide_chain.teach(file, home, may_make=not read_only)
        if not read_only:
            _migrate(file)
    except StorageError:
        file.close()
        raise
    return file


def migrate(home: Home) -> list[str]:
    """Make it, and bring it to this version's form; gives the names of the steps that were taken. Raises
    StorageError."""
    path = path_of(home)
    made = [] if path.exists() else _make(path, BUSY_SECONDS)
    with closing(_open(path, False, BUSY_SECONDS)) as file:
        return [*made, *_migrate(file)]


def _open(path: Path, read_only: bool, busy_seconds: float) -> SqliteFile:
    return SqliteFile(path, "FULL", read_only, busy_seconds, overwrite=True)


def _migrate(file: SqliteFile) -> list[str]:
    steps = migrations.confide
    with file.database() as database:
        if not steps.pending(database):
            return []
        with file.transaction():  # whoever comes second finds nothing left to do
            pending = [f"{steps.name}/{step.name}" for step in steps.pending(database)]
            steps.apply(database)
            return pending


def _make(path: Path, busy_seconds: float) -> list[str]:
    """Whole under another name first, so that nobody finds half of one: the first to link theirs wins."""
    draft = path.with_name(f"new-{secrets.token_hex(8)}.db")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with closing(_open(draft, False, busy_seconds)) as file:
                taken = _migrate(file)
            with suppress(FileExistsError):
                os.link(draft, path)
            _sync(path.parent)
        finally:
            for left in path.parent.glob(f"{draft.name}*"):
                left.unlink()
    except OSError as error:
        raise StorageError(f"{path.name}: {error.strerror}") from error
    return taken


def _sync(folder: Path) -> None:
    """What was linked is there after a power cut too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
