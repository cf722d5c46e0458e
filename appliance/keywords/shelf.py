"""Where a box keeps its libraries: those that came with this version, and the releases that were taken since.

A release is kept as the signed file that it came as, so that it is verified each time it is read. `in-force` names the
releases in the order in which `undo` goes back through them, the newest first. It is replaced as a whole.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.check import read_texts, shipped
from appliance.keywords.publishers import Publishers
from appliance.keywords.release import LARGEST, Release, Version, open_release, order, read_release, require_order

_SHIPPED = Path(__file__).with_name("shipped.toml")
_POINTER = "in-force"
_MOST_KEPT = 5


class Edition(NamedTuple):
    """The libraries of one version."""

    version: str
    changes: str
    libraries: dict[str, str]
    shipped: bool


class _Shipped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    changes: str


class Shelf:
    """The editions that a box has. Nothing is read before it is asked for."""

    def __init__(self, folder: Path, publishers: Publishers) -> None:
        self._folder = folder
        self._publishers = publishers

    def editions(self, troubles: list[str]) -> Iterator[Edition]:
        """Those that may be in force, the best first; the last one is what came with this version.

        What cannot be used is passed over, and `troubles` says why. Raises LibraryError if the shipped libraries are
        damaged.
        """
        own = shipped_version()
        for version in self._history(troubles):
            if order(version) <= order(own):
                break  # an update of Lollipop itself brought newer ones
            try:
                yield self._open(version)
            except LibraryError as error:
                troubles.append(f"Libraries {version} cannot be used, so older ones are in force: {error}")
        yield Edition(own, _shipped().changes, read_texts(shipped()), shipped=True)

    def current(self) -> Edition:
        """The one in force."""
        return next(self.editions([]))

    def read(self, path: Path) -> Release:
        """A release from somebody whom this box trusts. Raises LibraryError."""
        return open_release(path, self._publishers)

    def take(self, path: Path) -> Release:
        """Put a release in force. Raises LibraryError with the reason; then what was in force still is."""
        data = files.read(path, LARGEST)
        release = read_release(data, path.name, self._publishers)
        current = self.require_newer(release, path.name)
        require_order(release, path.name)
        files.make_folder(self._folder, 0o750)
        files.write(self._path(release.version), data, 0o640)
        self._point((release.version, *self._from(current))[:_MOST_KEPT])
        self._clear()
        return release

    def require_newer(self, release: Release, name: str) -> str:
        """The version in force. Raises LibraryError where the release is not newer."""
        current = self.current().version
        _require_newer(release, current, name)
        return current

    def undo(self) -> tuple[Edition, Edition]:
        """Go back to the edition before; returns the one that was in force and the one that is now.

        Raises LibraryError if there is none.
        """
        current = self.current()
        if current.shipped:
            raise LibraryError(
                f"The libraries that came with Lollipop ({current.version}) are in force; nothing to undo."
            )
        self._point(self._from(current.version)[1:])
        return current, self.current()

    def _open(self, version: str) -> Edition:
        release = open_release(self._path(version), self._publishers)
        if release.version != version:
            raise LibraryError(f"{version}: holds version {release.version}")
        return Edition(version, release.changes, release.libraries, shipped=False)

    def _from(self, version: str) -> tuple[str, ...]:
        """The history from the edition in force on: what stands above it could not be used."""
        history = self._history([])
        return history[history.index(version) :] if version in history else ()

    def _history(self, troubles: list[str]) -> tuple[str, ...]:
        try:
            return msgspec.json.decode((self._folder / _POINTER).read_bytes(), type=tuple[Version, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.DecodeError) as error:
            troubles.append(
                f"{self._folder / _POINTER}: cannot be read, so the shipped libraries are in force: {error}"
            )
            return ()

    def _point(self, versions: tuple[str, ...]) -> None:
        files.write(self._folder / _POINTER, msgspec.json.encode(versions), 0o640)

    def _path(self, version: str) -> Path:
        return self._folder / f"{version}.release"

    def _clear(self) -> None:
        """Take away releases that nothing leads back to."""
        kept = {self._path(version) for version in self._history([])}
        for path in self._folder.glob("*.release"):
            if path not in kept:
                with suppress(OSError):  # it is only in the way
                    path.unlink()


def _require_newer(release: Release, current: str, name: str) -> None:
    if order(release.version) <= order(current):
        raise LibraryError(
            f"{name}: version {release.version} is not newer than {current}, which is in force; "
            "`lollipop library undo` goes back"
        )


def shipped_version() -> str:
    return _shipped().version


@cache
def _shipped() -> _Shipped:
    return msgspec.toml.decode(_SHIPPED.read_text(encoding="utf-8"), type=_Shipped)
