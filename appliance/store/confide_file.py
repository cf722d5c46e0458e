"""Opening the file of Confide, which several processes do at once, and one of them for each request."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store import confide_chain, migrations
from appliance.store._sqlite import SqliteFile


def opened(home: Home, read_only: bool, busy_seconds: float) -> SqliteFile:
    """Made if it is missing, and in this version's form, unless `read_only`. Raises StorageError."""
    path = home.confide / "confide.db"
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


def _open(path: Path, read_only: bool, busy_seconds: float) -> SqliteFile:
    return SqliteFile(path, "FULL", read_only, busy_seconds, overwrite=True)


def _migrate(file: SqliteFile) -> None:
    with file.database() as database:
        if not migrations.confide.pending(database):
            return
        with file.transaction():  # whoever comes second finds nothing left to do
            migrations.confide.apply(database)


def _make(path: Path, busy_seconds: float) -> None:
    """Whole under another name first, so that nobody finds half of one: the first to link theirs wins."""
    draft = path.with_name(f"new-{secrets.token_hex(8)}.db")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            file = _open(draft, False, busy_seconds)
            try:
                _migrate(file)
            finally:
                file.close()
            with suppress(FileExistsError):
                os.link(draft, path)
            _sync(path.parent)
        finally:
            for left in path.parent.glob(f"{draft.name}*"):
                left.unlink()
    except OSError as error:
        raise StorageError(f"{path.name}: {error.strerror}") from error


def _sync(folder: Path) -> None:
    """What was linked is there after a power cut too."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
