"""Enrolment codes for helpers: what somebody types on a device so that it belongs to the school. Twelve signs of 32,
60 bits; only their digest is kept."""

import hashlib
import secrets

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none looks like another
_LOOK_ALIKE = str.maketrans("OIL", "011")
_COUNT = 12
_GROUP = 4


def new_code() -> str:
    """`7K2M-9QXD-V4TB`."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_COUNT))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _COUNT, _GROUP))


def digest_of(code: str) -> str:
    """Of a code as it was typed: in any case, with any marks between, and an O for a nought. Hex."""
    signs = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum()).translate(_LOOK_ALIKE)
    return hashlib.sha256(signs.encode()).hexdigest()
