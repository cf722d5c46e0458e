"""A pair for trying is made once and readable by nobody else; a missing key is a sentence."""

import shutil
from pathlib import Path

import pytest

from image import signing
from image.tools import BuildError


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_a_pair_for_trying_is_made_once(tmp_path: Path) -> None:
    first = signing.for_trying(tmp_path / "signing")
    before = first.key.read_bytes()
    assert signing.for_trying(tmp_path / "signing").key.read_bytes() == before
    assert (tmp_path / "signing").stat().st_mode & 0o077 == 0


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"there is no .*key\.pem to sign with"):
        signing.given(tmp_path / "key.pem", tmp_path / "certificate.pem")
