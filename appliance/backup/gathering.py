"""What goes into a backup: all that the school has, but for what is made anew by itself.

Files of the store are copied first, each as of one moment: who reads a file while others write it reads parts of two.
Confide is copied last, because the audit trail keeps seals of its chain, and the copy has to hold them.
"""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from appliance import __version__
from appliance.config import Home, load
from appliance.errors import LollipopError, MachineError
from appliance.model import Frozen
from appliance.school_choices import school_of
from appliance.store import Store, copies
from appliance.store.seal import key_of

MANIFEST = "lollipop-backup.json"
COPY = "copy"
_MB = 1_000_000
_SPARE = 200 * _MB
_MARK = b"a school, as its backups call it\n"


class Manifest(Frozen):
    """What stands in each backup, beside the copies. `home` is where the rest was read; `copies` are digests (SHA-256)
    of the store's files, by their path below it."""

    version: str
    home: str
    school: str
    school_id: str
    made_at: float
    copies: dict[str, str]
    bytes: int


class Gathered(Frozen):
    """`folders` are read, `without` is left out."""

    manifest: Manifest
    folders: tuple[Path, ...]
    without: tuple[Path, ...]


def gather(home: Home, folder: Path, now: float) -> Gathered:
    """Copies, in a new folder `copy` in `folder`. Raises MachineError where there is no room, StorageError, OSError."""
    live = sorted(_sqlite_files(home), key=lambda path: (path.parent == home.confide, path))
    clear(folder)
    _need_room(folder, sum(path.stat().st_size for path in live))
    copied = folder / COPY
    copied.mkdir(mode=0o700, parents=True)
    digests = {str(path.relative_to(home.root)): _copied(path, home, copied) for path in live}
    beside = tuple(path.with_name(path.name + end) for path in live for end in copies.BESIDE)
    without = (*_made_anew(home), *live, *beside)
    manifest = Manifest(
        version=__version__,
        home=str(home.root),
        school=_school_name(home),
        school_id=school_id(home),
        made_at=now,
        copies=digests,
        bytes=_size(home, without) + _size_below(copied),
    )
    (copied / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return Gathered(manifest=manifest, folders=(home.root, copied), without=without)


def clear(folder: Path) -> None:
    """The copies hold what the school has, and are not kept for longer than they are read."""
    shutil.rmtree(folder / COPY, ignore_errors=True)


def school_id(home: Home) -> str:
    """Tells schools apart: of the key of the audit trail, which is made once. Raises StorageError."""
    return hashlib.sha256(_MARK + key_of(home)).hexdigest()[:16]


def tags(manifest: Manifest) -> tuple[str, ...]:
    """What is said of a backup in the list of backups, sealed like the rest. Commas part tags, so words go in hex."""
    return (
        "lollipop",
        f"version={manifest.version}",
        f"id={manifest.school_id}",
        f"school={manifest.school.encode().hex()}",
        f"mb={manifest.bytes // _MB}",
        f"at={manifest.made_at:.0f}",
    )


def _made_anew(home: Home) -> tuple[Path, ...]:
    """Sockets, what waits for `core` for a second, updates, half-done uploads, packages for devices, kept room."""
    return (home.run, home.spool, home.updates, home.sent, home.uploads, home.installers, home.extension, home.room)


def _sqlite_files(home: Home) -> Iterator[Path]:
    without = set(_made_anew(home))
    for path in _files(home.root, without):
        if not path.name.endswith(copies.BESIDE) and copies.is_sqlite(path):
            yield path


def _files(folder: Path, without: set[Path]) -> Iterator[Path]:
    for path in folder.iterdir():
        if path in without or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path, without)
        elif path.is_file():
            yield path


def _copied(path: Path, home: Home, folder: Path) -> str:
    """The digest of the copy."""
    target = folder / path.relative_to(home.root)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copies.copy(path, target)
    return digest(target)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _school_name(home: Home) -> str:
    """What cannot be read is told by what looks at it; a backup is made all the same."""
    try:
        with Store.open(home, read_only=True) as store:
            return school_of(store, load(home)).name
    except LollipopError:
        return ""


def _size(home: Home, without: tuple[Path, ...]) -> int:
    return sum(path.stat().st_size for path in _files(home.root, set(without)) if path.exists())


def _size_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _need_room(folder: Path, wanted: int) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < wanted + _SPARE:
        raise MachineError("There is no room on the box to make a backup. Make room first: see Health.")
