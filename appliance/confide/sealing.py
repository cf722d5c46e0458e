"""Sealed entries: each has a key of its own, sealed to every reader’s public key (NaCl sealed boxes), so that who
writes one cannot read it again. What is sealed is as long as many others are."""

import contextlib
from collections.abc import Mapping
from hashlib import blake2b
from hmac import compare_digest

import msgspec
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from appliance.confide.model import Content
from appliance.errors import ConfideError
from appliance.model import Frozen

CHILD = 0
"""Instead of an account's number: the child, by the receipt."""

TEXT_STEP = 2 * 1024
PICTURE_STEP = 64 * 1024
_FORM = b"\x01"  # the first byte of every body: how the rest is sealed
_MARK_BYTES = 32
_KEY_BYTES = SecretBox.KEY_SIZE
_CONTENT: msgspec.msgpack.Decoder[Content] = msgspec.msgpack.Decoder(Content)
_CHANGED = "This cannot be opened: it was changed after it was sealed, or sealed for somebody else."


class Sealed(Frozen):
    """`boxes`: the entry's key, sealed to each reader, by account; `CHILD` for the child."""

    body: bytes
    boxes: dict[int, bytes]


def seal(content: Content, to: Mapping[int, bytes]) -> Sealed:
    """`to` are public keys of 32 bytes. Raises ConfideError where there is none, one is no key, or the content is past
    its bounds: what nobody could open would be lost."""
    if not to:
        raise ConfideError("Nobody is there who could open this, so it was not sealed.")
    key = random(_KEY_BYTES)
    text = _text(content)
    body = _FORM + _mark(key) + SecretBox(key).encrypt(sodium_pad(text, _step(content)))
    return Sealed(body=body, boxes={reader: _box(key, public) for reader, public in to.items()})


def opened(body: bytes, box: bytes, private_key: bytes) -> Content:
    """Raises ConfideError for what was changed, or sealed to another."""
    content = _content(body, _key(box, private_key))
    if content is None:
        raise ConfideError(_CHANGED)
    return content


def handed(box: bytes, private_key: bytes, to: bytes) -> bytes:
    """The same entry's key, sealed to another reader. Raises ConfideError."""
    return _box(_key(box, private_key), to)


def _text(content: Content) -> bytes:
    """As it can be read again."""
    text = b""
    with contextlib.suppress(OverflowError, TypeError, ValueError):
        text = msgspec.msgpack.encode(content)
    if _read(text) is None:
        raise ConfideError("This is longer than what can be kept, so it was not sealed.")
    return text


def _step(content: Content) -> int:
    return PICTURE_STEP if getattr(content, "pictures", ()) else TEXT_STEP


def _mark(key: bytes) -> bytes:
    """Names the one key that opens a body: a cipher of this kind could be made to open as two texts with two keys, and
    two readers would then see two reports."""
    return blake2b(b"", key=key, digest_size=_MARK_BYTES, person=b"confide mark").digest()


def _box(key: bytes, public: bytes) -> bytes:
    try:
        return SealedBox(PublicKey(public)).encrypt(key)
    except (CryptoError, ValueError, TypeError, RuntimeError):  # not 32 bytes, or a point that hides nothing
        raise ConfideError("A reader’s key is damaged, so nothing was sealed.") from None


def _key(box: bytes, private_key: bytes) -> bytes:
    try:
        key = SealedBox(PrivateKey(private_key)).decrypt(box)
    except (CryptoError, ValueError, TypeError):
        raise ConfideError(_CHANGED) from None
    if len(key) != _KEY_BYTES:
        raise ConfideError(_CHANGED)
    return key


def _content(body: bytes, key: bytes) -> Content | None:
    """None for what does not fit."""
    head = _FORM + _mark(key)
    if not compare_digest(body[: len(head)], head):
        return None
    try:
        text = SecretBox(key).decrypt(body[len(head) :])
        return _read(sodium_unpad(text, TEXT_STEP if len(text) % PICTURE_STEP else PICTURE_STEP))
    except (CryptoError, ValueError, TypeError):
        return None


def _read(text: bytes) -> Content | None:
    """None for what is none. Nothing is raised from here: an exception that was caught rides along with the next one,
    and msgspec's tells what it read."""
    try:
        return _CONTENT.decode(text)
    except (ValueError, msgspec.MsgspecError):
        return None
