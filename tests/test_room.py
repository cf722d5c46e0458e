"""Room that is kept aside for a disk that is full: how much, and that it is really there."""

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.room import AMPLE, KEPT, NEEDED, keep, wanted


@pytest.mark.parametrize(
    ("kept", "free", "then"),
    [
        (0, AMPLE, KEPT),
        (KEPT - NEEDED, AMPLE, KEPT),
        (0, AMPLE - 1, 0),
        (KEPT, NEEDED, KEPT),
        (KEPT, 0, KEPT - NEEDED),
        (KEPT, NEEDED - 4096, KEPT - 4096),
        (NEEDED // 2, 0, 0),
        (0, 0, 0),
    ],
)
def test_it_is_kept_where_there_is_plenty_and_given_where_there_is_none(kept: int, free: int, then: int) -> None:
    assert wanted(kept, free) == then


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small one."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(tmp_path)], check=False)
    if mounted.returncode:
        pytest.skip("only root mounts")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_each_start_on_a_full_disk_is_given_some_until_nothing_is_left(disk: Path) -> None:
    path = disk / "lollipop/room"
    assert keep(path) == ""
    assert path.stat().st_blocks * 512 == KEPT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for start in range(1, KEPT // NEEDED + 1):
        _fill(disk / f"filled-{start}")
        assert "4.0 MB that were kept aside" in keep(path)
        (disk / f"store-{start}").write_bytes(bytes(NEEDED))
        assert path.stat().st_size == KEPT - start * NEEDED
    assert keep(path) == ""
    for filled in disk.glob("filled-*"):
        filled.unlink()
    assert keep(path) == ""
    assert path.stat().st_blocks * 512 == KEPT


def _fill(path: Path) -> None:
    """To the last page."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return
