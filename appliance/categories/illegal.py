"""Licensed lists of addresses that are illegal to look at: the Internet Watch Foundation's, the police's.

There is no setting, rule or command that switches them off, and none that opens what stands on them. Of an address only
a hash is kept, encrypted on disk like the licensed words; an entry is called by its list and number (FEATURES row E6).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from appliance.access.hosts import suffixes
from appliance.access.urls import plain_path, plain_url
from appliance.categories.entries import host_of
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
_HEX = re.compile(r"[0-9a-fA-F]+")
_OWN = "sha256"
_HASHES = {32: "md5", 40: "sha1", 64: _OWN}
_WAYS = {"md5": hashlib.md5, "sha1": hashlib.sha1, _OWN: hashlib.sha256}
_SECRET, _CLOSED = 0o600, 0o700
_MOST_PARTS = 12
_MOST_TOLD = 5
_LEAST_OF_BEFORE = 0.5  # a list that shrinks to nothing would be one that was switched off


class _List(Frozen):
    """Hashes by the way that they are made, each with the number of its entry."""

    imported: str
    hashes: dict[str, dict[bytes, int]]

    def __len__(self) -> int:
        return sum(map(len, self.hashes.values()))

    def __repr__(self) -> str:
        return "_List(hidden)"


class IllegalList:
    """Looks up. It cannot be asked what stands on it."""

    def __init__(self, lists: Mapping[str, _List]) -> None:
        self._lists = tuple((name, how, known) for name, one in lists.items() for how, known in one.hashes.items())
        self._ways = frozenset(how for _, how, _ in self._lists)

    def __bool__(self) -> bool:
        """Is there any list?"""
        return bool(self._lists)

    def match(self, host: str, path: str) -> str:
        """List and number of the entry that covers the address: a host, or the beginning of an address; else an empty
        string. `host` is in the spelling of `plain_host`."""
        if not self._lists:
            return ""
        for address in _addresses(host, path):
            digests = {how: _digest(how, address) for how in self._ways}
            for name, how, known in self._lists:
                if number := known.get(digests[how]):
                    return f"{name}/{number}"
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
        taken = _List(imported=day, hashes=_hashes(path))
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

    def _write(self, lists: dict[str, _List]) -> None:
        try:
            for path in (self._file, self._key):
                files.make_folder(path.parent, _CLOSED)
            if _bytes(self._key) is None:
                files.write(self._key, Fernet.generate_key(), _SECRET)
            encrypted = Fernet(_bytes(self._key) or b"").encrypt(msgspec.msgpack.encode(lists))
            files.write(self._file, encrypted, _SECRET)
        except LibraryError as error:
            raise CategoryError(str(error)) from error


_AGAIN = "Import them again."


def _addresses(host: str, path: str) -> Iterator[str]:
    """What may stand on a list for this address: each domain above it, with nothing behind it, with the beginning of
    the path up to each slash, with all of the path, and with what it asks."""
    where, question, asks = plain_path(path).partition("?")
    parts = [part + "/" for part in where.split("/")[:-1]][:_MOST_PARTS]
    beginnings = dict.fromkeys(
        (*accumulate(parts), where, where.rstrip("/"), where.rstrip("/") + "/", where + question + asks)
    )
    for name in suffixes(host):
        yield name
        yield from (name + beginning for beginning in beginnings if beginning not in {"", "/"})


def _hashes(path: Path) -> dict[str, dict[bytes, int]]:
    found: dict[str, dict[bytes, int]] = {}
    faults = []
    try:
        text = files.read_text(path, LARGEST)
    except LibraryError as error:
        raise CategoryError(f"{error}. Nothing was imported.") from error
    number = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not (entry := line.strip()):
            continue
        how, digest = _hashed(entry)
        if digest:
            found.setdefault(how, {}).setdefault(digest, number)
        else:
            faults.append(f"line {number}")
    _refuse(faults, path.name, bool(found))
    return found


def _refuse(faults: list[str], name: str, found: bool) -> None:
    if faults:
        more = f" and {len(faults) - _MOST_TOLD:,} more" if len(faults) > _MOST_TOLD else ""
        told = ", ".join(faults[:_MOST_TOLD])
        raise CategoryError(f"{name}: {told}{more}: is no host, address or hash. Nothing was imported.")
    if not found:
        raise CategoryError(f"{name}: holds no addresses. Nothing was imported.")


def _hashed(entry: str) -> tuple[str, bytes]:
    """How, and the hash; empty where the entry is neither a hash nor an address."""
    if _HEX.fullmatch(entry) and len(entry) in _HASHES:
        return _HASHES[len(entry)], bytes.fromhex(entry)
    host = re.sub(r"^[a-z]+://", "", entry.lower()).rstrip("/")
    if "/" not in host:
        name = host_of(host)
        return _OWN, _digest(_OWN, name) if name else b""
    try:
        return _OWN, _digest(_OWN, plain_url(entry))
    except ConfigError:
        return _OWN, b""


def _digest(how: str, address: str) -> bytes:
    return _WAYS[how](address.encode(), usedforsecurity=False).digest()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CategoryError(f"The illegal lists cannot be read: {path}: {error.strerror}.") from error
