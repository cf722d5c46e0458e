"""An update that rauc itself reads, and that nobody else's key opens."""

import shutil
import subprocess
from pathlib import Path

import pytest

from image import bundle, signing
from image.machines import X86
from image.release import Release

pytestmark = pytest.mark.skipif(not shutil.which("rauc"), reason="needs rauc")
RELEASE = Release("0.1.7", "abcdef", 1_700_000_000, ())


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, signing.Signer]:
    signer = signing.for_trying(tmp_path / "signing")
    (tmp_path / "root.squashfs").write_bytes(b"a root" * 9000)
    bundle.make(tmp_path / "box.raucb", tmp_path / "root.squashfs", X86, RELEASE, signer)
    return tmp_path / "box.raucb", signer


def _info(update: Path, certificate: Path) -> "subprocess.CompletedProcess[str]":
    command = ["rauc", "info", f"--keyring={certificate}", "--output-format=shell", update]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_says_for_what_and_which_version_it_is(made: tuple[Path, signing.Signer]) -> None:
    said = _info(made[0], made[1].certificate)
    assert said.returncode == 0, said.stderr
    assert "RAUC_MF_COMPATIBLE='lollipop-x86'" in said.stdout
    assert "RAUC_MF_VERSION='0.1.7'" in said.stdout


def test_another_s_key_does_not_open_it(made: tuple[Path, signing.Signer], tmp_path: Path) -> None:
    other = signing.for_trying(tmp_path / "other")
    said = _info(made[0], other.certificate)
    assert said.returncode != 0
    assert "signature verification failed" in said.stderr.lower()


def test_nothing_is_left_beside_it(made: tuple[Path, signing.Signer]) -> None:
    assert sorted(path.name for path in made[0].parent.iterdir()) == ["box.raucb", "root.squashfs", "signing"]
