"""What a passkey signs: random, ours, for one purpose, for a short while, and taken once. None is kept before it comes
back, so that nobody can fill a memory by asking for them."""

import secrets
import threading
from collections import OrderedDict

from appliance.proofs.key import SignInKey

SECONDS = 600.0
_REMEMBERED = 10_000
_PARTS = 3


class Challenges:
    def __init__(self, key: SignInKey) -> None:
        self._key = key
        self._taken: OrderedDict[str, None] = OrderedDict()
        self._turn = threading.Lock()

    def new(self, purpose: str, now: float) -> bytes:
        until, nonce = f"{now + SECONDS:.0f}", secrets.token_hex(16)
        return f"{until}.{nonce}.{self._key.sign('challenge', purpose, until, nonce)}".encode()

    def take(self, challenge: bytes, purpose: str, now: float) -> bool:
        """May it count now, for this purpose?"""
        parts = challenge.decode("ascii", "replace").split(".")
        if len(parts) != _PARTS:
            return False
        until, nonce, signature = parts
        if not self._key.fits(signature, "challenge", purpose, until, nonce) or float(until) <= now:
            return False
        return self._first_time(nonce)

    def _first_time(self, nonce: str) -> bool:
        with self._turn:
            if nonce in self._taken:
                return False
            self._taken[nonce] = None
            if len(self._taken) > _REMEMBERED:
                self._taken.popitem(last=False)
            return True
