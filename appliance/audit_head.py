"""The head of the audit trail, signed, to be kept where the box cannot reach it (decision 0026).

A few lines of text that a person can mail, print or file: whoever has them can show later that nothing up to that entry
was changed or taken away.
"""

import re
from base64 import b64decode, b64encode
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from appliance.config import Home
from appliance.errors import StorageError
from appliance.keys import kept
from appliance.store.audit import Seal

_LINES = re.compile(r"entry: (\d{1,18})\nat: (\S{1,40})\nseal: ([0-9a-f]{64})\n")
_SIGNATURE = re.compile(r"signature: ([A-Za-z0-9+/=]{88})")


def signed_head(home: Home, seal: Seal) -> str:
    """Four lines. Raises StorageError where the key cannot be read or made."""
    at = datetime.fromtimestamp(seal.at, UTC).isoformat()
    text = f"entry: {seal.id}\nat: {at}\nseal: {seal.seal}\n"
    return f"{text}signature: {b64encode(_key(home).sign(text.encode())).decode()}\n"


def public_key(home: Home) -> str:
    """With which anybody can check a head, as base 64 of its 32 bytes. Raises StorageError."""
    return b64encode(_key(home).public_key().public_bytes_raw()).decode()


def read_head(home: Home, text: str) -> Seal:
    """From text that may have lines around it, as a mail has. Raises StorageError where it is not ours."""
    plain = text.replace("\r\n", "\n")
    lines, signature = _LINES.search(plain), _SIGNATURE.search(plain)
    if lines is None or signature is None:
        raise StorageError("That holds no head of an audit trail: four lines that begin with `entry:`.")
    try:
        _key(home).public_key().verify(b64decode(signature[1]), lines[0].encode())
    except InvalidSignature as error:
        raise StorageError("The signature does not fit: it was changed, or made by another box.") from error
    return Seal(id=int(lines[1]), at=datetime.fromisoformat(lines[2]).timestamp(), seal=lines[3])


def _key(home: Home) -> Ed25519PrivateKey:
    path = home.keys / "audit-sign.pem"
    try:
        key = load_pem_private_key(kept(path, _new_key), None)
    except (OSError, ValueError) as error:
        raise StorageError(f"{path.name}: the key that signs the audit trail cannot be read") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageError(f"{path.name}: that is another kind of key")
    return key


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
