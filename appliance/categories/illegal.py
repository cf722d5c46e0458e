"""Licensed lists of addresses that are illegal to look at: the Internet Watch Foundation's, the police's.

There is no setting, rule or command that switches them off, and none that opens what stands on them. Of an address only
a hash is kept, encrypted on disk like the licensed words; an entry is called by its list and number (FEATURES row E6).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from appliance.access.hosts import suffixes
from appliance.access.urls import plain_path, plain_url
from appliance.categories.entries import host_of, is_broad
from appliance.config import Home
from appliance.errors import CategoryError, ConfigError, LibraryError
from appliance.keywords import files
from appliance.model import Frozen

ABSENT = (
    "There is no list of illegal addresses here, because these are licensed: your broadband provider's filter has to "
    "block them. Ask the provider to confirm that it uses the Internet Watch Foundation's list and the police's."
)
"""What a screen says without one."""
LARGEST = 64 * 1024 * 1024  # bytes
_NAME = re.compile(r"[\w &'-]{1,40}")
_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F]+")
_OWN_BYTES = 16
_HASHES = {32: "md5", 40: "sha1", 64: "sha256"}
_WAYS = {"md5": hashlib.md5, "sha1": hashlib.sha1, "sha256": hashlib.sha256}
_SECRET, _CLOSED = 0o600, 0o700
_MOST_PARTS = 12
_MOST_TOLD = 5
_LEAST_OF_BEFORE = 0.5  # a list that shrinks to nothing would be one that was switched off


class _List(Frozen):
    """Hashes, each with the number of its entry: our own of hosts and of the beginnings of addresses, those of `sites`
    with such an address, and hashes that the list itself `gave`, by the way that they are made."""

    imported: str
    hosts: dict[bytes, int] = msgspec.field(default_factory=dict)
    pages: dict[bytes, int] = msgspec.field(default_factory=dict)
    sites: dict[bytes, int] = msgspec.field(default_factory=dict)
    gave: dict[str, dict[bytes, int]] = msgspec.field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.hosts) + len(self.pages) + sum(map(len, self.gave.values()))

    def __repr__(self) -> str:
        return "_List(hidden)"


class IllegalList:
    """Looks up. It cannot be asked what stands on it."""

    def __init__(self, lists: Mapping[str, _List]) -> None:
        self._lists = tuple(lists.items())
        self._ways = {way for one in lists.values() for way in one.gave}

    def __bool__(self) -> bool:
        """Is there any list?"""
        return bool(self._lists)

    def match(self, host: str, path: str) -> str:
        """List and number of the entry that covers the address: a host, or the beginning of an address; else an empty
        string. `host` is in the spelling of `plain_host`."""
        if not self._lists:
            return ""
        names = [name for name in suffixes(host) if not is_broad(name)]
        return self._own(names, path) or (self._given(names, path) if self._ways else "")

    def _own(self, names: Iterable[str], path: str) -> str:
        for name in names:
            key = _hash(name)
            for called, one in self._lists:
                if number := one.hosts.get(key):
                    return f"{called}/{number}"
                if key in one.sites and (number := _first(one.pages, (_hash(page) for page in _pages(name, path)))):
                    return f"{called}/{number}"
        return ""

    def _given(self, names: Iterable[str], path: str) -> str:
        """Nobody knows of a hash what it is of, so everything that it may be of is tried."""
        addresses = [address for name in names for address in (name, *_pages(name, path))]
        for way in self._ways:
            digests = [_digest(way, address) for address in addresses]
            for called, one in self._lists:
                if number := _first(one.gave.get(way, {}), digests):
                    return f"{called}/{number}"
        return ""


class IllegalLists:
    """Those of a box."""

    def __init__(self, home: Home) -> None:
        self._file = home.licensed / "addresses.encrypted"
        self._key = home.keys / "addresses.key"

    def open(self) -> IllegalList:
        """For looking up. Raises CategoryError if they cannot be read."""
        return IllegalList(self._read())

    def lists(self) -> dict[str, tuple[int, str]]:
        """Name → how many entries, and the day of the import. Raises CategoryError."""
        return {name: (len(one), one.imported) for name, one in self._read().items()}

    def take(self, name: str, path: Path, day: str) -> int:
        """Import a list under a name, in place of the one it has: a host, an address or a hash of one a line. The
        number of its entries. Raises CategoryError with line numbers, and never with what stands there."""
        if not _NAME.fullmatch(name):
            raise CategoryError("A list's name is 1 to 40 letters, digits and spaces.")
        lists = self._read()
        taken = _taken(path, day)
        before = len(lists[name]) if name in lists else 0
        if len(taken) < before * _LEAST_OF_BEFORE:
            raise CategoryError(
                f"{path.name}: has {len(taken):,} entries, and {name} had {before:,}: less than half. Nothing was "
                "imported; the list in force stays."
            )
        self._write(lists | {name: taken})
        return len(taken)

    def _read(self) -> dict[str, _List]:
        encrypted, key = _bytes(self._file), _bytes(self._key)
        if encrypted is None:
            return {}
        if key is None:
            raise CategoryError(f"The illegal lists cannot be read: their key {self._key} is missing. {_AGAIN}")
        try:
            return msgspec.msgpack.decode(Fernet(key).decrypt(encrypted), type=dict[str, _List])
        except (InvalidToken, ValueError, msgspec.DecodeError):
            # What went wrong may quote what was read.
            raise CategoryError(f"The illegal lists cannot be read: {self._file} is damaged. {_AGAIN}") from None

    def ensure_key(self) -> bytes:
        """What the lists are encrypted with, made where there is none. Raises LibraryError and CategoryError."""
        files.make_folder(self._key.parent, _CLOSED)
        if _bytes(self._key) is None:
            files.write(self._key, Fernet.generate_key(), _SECRET)
        return _bytes(self._key) or b""

    def _write(self, lists: dict[str, _List]) -> None:
        try:
            files.make_folder(self._file.parent, _CLOSED)
            encrypted = Fernet(self.ensure_key()).encrypt(msgspec.msgpack.encode(lists))
            files.write(self._file, encrypted, _SECRET)
        except LibraryError as error:
            raise CategoryError(str(error)) from error


_AGAIN = "Import them again."


def _pages(host: str, path: str) -> Iterator[str]:
    """What may stand on a list for this address besides its host: the beginning of its path up to each slash, all of
    the path, and with what it asks."""
    where, question, asks = plain_path(path).partition("?")
    parts = [part + "/" for part in where.split("/")[:-1]][:_MOST_PARTS]
    page = where.rstrip("/")
    beginnings = dict.fromkeys((*accumulate(parts), where, page, page + "/", where + question + asks))
    return (host + beginning for beginning in beginnings if beginning not in {"", "/"})


def _first(known: Mapping[bytes, int], hashes: Iterable[bytes]) -> int:
    """The number of the first that is known, or 0."""
    return next((known[one] for one in hashes if one in known), 0)


def _taken(path: Path, day: str) -> _List:
    taken = _List(imported=day)
    faults = []
    try:
        text = files.read_text(path, LARGEST)
    except LibraryError as error:
        raise CategoryError(f"{error}. Nothing was imported.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if (entry := line.strip()) and not _put(taken, entry, number):
            faults.append(f"line {number}")
    if faults:
        more = f" and {len(faults) - _MOST_TOLD:,} more" if len(faults) > _MOST_TOLD else ""
        told = ", ".join(faults[:_MOST_TOLD])
        raise CategoryError(f"{path.name}: {told}{more}: is no host, address or hash. Nothing was imported.")
    if not len(taken):
        raise CategoryError(f"{path.name}: holds no addresses. Nothing was imported.")
    return taken


def _put(taken: _List, entry: str, number: int) -> bool:
    """Is it a hash, a host or an address?"""
    if _HEX.fullmatch(entry) and len(entry) in _HASHES:
        taken.gave.setdefault(_HASHES[len(entry)], {}).setdefault(bytes.fromhex(entry), number)
        return True
    if host := host_of(_SCHEME.sub("", entry).rstrip("/")):
        taken.hosts.setdefault(_hash(host), number)
        return True
    try:
        address = plain_url(entry)
    except ConfigError:
        return False
    taken.pages.setdefault(_hash(address), number)
    taken.sites.setdefault(_hash(address.partition("/")[0]), number)
    return True


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_OWN_BYTES).digest()


def _digest(way: str, address: str) -> bytes:
    return _WAYS[way](address.encode(), usedforsecurity=False).digest()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CategoryError(f"The illegal lists cannot be read: {path}: {error.strerror}.") from error
