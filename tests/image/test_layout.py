"""The disk's parts lie behind each other, and what is no part is where GPT keeps its tables."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from image import disk, layout
from image.tools import BuildError

pytestmark = pytest.mark.skipif(not shutil.which("sfdisk"), reason="needs sfdisk")


def test_parts_follow_each_other_and_begin_at_whole_mebibytes() -> None:
    end = layout.MEBI
    for part in layout.parts():
        assert (part.start, part.start % layout.MEBI) == (end, 0)
        end = part.start + part.size
    assert layout.size() == end + layout.MEBI


def test_both_slots_are_alike_and_hold_what_a_root_may_be() -> None:
    sizes = {part.name: part.size for part in layout.parts()}
    assert sizes["rootA"] == sizes["rootB"] == 500 * layout.MEBI
    assert layout.size() < 2 * 1024 * layout.MEBI


def test_an_image_has_no_place_in_which_a_school_s_data_could_be() -> None:
    assert "data" not in {part.name for part in layout.parts()}


def test_sfdisk_reads_back_what_was_meant(tmp_path: Path) -> None:
    disk.write(tmp_path / "disk.img", {})
    said = subprocess.run(["sfdisk", "--json", tmp_path / "disk.img"], capture_output=True, check=True, timeout=30)
    table = json.loads(said.stdout)["partitiontable"]
    found = [(part["name"], part["start"] * 512, part["size"] * 512, part["type"]) for part in table["partitions"]]
    assert found == [(part.name, part.start, part.size, part.kind) for part in layout.parts()]


def test_two_disks_of_the_same_parts_are_the_same(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / "root").write_bytes(b"a root" * 999)
        disk.write(tmp_path / name, {"rootA": tmp_path / "root"})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_the_data_s_kind_is_the_one_that_the_box_makes() -> None:
    script = (Path(disk.__file__).parent / "files/usr/lib/lollipop/data").read_text(encoding="utf-8")
    assert f"Type={layout.DATA.lower()}" in script


@pytest.mark.parametrize("size", [64 * layout.MEBI + 1])
def test_what_is_too_large_for_its_part_is_refused(tmp_path: Path, size: int) -> None:
    with (tmp_path / "esp").open("wb") as file:
        file.truncate(size)
    with pytest.raises(BuildError, match="esp has room for 64"):
        disk.write(tmp_path / "disk.img", {"esp": tmp_path / "esp"})
