"""The lists of a box: a file each, taken whole or not at all. The one in force stays until a better one is ready."""

import re
from datetime import date
from pathlib import Path

import msgspec

from appliance.categories import formats
from appliance.categories.build import Built, build
from appliance.categories.lists import Lists
from appliance.categories.table import About, Rows, Table, about, as_file, names_of
from appliance.config import Home
from appliance.errors import CategoryError, LibraryError
from appliance.keywords import files

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SUFFIX = ".hosts"
_MOST = 16
_LEAST_OF_BEFORE = 0.5
_MODE, _FOLDER_MODE = 0o640, 0o750


class Shelf:
    """Every list that was imported."""

    def __init__(self, home: Home) -> None:
        self._folder = home.categories

    def lists(self) -> tuple[About, ...]:
        """What there is, by name. Raises CategoryError for a damaged one."""
        return tuple(about(path) for path in self._paths())

    def open(self) -> Lists:
        """All of them, for looking up. One that cannot be opened is left out, and told in `troubles`."""
        tables, troubles = [], []
        for path in self._paths():
            try:
                tables.append(Table(path))
            except CategoryError as error:
                troubles.append(str(error))
        return Lists(tables, troubles=troubles)

    def find(self, name: str) -> About:
        """Raises CategoryError where there is no such list."""
        return about(self._path(name, there=True))

    def take(self, given: About, path: Path, *, today: date, smaller: bool = False) -> About:
        """Read the file or folder and put it in force under `given.name`, in place of the list of that name. `smaller`
        takes it even where it has less than half of the hosts that it had.

        Raises CategoryError; then nothing changed.
        """
        target = self._path(given.name)
        before = about(target) if target.exists() else None
        if not before and len(self._paths()) >= _MOST:
            raise CategoryError(f"There are {_MOST} lists, which is the most. Remove one first.")
        kind = formats.Kind(given.kind) if given.kind else formats.kind_of(path)
        _check_category(kind, given.category)
        built = self._built(given.name, path, kind, given.category)
        taken = _about(given, kind, built, today)
        if before and taken.hosts < before.hosts * _LEAST_OF_BEFORE and not smaller:
            raise CategoryError(
                f"{given.name}: has {taken.hosts:,} hosts now and had {before.hosts:,}. It was not taken; the list in "
                "force stays. If that is right, take it with --smaller."
            )
        self._write(target, taken, built.rows)
        return taken

    def remove(self, name: str) -> None:
        """Raises CategoryError where there is no such list."""
        self._path(name, there=True).unlink()

    def _built(self, name: str, path: Path, kind: formats.Kind, category: str) -> Built:
        try:
            return build(formats.read(path, kind, category))
        except CategoryError as error:
            raise CategoryError(f"{name}: {error} Nothing was changed.") from error

    def _write(self, target: Path, taken: About, rows: Rows) -> None:
        try:
            files.make_folder(self._folder, _FOLDER_MODE)
            files.write(target, as_file(taken, rows), _MODE)
        except LibraryError as error:
            raise CategoryError(str(error)) from error

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def _path(self, name: str, *, there: bool = False) -> Path:
        if not _NAME.fullmatch(name):
            raise CategoryError("A list's name is 1 to 40 small letters, figures and hyphens.")
        path = self._folder / (name + _SUFFIX)
        if there and not path.exists():
            raise CategoryError(f"There is no list {name!r}.")
        return path


def _about(given: About, kind: formats.Kind, built: Built, today: date) -> About:
    return msgspec.structs.replace(
        given,
        kind=kind.value,
        imported=today.isoformat(),
        dated=given.dated or today.isoformat(),
        hosts=len(built.rows.keys),
        broken=built.broken,
        categories=dict(names_of(built.rows)),
    )


def _check_category(kind: formats.Kind, category: str) -> None:
    if not category and kind in {formats.Kind.PLAIN, formats.Kind.HOSTS, formats.Kind.CSV}:
        raise CategoryError("This kind of list does not tell its category: say it with --category.")
