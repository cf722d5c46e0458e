import hashlib
import io
import struct
import zipfile

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from appliance.errors import ExtensionError
from appliance.extension import crx
from tests.extension.given import PEM, PUBLIC

FILES = {"manifest.json": b'{"version": "1.2.3"}', "a/b.js": b"// b"}


def test_a_package_is_a_header_and_a_zip_file() -> None:
    made = crx.pack(FILES, PEM)
    magic, version, length = struct.unpack_from("<4sII", made)
    assert (magic, version) == (b"Cr24", 3)
    with zipfile.ZipFile(io.BytesIO(made[12 + length :])) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_its_signature_holds_for_the_id_and_the_files() -> None:
    made = crx.pack(FILES, PEM)
    (length,) = struct.unpack_from("<I", made, 8)
    header, archive = made[12 : 12 + length], made[12 + length :]
    signature = header[header.index(PUBLIC) + len(PUBLIC) + 3 :][:256]
    signed = b"\x0a\x10" + hashlib.sha256(PUBLIC).digest()[:16]
    said = b"CRX3 SignedData\x00" + struct.pack("<I", len(signed)) + signed + archive
    key = serialization.load_der_public_key(PUBLIC)
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, said, padding.PKCS1v15(), hashes.SHA256())
    assert header.endswith(signed)


def test_the_same_files_make_the_same_package() -> None:
    assert crx.pack(FILES, PEM) == crx.pack(dict(reversed(FILES.items())), PEM)


def test_an_id_follows_from_the_key() -> None:
    # The key and id of Chrome's own documentation for the manifest's `key` would do as well; this is SHA-256 by hand.
    expected = "".join(chr(ord("a") + int(digit, 16)) for digit in hashlib.sha256(PUBLIC).hexdigest()[:32])
    assert crx.extension_id(PUBLIC) == expected
    assert crx.read(crx.pack(FILES, PEM), PUBLIC) == crx.Crx(expected, "1.2.3")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 a ZIP file", id="no header"),
        pytest.param(b"Cr24\x03\0\0\0\0\0\0\0 nothing", id="no files"),
        pytest.param(crx.pack({"manifest.json": b"[]"}, PEM), id="a manifest that is none"),
        pytest.param(crx.pack({"other": b""}, PEM), id="no manifest"),
    ],
)
def test_a_broken_package_is_refused(broken: bytes) -> None:
    with pytest.raises(ExtensionError):
        crx.read(broken, PUBLIC)


def test_a_key_of_another_kind_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for pem in (other, b"no key"):
        with pytest.raises(ExtensionError):
            crx.pack(FILES, pem)
