"""The lists of the University of Toulouse, and others in their form: a folder a category, in it a file `domains`.

An archive is read as it comes and never unpacked: what its names say reaches no disk. Its `urls` (single pages) are
left out, and so are links.
"""

import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from appliance.categories import plain
from appliance.categories.entries import Entry
from appliance.categories.names import category_name
from appliance.errors import CategoryError

_FILE = "domains"


def read_folder(folder: Path) -> Iterator[Entry]:
    found = sorted(path for path in folder.rglob(_FILE) if path.is_file() and not path.parent.is_symlink())
    if not found:
        raise CategoryError(f"{folder.name}: has no folder with a file `domains`.")
    for path in found:
        with path.open("rb") as stream:
            yield from _one(stream, path.parent.name)


def read_archive(stream: IO[bytes], name: str) -> Iterator[Entry]:
    """A tar file, packed or not."""
    seen = False
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as archive:
            for member in archive:
                path = PurePosixPath(member.name)
                if member.isreg() and path.name == _FILE and (file := archive.extractfile(member)):
                    seen = True
                    yield from _one(file, path.parent.name)
    except tarfile.TarError as error:
        raise CategoryError(f"{name}: is damaged, or was cut short: {error}.") from error
    if not seen:
        raise CategoryError(f"{name}: has no folder with a file `domains`.")


def _one(stream: IO[bytes], folder: str) -> Iterator[Entry]:
    category = category_name(folder)
    return plain.read(stream, f"{category}/{_FILE}", category) if category else iter(())
