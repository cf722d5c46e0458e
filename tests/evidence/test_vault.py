"""Pictures are sealed, whole or not there, and opened with the private key only."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.errors import EvidenceError
from appliance.evidence.vault import SEAL_BYTES, Vault

IMAGE = bytes(range(256)) * 512
ROOT = Path(__file__).parents[2]

PUT_MANY = """
import sys
from pathlib import Path
from appliance.evidence.vault import Vault
vault = Vault(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(int(sys.argv[3])):
    print(vault.put(number.to_bytes(4) * 50_000), flush=True)
"""

PUT_TOO_LARGE = """
import resource, sys
from pathlib import Path
from appliance.errors import EvidenceError
from appliance.evidence.vault import Vault
vault = Vault(Path(sys.argv[1]), Path(sys.argv[2]))
vault.prepare()
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    vault.put(bytes(130_000))
except EvidenceError as error:
    print(error)
print(vault.read(vault.put(bytes(1_000))) == bytes(1_000))
"""


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "evidence", tmp_path / "keys")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_what_was_put_can_be_read(vault: Vault) -> None:
    assert vault.read(vault.put(IMAGE)) == IMAGE


def test_nothing_of_a_picture_stands_on_the_disk_in_clear(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put(IMAGE)
    (path,) = files(tmp_path / "evidence")
    assert IMAGE[:64] not in path.read_bytes()
    assert path.relative_to(tmp_path / "evidence").as_posix() == f"{digest[:2]}/{digest[2:4]}/{digest}"
    assert vault.used_bytes == path.stat().st_size == len(IMAGE) + SEAL_BYTES


def test_files_keys_and_folders_are_closed_to_others(vault: Vault, tmp_path: Path) -> None:
    vault.put(IMAGE)
    for path in tmp_path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_picture_is_kept_once_and_counts_as_put_now(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put(IMAGE)
    (path,) = files(tmp_path / "evidence")
    before = path.read_bytes()
    os.utime(path, (1, 1))
    assert list(vault.put_before(2)) == [digest]
    assert vault.put(IMAGE) == digest
    assert files(tmp_path / "evidence") == [path]
    assert path.read_bytes() == before
    assert list(vault.put_before(2)) == []


def test_a_picture_that_was_cut_short_is_written_again(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put(IMAGE)
    (path,) = files(tmp_path / "evidence")
    path.write_bytes(path.read_bytes()[:100])
    vault.put(IMAGE)
    assert vault.read(digest) == IMAGE


def test_a_name_is_keyed(vault: Vault, tmp_path: Path) -> None:
    assert Vault(tmp_path / "evidence", tmp_path / "other").put(IMAGE) != vault.put(IMAGE)


def test_who_writes_needs_no_private_key(vault: Vault, tmp_path: Path) -> None:
    vault.prepare()
    private = tmp_path / "keys" / "evidence.key"
    key = private.read_bytes()
    private.unlink()
    digest = vault.put(IMAGE)
    assert not private.exists()
    private.write_bytes(key)
    assert vault.read(digest) == IMAGE


def test_another_boxs_key_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put(IMAGE)
    Vault(tmp_path / "elsewhere", tmp_path / "other").prepare()
    shutil.copy(tmp_path / "other" / "evidence.key", tmp_path / "keys" / "evidence.key")
    with pytest.raises(EvidenceError, match="or sealed for another box"):
        vault.read(digest)


@pytest.mark.parametrize("content", [b"", b"x" * 20, b"x" * 500], ids=["empty", "shorter than a seal", "other bytes"])
def test_a_file_that_was_changed_is_refused(vault: Vault, tmp_path: Path, content: bytes) -> None:
    digest = vault.put(IMAGE)
    files(tmp_path / "evidence")[0].write_bytes(content)
    with pytest.raises(EvidenceError, match="was changed after it was kept"):
        vault.read(digest)


def test_one_bit_is_enough(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put(IMAGE)
    (path,) = files(tmp_path / "evidence")
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    with pytest.raises(EvidenceError, match="was changed after it was kept"):
        vault.read(digest)


def test_one_picture_in_the_place_of_another_is_refused(vault: Vault, tmp_path: Path) -> None:
    one, other = vault.put(IMAGE), vault.put(IMAGE[:-1])
    paths = {path.name: path for path in files(tmp_path / "evidence")}
    shutil.copy(paths[other], paths[one])
    with pytest.raises(EvidenceError, match="another picture than the one that was kept"):
        vault.read(one)


@pytest.mark.parametrize("name", ["", "../../keys/evidence.key", "g" * 64, "A" * 64, "a" * 63])
def test_only_digests_are_names(vault: Vault, name: str) -> None:
    with pytest.raises(EvidenceError, match="no name of a picture"):
        vault.read(name)
    with pytest.raises(EvidenceError, match="no name of a picture"):
        vault.remove(name)


def test_what_was_removed_is_not_there(vault: Vault) -> None:
    digest = vault.put(IMAGE)
    vault.remove(digest)
    vault.remove(digest)
    with pytest.raises(EvidenceError, match="not there any more"):
        vault.read(digest)
    assert vault.used_bytes == 0


def test_a_damaged_key_is_a_sentence(vault: Vault, tmp_path: Path) -> None:
    vault.prepare()
    (tmp_path / "keys" / "evidence.pub").write_bytes(b"short")
    with pytest.raises(EvidenceError, match="a key in the folder of keys is damaged"):
        vault.put(IMAGE)


def test_past_the_largest_file_nothing_half_written_stays(tmp_path: Path) -> None:
    with run(PUT_TOO_LARGE, tmp_path / "evidence", tmp_path / "keys") as process:
        said = process.communicate(timeout=30)[0].splitlines()
    assert said == ["A picture could not be kept: the disk is full.", "True"]
    assert len(files(tmp_path / "evidence")) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k,mode=0700", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", folder], check=True, timeout=10)


def test_a_full_disk_is_a_sentence_and_room_again_is_enough(small_disk: Path, tmp_path: Path) -> None:
    vault = Vault(small_disk, tmp_path / "keys")
    kept = [vault.put(bytes([number]) * 140_000) for number in range(3)]
    with pytest.raises(EvidenceError, match="A picture could not be kept: the disk is full"):
        vault.put(bytes([9]) * 140_000)
    assert sorted(path.name for path in files(small_disk)) == sorted(kept)
    vault.remove(kept[0])
    assert vault.read(vault.put(bytes([9]) * 140_000)) == bytes([9]) * 140_000


def test_killed_in_the_middle_nothing_is_half_written(tmp_path: Path) -> None:
    folder, keys = tmp_path / "evidence", tmp_path / "keys"
    said: list[str] = []
    for _ in range(5):
        with run(PUT_MANY, folder, keys, 2000) as process:
            assert process.stdout is not None
            said += [process.stdout.readline().strip() for _ in range(3)]
            process.send_signal(signal.SIGKILL)
            said += process.stdout.read().split("\n")[:-1]
    vault = Vault(folder, keys)
    there = list(vault.put_before(time.time() + 60))
    assert set(said) <= set(there)
    assert all(vault.read(digest) for digest in there)
    vault.clear_drafts(time.time() + 60)
    assert sorted(path.name for path in files(folder)) == sorted(there)


def test_a_draft_that_is_being_written_stays(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put(IMAGE)
    draft = tmp_path / "evidence" / digest[:2] / digest[2:4] / f"{digest}.0123.draft"
    draft.write_bytes(b"x")
    vault.clear_drafts(time.time() - 3600)
    assert draft.exists()
    assert list(vault.put_before(time.time() + 60)) == [digest]


def test_two_at_once_make_one_key_and_the_same_names(tmp_path: Path) -> None:
    folder, keys = tmp_path / "evidence", tmp_path / "keys"
    with run(PUT_MANY, folder, keys, 30) as one, run(PUT_MANY, folder, keys, 30) as other:
        said = [process.communicate(timeout=60)[0].split() for process in (one, other)]
    assert said[0] == said[1]
    assert len(files(folder)) == 30
    vault = Vault(folder, keys)
    assert [vault.read(digest)[:4] for digest in said[0]] == [number.to_bytes(4) for number in range(30)]
