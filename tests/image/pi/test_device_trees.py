"""What a device tree is asked for. The trees here are made by Debian's `dtc`; those of the real kernel are looked at by
the image's build, which refuses a kernel without them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from image.pi.device_trees import BOARDS, Board, DeviceTreeError, Node, check, nodes

pytestmark = pytest.mark.skipif(shutil.which("dtc") is None, reason="needs dtc (device-tree-compiler)")


def compiled(source: str) -> bytes:
    done = subprocess.run(
        ["dtc", "-q", "-I", "dts", "-O", "dtb"], input=f"/dts-v1/;\n{source}".encode(), capture_output=True, check=True
    )
    return done.stdout


def tree_of(board: Board, *, without: str = "", off: str = "") -> bytes:
    """A tree with all that the board needs, two steps down as on a real one; `off` is there and switched off."""
    parts = [need.compatible for need in board.needs for _ in range(need.count) if need.compatible != without]
    status = {name: ' status = "disabled";' if name == off else "" for name in parts}
    inside = "".join(
        f'part@{number} {{ compatible = "{name}", "other,part";{status[name]} }};' for number, name in enumerate(parts)
    )
    return compiled(f'/ {{ compatible = "{board.compatible}", "brcm,any"; bus {{ {inside} }}; }};')


def lay_out(folder: Path, **wrong: str) -> Path:
    for board in BOARDS:
        for name in board.files:
            (folder / name).write_bytes(tree_of(board, **wrong))
    return folder


def test_reads_paths_what_parts_call_themselves_and_what_is_switched_off() -> None:
    tree = compiled(
        '/ { compatible = "a,b", "c"; odd = [01 02 03];'
        ' bus@1 { status = "disabled"; card { compatible = "d"; status = "okay"; }; };'
        ' last { status = "ok"; }; };'
    )
    assert nodes(tree) == (
        Node("/", ("a,b", "c"), enabled=True),
        Node("/bus@1", (), enabled=False),
        Node("/bus@1/card", ("d",), enabled=False),
        Node("/last", (), enabled=True),
    )


def test_trees_with_all_that_a_box_needs_pass(tmp_path: Path) -> None:
    check(lay_out(tmp_path))


@pytest.mark.parametrize("need", [need for board in BOARDS for need in board.needs], ids=lambda need: need.compatible)
@pytest.mark.parametrize("how", ["without", "off"])
def test_each_thing_that_is_missing_or_off_is_named(tmp_path: Path, need: object, how: str) -> None:
    compatible = getattr(need, "compatible", "")
    with pytest.raises(DeviceTreeError, match=compatible):
        check(lay_out(tmp_path, **{how: compatible}))


def test_a_tree_that_is_not_there_is_named(tmp_path: Path) -> None:
    (lay_out(tmp_path) / "bcm2712-d-rpi-5-b.dtb").unlink()
    with pytest.raises(DeviceTreeError, match=r"^bcm2712-d-rpi-5-b\.dtb is missing$"):
        check(tmp_path)


def test_the_tree_of_another_board_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "bcm2712-rpi-5-b.dtb").write_bytes((tmp_path / "bcm2711-rpi-4-b.dtb").read_bytes())
    with pytest.raises(DeviceTreeError, match="not of a Raspberry Pi 5"):
        check(tmp_path)


@pytest.mark.parametrize(("start", "end"), [(b"", 0), (b"PK\3\4", None), (b"\xd0\r\xfe\xed", -9)])
def test_what_is_no_whole_tree_is_refused(start: bytes, end: int | None) -> None:
    with pytest.raises(DeviceTreeError, match="no device tree"):
        nodes((start + tree_of(BOARDS[0])[4:])[:end])
