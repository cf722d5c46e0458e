"""Putting a restored backup into its place, by `lollipop setup`: before any other process runs, so that nobody writes
meanwhile. Each step can be taken once more, because the power may go in between."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance.config import Home
from appliance.keywords.files import write
from appliance.model import Frozen
from appliance.store import Store, confide_file

MARK = ".restored"
BY = "Lollipop"


class Ready(Frozen):
    """A backup that was looked at, and waits in `root`. `id` is of this one restore."""

    id: str
    root: str
    made_at: float


def restore_folder(home: Home) -> Path:
    return home.machine_state / "backup" / "restore"


def make_ready(home: Home, ready: Ready) -> None:
    """From now on the next start takes it. Raises OSError, LibraryError."""
    write(Path(ready.root) / MARK, ready.id.encode(), 0o600)
    write(restore_folder(home) / "ready.json", msgspec.json.encode(ready), 0o600)


def put_restored(home: Home) -> str:
    """What was done, in a sentence; empty where nothing waits. Raises OSError and StorageError: the next start tries it
    once more."""
    folder = restore_folder(home)
    ready = _waiting(folder)
    if ready is None:
        shutil.rmtree(folder, ignore_errors=True)
        return ""
    if not _is_put(home, ready):
        _exchange(home, Path(ready.root), folder / "before")
    _begin_anew(home, ready)
    shutil.rmtree(folder)
    return "The backup was put back."


def _waiting(folder: Path) -> Ready | None:
    """One that cannot be read was not finished."""
    try:
        return msgspec.json.decode((folder / "ready.json").read_bytes(), type=Ready)
    except (OSError, msgspec.DecodeError):
        return None


def _is_put(home: Home, ready: Ready) -> bool:
    try:
        return (home.root / MARK).read_text() == ready.id
    except OSError:
        return False


def _exchange(home: Home, restored: Path, before: Path) -> None:
    if home.root.exists():
        home.root.rename(before)
    try:
        restored.rename(home.root)
    except OSError:
        before.rename(home.root)
        raise


def _begin_anew(home: Home, ready: Ready) -> None:
    """Nobody is signed in by a session that had ended since, and the trail says what happened."""
    made_at = datetime.fromtimestamp(ready.made_at, UTC).isoformat(timespec="minutes")
    with Store.open(home) as store:
        store.migrate()
        store.sign_in.end_everything()
        store.audit.add(time.time(), BY, "backup restored", f"made at {made_at}")
    confide_file.migrate(home)
