"""Both tables are read back by `sfdisk`, as nobody else here would notice a wrong one."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from image.pi.hybrid_mbr import NoGptError, add

FIRST, SECTORS = 2048, 8192


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "disk"
    with path.open("wb") as file:
        file.truncate(8 << 20)
    lines = f"label: gpt\nstart={FIRST}, size={SECTORS}, type=uefi, name=esp\nsize=2048, type=linux, name=bootA\n"
    subprocess.run(["/usr/sbin/sfdisk", "--quiet", str(path)], input=lines, text=True, check=True)
    return path


def table(disk: Path, label: str) -> Mapping[str, Any]:
    command = ["/usr/sbin/sfdisk", "--json", "--label-nested", label, str(disk)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(shown)["partitiontable"])


def test_the_old_table_names_the_first_partition_and_the_new_one_stays(disk: Path) -> None:
    before = subprocess.run(["/usr/sbin/sfdisk", "--json", str(disk)], capture_output=True, check=True).stdout
    with disk.open("r+b") as file:
        add(file, FIRST, SECTORS)
    assert subprocess.run(["/usr/sbin/sfdisk", "--json", str(disk)], capture_output=True, check=True).stdout == before
    old = {part["type"]: part for part in table(disk, "dos")["partitions"]}
    assert (old["c"]["start"], old["c"]["size"]) == (FIRST, SECTORS)
    assert (old["ee"]["start"], old["ee"]["size"]) == (1, FIRST - 1)
    assert len(old) == 2


def test_nothing_but_the_table_in_the_first_sector_changes(disk: Path) -> None:
    before = disk.read_bytes()
    with disk.open("r+b") as file:
        add(file, FIRST, SECTORS)
    after = disk.read_bytes()
    assert after[:446] == before[:446]
    assert after[510:] == before[510:]


def test_a_disk_without_a_gpt_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "disk"
    path.write_bytes(bytes(4096))
    with path.open("r+b") as file, pytest.raises(NoGptError):
        add(file, FIRST, SECTORS)
    assert path.read_bytes() == bytes(4096)


@pytest.mark.parametrize(("first", "sectors"), [(1, 9), (2048, 0), (2**32, 1), (2048, 2**32)])
def test_numbers_that_an_old_table_cannot_say_are_refused(disk: Path, first: int, sectors: int) -> None:
    with disk.open("r+b") as file, pytest.raises(ValueError, match="not for an MBR"):
        add(file, first, sectors)
