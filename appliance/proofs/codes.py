"""Codes that an authenticator app shows (TOTP, RFC 6238: six digits, a new one every 30 seconds)."""

import hmac
from collections.abc import Iterator

import pyotp

STEP_SECONDS = 30
_STEPS_AROUND = (0, -1, 1)  # a phone's clock may be a little off
_DIGITS = 6


def new_secret() -> str:
    """In base 32, 160 bits."""
    return pyotp.random_base32()


def address_of(secret: str, mail: str, school: str) -> str:
    """The `otpauth:` address that the app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=mail, issuer_name=f"Lollipop, {school}")


def is_code(given: str) -> bool:
    """Six digits, however they are typed. A password is longer, and a recovery code has letters."""
    digits = _plain(given)
    return len(digits) == _DIGITS and digits.isascii() and digits.isdecimal()


def step_of(secret: str, given: str, now: float, last: int) -> int | None:
    """Which time step the code is of; None where it does not fit, or one of its age or a younger was taken before
    (`last` is that step)."""
    digits = _plain(given)
    return next((step for step, code in _codes(secret, now) if step > last and _same(code, digits)), None)


def _codes(secret: str, now: float) -> Iterator[tuple[int, str]]:
    here = int(now // STEP_SECONDS)
    for around in _STEPS_AROUND:
        yield here + around, pyotp.TOTP(secret).generate_otp(here + around)


def _same(code: str, given: str) -> bool:
    return hmac.compare_digest(code.encode(), given.encode("utf-8", "surrogatepass"))


def _plain(given: str) -> str:
    return "".join(given.split())
