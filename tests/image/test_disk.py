"""Each part's bytes lie where the table says, and zeros take no room."""

import shutil
from pathlib import Path

import pytest

from image import disk, layout

pytestmark = pytest.mark.skipif(not shutil.which("sfdisk"), reason="needs sfdisk")


def test_contents_lie_where_the_table_says(tmp_path: Path) -> None:
    (tmp_path / "root").write_bytes(b"\0" * 3_000_000 + b"the end")
    disk.write(tmp_path / "disk.img", {"rootA": tmp_path / "root"})
    start = next(part.start for part in layout.parts() if part.name == "rootA")
    with (tmp_path / "disk.img").open("rb") as file:
        file.seek(start + 3_000_000)
        assert file.read(8) == b"the end\0"


def test_an_empty_slot_takes_no_room(tmp_path: Path) -> None:
    disk.write(tmp_path / "disk.img", {})
    had = (tmp_path / "disk.img").stat()
    assert (had.st_size, had.st_blocks * 512 < layout.MEBI) == (layout.size(), True)
