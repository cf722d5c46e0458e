"""Files that are there whole, or as they were before, and are never read further than they may be long."""

import os
import secrets
from pathlib import Path

from appliance import modes
from appliance.errors import LibraryError


def make_folder(folder: Path, mode: int) -> None:
    """Raises LibraryError."""
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{folder}: cannot be made: {error.strerror}") from error


def read(path: Path, most: int) -> bytes:
    """What a file holds. Raises LibraryError where that is more than `most` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise LibraryError(f"{path.name}: cannot be read: {error.strerror}") from error
    if len(data) > most:
        raise LibraryError(f"{path.name}: is larger than {most:,} bytes")
    return data


def read_text(path: Path, most: int) -> str:
    """The same as text. Raises LibraryError for what is not UTF-8."""
    try:
        return read(path, most).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LibraryError(f"{path.name}: is not UTF-8 text") from None


def write(path: Path, content: bytes, mode: int) -> None:
    """On disk, under its name, when this returns; a reader never sees a part. It belongs to the owner of its folder,
    and where that hands on a group, the group reads it.

    Raises LibraryError.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, content, mode)
        draft.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise LibraryError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, content: bytes, mode: int) -> None:
    allowed = mode | modes.of_file(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, allowed), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if os.geteuid() == 0:  # an administrator's command on a box, whose processes run as other users
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
