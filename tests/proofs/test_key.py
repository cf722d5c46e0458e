import stat
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.proofs.key import SignInKey, sign_in_key

KEY, OTHER = SignInKey(b"k" * 32), SignInKey(b"o" * 32)


def test_the_key_is_made_once_and_for_its_user_only(tmp_path: Path) -> None:
    home = Home(tmp_path)
    signed = sign_in_key(home).sign("x", "a")
    assert sign_in_key(home).fits(signed, "x", "a")
    assert stat.S_IMODE((home.keys / "sign-in.key").stat().st_mode) == 0o600


def test_a_damaged_key_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.keys.mkdir()
    (home.keys / "sign-in.key").write_bytes(b"short")
    with pytest.raises(StorageError, match="damaged"):
        sign_in_key(home)


@pytest.mark.parametrize(
    "parts",
    [("x", "a", "c"), ("y", "a", "b"), ("x", "ab"), ("x", "a"), ("x", "a", "b", "")],
    ids=["another value", "another purpose", "parts run together", "a part less", "a part more"],
)
def test_a_signature_holds_for_exactly_its_parts(parts: tuple[str, ...]) -> None:
    signed = KEY.sign("x", "a", "b")
    assert KEY.fits(signed, "x", "a", "b")
    assert not KEY.fits(signed, *parts)
    assert not OTHER.fits(signed, "x", "a", "b")
    assert not KEY.fits("\udcff", "x", "a", "b")


def test_what_is_sealed_opens_as_whose_it_is_and_nothing_else() -> None:
    sealed = KEY.seal(b"secret", "account 1")
    assert b"secret" not in sealed
    assert KEY.open(sealed, "account 1") == b"secret"
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for key, given, whose in ((KEY, sealed, "account 2"), (OTHER, sealed, "account 1"), (KEY, changed, "account 1")):
        assert key.open(given, whose) is None
    assert KEY.open(b"", "account 1") is None
    assert KEY.open(b"short", "account 1") is None
