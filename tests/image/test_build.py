"""Who may build; and an image is packed without the time at which that was done."""

import gzip
import os
from pathlib import Path

import pytest

from image import build, signing
from image.machines import X86
from image.release import Release
from image.tools import BuildError


def test_only_root_can_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    signer = signing.Signer(tmp_path / "key", tmp_path / "certificate")
    with pytest.raises(BuildError, match="as root"):
        build.build(tmp_path, X86, Release("0.1.7", "abc", 0, ()), signer, lambda _: None)
    assert not list(tmp_path.iterdir())


def test_a_packed_image_unpacks_and_has_no_time(tmp_path: Path) -> None:
    image = tmp_path / "box.img"
    image.write_bytes(b"a disk" * 9999)
    first = build.pack(image).read_bytes()
    os.utime(image, (1, 1))
    assert build.pack(image).read_bytes() == first
    assert gzip.decompress(first) == image.read_bytes()


def test_sizes_are_a_line_for_people(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("image", "update", "root", "bill")]
    for file in files:
        file.write_bytes(b"x" * 3_145_728)
    assert build.sizes(build.Built(*files)).startswith("image 3 (3 on this disk), root 3 of 500, update 3")
