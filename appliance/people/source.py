"""A list of people on the disk: a table, or OneRoster's folder or zip."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from appliance.errors import PeopleError
from appliance.model import Role
from appliance.people.oneroster import FILES, read_oneroster
from appliance.people.roster import Roster
from appliance.people.sheet import LARGEST
from appliance.people.table import read_table


def read_people(
    path: Path, today: date, role: Role = Role.PUPIL, mapping: Mapping[str, str] | None = None, school: str = ""
) -> Roster:
    """`role` and `mapping` are for a table, `school` is for OneRoster. Raises PeopleError."""
    try:
        if path.is_dir():
            files = {one.name: _bounded(one) for one in sorted(path.iterdir()) if one.name in FILES}
            return read_oneroster(files, today, school)
        if zipfile.is_zipfile(path):
            return read_oneroster(_unpacked(path), today, school)
        return read_table(path.name, _bounded(path), role, mapping)
    except OSError as error:
        raise PeopleError(f"{path.name}: cannot be read: {error.strerror or error}") from error


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _unpacked(path: Path) -> dict[str, bytes]:
    """What OneRoster names, in whatever folder of the zip; nothing is written to the disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if _name(info) in FILES]
            if twice := next((one for one, times in Counter(map(_name, found)).items() if times > 1), None):
                raise PeopleError(f"{path.name}: there are two files {twice}")
            return {_name(info): _member(archive, info) for info in found}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise PeopleError(f"{path.name}: is no whole zip file, or one with a password: {error}") from error


def _name(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).name


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("it is compressed in an unusual way")
    with archive.open(info) as member:
        return member.read(LARGEST + 1)
