"""Licensed lists of secret words: those of the Internet Watch Foundation for its members, or of the police.

They are kept encrypted, and decrypted only in the memory of a process that matches. No word of them stands in a
message, a log line, a name or a `repr`: a term is called by its number (FEATURES row B7; why: docs/decisions/0014).
"""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from appliance.config import Home
from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.wordlist import Entry
from appliance.model import ILLEGAL, Channel, Frozen, Severity, Term

LICENSED = "licensed/"
_SECRET = 0o600
_CLOSED = 0o700
_NAME = re.compile(r"[\w &'-]{1,40}")
_CHANNELS = (Channel.TYPED, Channel.SEARCH, Channel.CHAT, Channel.TITLE)


class Taken(Frozen):
    """What an import did: how many terms the list has now, how many of them are new, and how many are gone."""

    terms: int
    new: int
    gone: int


class _Kept(Frozen):
    """One word: its number is never given again, so that it stays the same through later imports."""

    number: int
    words: str
    severity: Severity

    def __repr__(self) -> str:
        return f"_Kept({self.number}, hidden)"


class _List(Frozen):
    imported: str
    terms: tuple[_Kept, ...]


class _Document(Frozen):
    """What is encrypted."""

    next_number: int = 1
    lists: dict[str, _List] = msgspec.field(default_factory=dict)


class Licensed:
    """The licensed lists of a box."""

    def __init__(self, home: Home) -> None:
        self._file = home.licensed / "terms.encrypted"
        self._key = home.keys / "licensed.key"

    def terms(self) -> tuple[Term, ...]:
        """Every term of every list. Raises LibraryError if they cannot be read."""
        return tuple(_term(name, one, kept) for name, one in self._read().lists.items() for kept in one.terms)

    def lists(self) -> dict[str, tuple[int, str]]:
        """Name → how many terms, and the day of the import. Raises LibraryError."""
        return {name: (len(one.terms), one.imported) for name, one in self._read().lists.items()}

    def take(self, name: str, entries: Iterable[Entry], day: str) -> Taken:
        """Replace the list of that name, or add it. Words that it had keep their numbers. Raises LibraryError."""
        if not _NAME.fullmatch(name):
            raise LibraryError("A list's name is 1 to 40 letters, digits and spaces.")
        document = self._read()
        before = {kept.words: kept for kept in document.lists[name].terms} if name in document.lists else {}
        number = document.next_number
        terms = []
        for entry in entries:
            known = before.get(entry.words)
            terms.append(_Kept(number=known.number if known else number, words=entry.words, severity=entry.severity))
            number += known is None
        lists = document.lists | {name: _List(imported=day, terms=tuple(terms))}
        self._write(_Document(next_number=number, lists=lists))
        new = number - document.next_number
        return Taken(terms=len(terms), new=new, gone=len(before) - (len(terms) - new))

    def remove(self, name: str) -> None:
        """Raises LibraryError if there is no list of that name."""
        document = self._read()
        if name not in document.lists:
            raise LibraryError(f"There is no licensed list {name!r}.")
        lists = {other: one for other, one in document.lists.items() if other != name}
        self._write(_Document(next_number=document.next_number, lists=lists))

    def _read(self) -> _Document:
        encrypted = _bytes(self._file)
        if encrypted is None:
            return _Document()
        key = _bytes(self._key)
        if key is None:
            raise LibraryError(
                f"The licensed lists cannot be read: their key {self._key} is missing. Import them again."
            )
        try:
            return msgspec.msgpack.decode(Fernet(key).decrypt(encrypted), type=_Document)
        except (InvalidToken, ValueError, msgspec.DecodeError):
            # What went wrong may quote what was read.
            raise LibraryError(
                f"The licensed lists cannot be read: {self._file} is damaged, or its key is another. Import them again."
            ) from None

    def _write(self, document: _Document) -> None:
        files.make_folder(self._file.parent, _CLOSED)
        encrypted = Fernet(self.ensure_key()).encrypt(msgspec.msgpack.encode(document))
        files.write(self._file, encrypted, _SECRET)

    def ensure_key(self) -> bytes:
        """What the lists are encrypted with, made where there is none. Raises LibraryError."""
        files.make_folder(self._key.parent, _CLOSED)
        if _bytes(self._key) is None:
            files.write(self._key, Fernet.generate_key(), _SECRET)
        return _bytes(self._key) or b""


def _term(name: str, one: _List, kept: _Kept) -> Term:
    return Term(
        id=f"{LICENSED}{kept.number}",
        category=ILLEGAL,
        pattern=kept.words,
        severity=kept.severity,
        definition=f"It stands on the licensed list {name}. It is evidence: tell your safeguarding lead now.",
        channels=_CHANNELS,
        source=f"Licensed list {name}.",
        since=one.imported,
    )


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryError(f"The licensed lists cannot be read: {path}: {error.strerror}.") from error
