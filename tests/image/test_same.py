"""Two builds are compared by what is in them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from image import same


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "box.img").write_bytes(b"image")
        (folder / "box.raucb").write_bytes(folder.name.encode())
    return one, other


def test_builds_that_are_alike_but_for_their_signature(folders: tuple[Path, Path]) -> None:
    assert same.differences(*folders) == []


def test_a_difference_and_a_missing_file_are_named(folders: tuple[Path, Path]) -> None:
    (folders[1] / "box.img").write_bytes(b"imagE")
    (folders[0] / "box.cdx.json").touch()
    assert same.differences(*folders) == ["box.cdx.json: in one alone", "box.img: differs"]


@pytest.mark.skipif(not shutil.which("mksquashfs"), reason="needs squashfs-tools")
def test_of_roots_each_file_that_differs_is_named(folders: tuple[Path, Path], tmp_path: Path) -> None:
    for folder in folders:
        tree = tmp_path / f"{folder.name}-tree"
        tree.mkdir()
        (tree / "alike").write_text("alike")
        (tree / "changed").write_text(folder.name)
        (tree / "mode").touch(mode=0o600 if folder.name == "one" else 0o640)
        options = ("-quiet", "-no-progress", "-mkfs-time", "0", "-all-time", "0")
        subprocess.run(
            ["mksquashfs", tree, folder / "box.squashfs", *options], check=True, timeout=60, capture_output=True
        )
    assert same.differences(*folders) == ["box.squashfs: differs", "  changed", "  mode"]
