"""Whose releases a box takes, and how a publisher makes a key."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from appliance.config import Publisher
from appliance.errors import LibraryError

_SHIPPED = Path(__file__).with_name("publishers.toml")

Publishers = Mapping[str, Ed25519PublicKey]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    publishers: tuple[Publisher, ...] = ()


def trusted(own: Iterable[Publisher]) -> Publishers:
    """Name → key: those that came with Lollipop, and the school's own (`libraries.publishers`), which go first."""
    shipped = msgspec.toml.decode(_SHIPPED.read_text(encoding="utf-8"), type=_File).publishers
    return {one.name: Ed25519PublicKey.from_public_bytes(b64decode(one.key)) for one in (*shipped, *own)}


def new_key(path: Path) -> str:
    """Make a publisher's private key, readable by its owner only; returns the public key, as settings write it.

    Raises LibraryError where the file is there already or cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    except OSError as error:
        raise LibraryError(f"{path}: cannot be written: {error.strerror}") from error
    return public_text(key)


def private_key(path: Path) -> Ed25519PrivateKey:
    """Raises LibraryError for a file that holds no such key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise LibraryError(f"{path.name}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise LibraryError(f"{path.name}: holds no private key without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise LibraryError(f"{path.name}: is not an Ed25519 key")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    return b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")
