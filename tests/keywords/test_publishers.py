"""Keys: whose releases are taken, and how a publisher makes one."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from appliance.config import Publisher, parse
from appliance.errors import ConfigError, LibraryError
from appliance.keywords.publishers import new_key, private_key, public_text, trusted
from tests.keywords.given import KEY


def test_a_key_is_shipped_and_the_school_can_add_its_own() -> None:
    shipped = trusted(())
    assert "Lollipop" in shipped
    assert {*trusted([Publisher(name="Elm", key=public_text(KEY))])} == {*shipped, "Elm"}


@pytest.mark.parametrize("key", ["", "abc", "AAAA", "ä" * 44, public_text(KEY)[:-2] + "!="])
def test_a_key_that_is_none_is_an_error_in_the_settings(key: str) -> None:
    with pytest.raises(ConfigError, match=r"libraries.publishers.*: 'Elm': that is no Ed25519 key"):
        parse(f'[[libraries.publishers]]\nname = "Elm"\nkey = "{key}"', "lollipop.toml")


def test_a_school_may_put_its_own_key_in_place_of_ours() -> None:
    keys = trusted([Publisher(name="Lollipop", key=public_text(KEY))])
    assert keys["Lollipop"] == KEY.public_key()


def test_a_new_key_is_for_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "publisher.pem"
    public = new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_text(private_key(path)) == public
    with pytest.raises(LibraryError, match="cannot be written"):
        new_key(path)
    assert public_text(private_key(path)) == public


_PKCS8 = Encoding.PEM, PrivateFormat.PKCS8


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "holds no private key", id="nothing"),
        pytest.param(b"-----BEGIN PRIVATE KEY-----\nAAAA\n", "holds no private key", id="half a key"),
        pytest.param(
            Ed25519PrivateKey.generate().private_bytes(*_PKCS8, BestAvailableEncryption(b"x")),
            "without a password",
            id="behind a password",
        ),
        pytest.param(
            rsa.generate_private_key(65537, 2048).private_bytes(*_PKCS8, NoEncryption()), "Ed25519", id="an RSA key"
        ),
    ],
)
def test_a_file_without_such_a_key_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "publisher.pem"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match=reason):
        private_key(path)


def test_the_private_half_is_not_in_the_repository() -> None:
    folder = Path(__file__).parents[2] / "appliance"
    assert not [path for path in folder.rglob("*") if path.is_file() and b"PRIVATE KEY-----" in path.read_bytes()]
