"""What only an image has: its scripts can be read, and each unit starts something that is there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from image.root import FILES
from image.tools import ROOT

SCRIPTS = sorted((FILES / "usr/lib/lollipop").iterdir())
UNITS = sorted(path for path in (FILES / "usr/lib/systemd/system").rglob("*") if path.is_file())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read_and_run(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True, timeout=20)
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_is_there_and_waits_for_what_is_there(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for program in re.findall(r"^ExecStart=(/usr/lib/lollipop/\S+)", text, re.MULTILINE):
        assert (FILES / program.lstrip("/")).is_file()
    names = {path.name for path in UNITS}
    waited_for = re.findall(r"\bbox-[\w-]+\.service|\bdata\.mount", text)
    assert set(waited_for) <= names


def test_who_draws_on_a_terminal_may_open_it() -> None:
    """The sandbox shuts devices. Containers have no controller for that, so only a started image shows it."""
    units = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("provisioning/roles/*/files/*.service")}
    drawn = {path.name: re.findall(r"^TTYPath=(.+)$", text, re.MULTILINE) for path, text in units.items()}
    assert drawn["lollipop-front.service"] == ["/dev/tty1"]
    for path, text in units.items():
        assert all(f"DeviceAllow={terminal} rw\n" in text for terminal in drawn[path.name]), path.name


@pytest.mark.skipif(not shutil.which("cryptsetup"), reason="needs cryptsetup")
def test_a_disk_whose_keys_are_gone_is_known_by_what_the_script_looks_for(tmp_path: Path) -> None:
    disk, key = tmp_path / "disk", tmp_path / "key"
    disk.write_bytes(b"\0" * 32 * 1024 * 1024)
    key.write_bytes(os.urandom(64))
    made = ("--batch-mode", "--type", "luks2", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000")
    subprocess.run(["cryptsetup", "luksFormat", *made, "--key-file", key, disk], check=True, timeout=60)
    assert not _is_half_forgotten(disk)
    subprocess.run(["cryptsetup", "erase", "--batch-mode", disk], check=True, timeout=60)
    assert _is_half_forgotten(disk)


def _is_half_forgotten(disk: Path) -> bool:
    """The script's own line, run on a file."""
    script = (FILES / "usr/lib/lollipop/forget").read_text(encoding="utf-8")
    (line,) = re.findall(r"^half_done\(\) \{ (.*); \}$", script, re.MULTILINE)
    command = line.replace('"$parts/data"', '"$0"')
    return subprocess.run(["sh", "-c", command, disk], timeout=60, check=False).returncode == 0
