"""Sealed entries: each has a key of its own, sealed to every reader’s public key (NaCl sealed boxes), so that who
writes one cannot read it again. What is sealed is as long as many others are."""

from collections.abc import Mapping

from appliance.confide.model import Content
from appliance.model import Frozen

CHILD = 0
"""Instead of an account's number: the child, by the receipt."""


class Sealed(Frozen):
    """`boxes`: the entry's key, sealed to each reader, by account; `CHILD` for the child."""

    body: bytes
    boxes: dict[int, bytes]


def seal(content: Content, to: Mapping[int, bytes]) -> Sealed:
    """`to` are public keys of 32 bytes."""
    raise NotImplementedError


def opened(body: bytes, box: bytes, private_key: bytes) -> Content:
    """Raises ConfideError for what was changed, or sealed to another."""
    raise NotImplementedError


def handed(box: bytes, private_key: bytes, to: bytes) -> bytes:
    """The same entry's key, sealed to another reader. Raises ConfideError."""
    raise NotImplementedError
