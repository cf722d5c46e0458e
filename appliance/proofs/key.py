"""The box's key for signing in: what is stored of second factors is sealed with it, and what browsers keep is signed.

It stands beside the store and not in it, so that a copy of the store alone opens nothing.
"""

import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.config import Home
from appliance.errors import StorageError

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SignInKey:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, purpose: str, *parts: str) -> str:
        """In hex. The parts may hold anything: none runs into the next."""
        told = "\0".join(part.encode().hex() for part in (purpose, *parts))
        return hmac.new(self._key, told.encode(), hashlib.sha256).hexdigest()

    def fits(self, signature: str, purpose: str, *parts: str) -> bool:
        return hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), self.sign(purpose, *parts).encode())

    def seal(self, secret: bytes, whose: str) -> bytes:
        """Encrypted, and readable as `whose` only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, secret, whose.encode())

    def open(self, sealed: bytes, whose: str) -> bytes | None:
        """None for what was not sealed so with this key."""
        try:
            return self._cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], whose.encode())
        except (InvalidTag, ValueError):
            return None

    def _cipher(self) -> AESGCM:
        return AESGCM(bytes.fromhex(self.sign("seal")))


def sign_in_key(home: Home) -> SignInKey:
    """The key, made when there is none. Raises StorageError."""
    path = home.keys / "sign-in.key"
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path.name}: {error.strerror}") from error
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{path.name}: the key for signing in is damaged")
    return SignInKey(key)
