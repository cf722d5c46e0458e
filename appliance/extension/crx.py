"""CRX3, the form that Chrome installs: a ZIP file behind a signed header.

The form is that of Chromium's `components/crx_file/crx3.proto`: two fields of ours are all that is needed, so they are
written by hand. An extension's id is the hash of the key that signs it.
"""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from appliance.errors import ExtensionError

_MAGIC = b"Cr24"
_VERSION = 3
_SIGNED = b"CRX3 SignedData\x00"
_LENGTH = struct.Struct("<I")
_START = struct.Struct("<4sII")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows: the same files make the same package
_KEY_BITS = 2048
_PUBLIC_KEY, _SIGNATURE, _CRX_ID, _RSA_PROOF, _SIGNED_DATA = 1, 2, 1, 2, 10_000
_BYTES = 2  # a field's kind, in protocol buffers
_ONE_BYTE = 0x80


class Crx(NamedTuple):
    """What a package says of itself."""

    id: str
    version: str


def make_key() -> bytes:
    """A new key of a school's own, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_key(pem: bytes) -> bytes:
    """The public half, as DER. Raises ExtensionError."""
    return (
        _load(pem)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def extension_id(public: bytes) -> str:
    """32 letters from a to p."""
    return _digest(public).hex().translate(_LETTERS)


def pack(files: Mapping[str, bytes], pem: bytes) -> bytes:
    """The files by their paths, signed with this key. Raises ExtensionError where it is no RSA key."""
    key, public, archive = _load(pem), public_key(pem), _zip(files)
    signed = _field(_CRX_ID, _digest(public))
    signature = key.sign(_SIGNED + _LENGTH.pack(len(signed)) + signed + archive, padding.PKCS1v15(), hashes.SHA256())
    proof = _field(_PUBLIC_KEY, public) + _field(_SIGNATURE, signature)
    header = _field(_RSA_PROOF, proof) + _field(_SIGNED_DATA, signed)
    return _START.pack(_MAGIC, _VERSION, len(header)) + header + archive


def read(crx: bytes, public: bytes) -> Crx:
    """What a package that was signed with this key says. Raises ExtensionError."""
    try:
        magic, version, length = _START.unpack_from(crx)
        if (magic, version) != (_MAGIC, _VERSION):
            raise ExtensionError("This is no package of the browser's helper.")
        with zipfile.ZipFile(io.BytesIO(crx[_START.size + length :])) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        return Crx(extension_id(public), str(manifest["version"]))
    except (struct.error, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ExtensionError(f"The package of the browser's helper is broken: {error}") from error


def _load(pem: bytes) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError) as error:
        raise ExtensionError(f"The key of the browser's helper cannot be read: {error}") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ExtensionError("The key of the browser's helper is not an RSA key.")
    return key


def _digest(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:16]


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value >= _ONE_BYTE:
        written.append(value % _ONE_BYTE | _ONE_BYTE)
        value //= _ONE_BYTE
    return bytes((*written, value))
