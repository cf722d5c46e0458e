"""A release of the libraries: one signed file, from whoever publishes them to a school's box.

A release is a document and not an archive: libraries by name and text, so that no name can lead out of a folder, and
nothing is unpacked. What is signed is the bytes of the document as they stand in the file; they are read only after
the signature fits.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.check import check
from appliance.keywords.publishers import Publishers
from appliance.model import Frozen

LARGEST = 16 * 1024 * 1024  # bytes of a file
_SIGNED_FOR = b"lollipop libraries 1\0"  # so that a signature fits nothing else that the key ever signs
_MOST_TOLD = 5

Version = Annotated[str, msgspec.Meta(pattern=r"^20\d\d\.(0[1-9]|1[0-2])\.(0[1-9]|[12]\d|3[01])(\.[1-9]\d{0,2})?\Z")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,40}\.toml\Z")]


class Release(Frozen):
    """`version` is its date, and a number where there are several of a day; `changes` is one line on what is new."""

    version: Version
    changes: Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
    libraries: Annotated[dict[FileName, str], msgspec.Meta(min_length=1, max_length=100)]


class _Signed(Frozen):
    """The file: the document, and who signed it. `publisher` is only a name to look for; the key counts."""

    format: Annotated[int, msgspec.Meta(ge=1, le=1)]
    publisher: str
    signature: bytes
    document: bytes


def order(version: str) -> tuple[int, ...]:
    """Sorts versions: numbers, not text, so that `.10` comes after `.9`."""
    return tuple(map(int, version.split(".")))


def sign(release: Release, publisher: str, key: Ed25519PrivateKey) -> bytes:
    """The file of a release."""
    document = msgspec.msgpack.encode(release)
    signature = key.sign(_SIGNED_FOR + document)
    return msgspec.msgpack.encode(_Signed(format=1, publisher=publisher, signature=signature, document=document))


def make(version: str, changes: str, libraries: Mapping[str, str]) -> Release:
    """A release of libraries that are in order. Raises LibraryError with what is not."""
    try:
        release = msgspec.convert({"version": version, "changes": changes, "libraries": dict(libraries)}, Release)
    except msgspec.ValidationError as error:
        raise LibraryError(f"this cannot be a release: {_sentence(error)}") from error
    require_order(release, "the libraries")
    return release


def open_release(path: Path, publishers: Publishers) -> Release:
    """A release whose signature fits a publisher that this box trusts. Its libraries are not looked at yet.

    Raises LibraryError with the file's name and the reason.
    """
    return read_release(files.read(path, LARGEST), path.name, publishers)


def read_release(data: bytes, name: str, publishers: Publishers) -> Release:
    """The same from the bytes of a file."""
    try:
        signed = msgspec.msgpack.decode(data, type=_Signed)
    except msgspec.DecodeError as error:
        raise LibraryError(f"{name}: is not a release of libraries, or only a part of one") from error
    _verify(signed, publishers.get(signed.publisher), name)
    try:
        return msgspec.msgpack.decode(signed.document, type=Release)
    except msgspec.DecodeError as error:
        raise LibraryError(f"{name}: {_sentence(error)}") from error


def require_order(release: Release, name: str) -> None:
    """Raises LibraryError with the first faults of its libraries."""
    faults = check(release.libraries).faults
    if faults:
        more = f" (and {len(faults) - _MOST_TOLD} more)" if len(faults) > _MOST_TOLD else ""
        raise LibraryError(f"{name}: not in order: {'; '.join(faults[:_MOST_TOLD])}{more}")


def _verify(signed: _Signed, key: Ed25519PublicKey | None, name: str) -> None:
    if key is None:
        raise LibraryError(f"{name}: signed by {signed.publisher!r}, whom this box does not trust")
    try:
        key.verify(signed.signature, _SIGNED_FOR + signed.document)
    except InvalidSignature as error:
        raise LibraryError(f"{name}: its signature does not fit; it was changed, or signed with another key") from error


def _sentence(error: msgspec.DecodeError) -> str:
    """`Expected `str` … - at `$.version`` becomes `version: expected `str` …`."""
    what, _, where = str(error).partition(" - at ")
    key = re.search(r"\$\.([a-z]+)", where)
    return f"{key[1] if key else 'the document'}: {what[0].lower()}{what[1:]}"
