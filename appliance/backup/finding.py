"""Backups as a list of them says what they are, and which of them may take the place of what the box has."""

from datetime import datetime

from appliance import __version__
from appliance.backup.gathering import school_id
from appliance.backup.looking import NEWER
from appliance.backup.restic import Snapshot
from appliance.config import Home
from appliance.errors import MachineError, StorageError
from appliance.machine.commands import Backup
from appliance.store import Store

_GONE = "That backup is not there any more. Look for backups once more."
_OTHER = (
    "That backup is of another school{}. This box looks after a school already: to make it that one’s, reset it first."
)


def backup_of(snapshot: Snapshot) -> Backup:
    """What was not said, by a stranger's hand, is empty."""
    megabytes, at = _tag(snapshot, "mb"), _tag(snapshot, "at")
    return Backup(
        snapshot=snapshot.id,
        at=float(at) if at.isascii() and at.isdigit() else datetime.fromisoformat(snapshot.time).timestamp(),
        school=_school(snapshot),
        version=_tag(snapshot, "version"),
        megabytes=int(megabytes) if megabytes.isascii() and megabytes.isdigit() else 0,
    )


def school_id_of(snapshot: Snapshot) -> str:
    return _tag(snapshot, "id")


def chosen(snapshots: list[Snapshot], wanted: str) -> Snapshot:
    """By its id or the beginning of it. Raises MachineError."""
    found = [one for one in snapshots if one.id.startswith(wanted)]
    if len(found) != 1:
        raise MachineError(_GONE)
    return found[0]


def check_may_replace(home: Home, snapshot: Snapshot) -> None:
    """Raises MachineError where the backup is newer than this version, or another school's and this box has one."""
    backup = backup_of(snapshot)
    if _parts(backup.version) > _parts(__version__):
        raise MachineError(NEWER.format(backup.version, __version__))
    if _has_school(home) and school_id_of(snapshot) != school_id(home):
        raise MachineError(_OTHER.format(f", {backup.school}" if backup.school else ""))


def _has_school(home: Home) -> bool:
    """Did anybody set it up? One whose store is damaged may be put back: that is what backups are for."""
    try:
        with Store.open(home, read_only=True) as store:
            return bool(store.accounts.all())
    except StorageError:
        return False


def _tag(snapshot: Snapshot, name: str) -> str:
    return next((tag.partition("=")[2] for tag in snapshot.tags if tag.startswith(f"{name}=")), "")


def _school(snapshot: Snapshot) -> str:
    try:
        return bytes.fromhex(_tag(snapshot, "school")).decode()
    except ValueError:
        return ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isascii() and part.isdigit())
