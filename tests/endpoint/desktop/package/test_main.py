"""The archive for Linux: what is in it works by itself."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from endpoint.desktop.package.__main__ import pack, requirements


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    pack(folder / "helper.tar.gz")
    with tarfile.open(folder / "helper.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "lollipop-helper"


def run_there(unpacked: Path, program: str) -> str:
    """Where nothing else of ours can be found."""
    environment = {"PYTHONPATH": str(unpacked / "code"), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "module", ["service.service", "service.reading", "session.start", "windows.process", "windows.__main__"]
)
def test_it_holds_all_of_our_modules(unpacked: Path, module: str) -> None:
    said = run_there(unpacked, f"import endpoint.desktop.{module} as module, appliance; print(appliance.__file__)")
    assert said.startswith(str(unpacked))


def test_reading_without_the_box_works_there(unpacked: Path) -> None:
    program = "from endpoint.desktop.service import reading; print(reading.places(['x'], reading.Terms([])))"
    assert run_there(unpacked, program) == "[]\n"


def test_scripts_can_be_run_and_the_rest_not(unpacked: Path) -> None:
    able = {path.name for path in unpacked.rglob("*") if path.is_file() and path.stat().st_mode & 0o111}
    assert able == {"install.sh", "remove.sh"}
    for script in sorted(able):
        subprocess.run(["sh", "-n", str(unpacked / script)], check=True)


def test_nothing_of_the_box_is_in_it(unpacked: Path) -> None:
    parts = {path.name for path in (unpacked / "code" / "appliance").iterdir()}
    assert parts.isdisjoint({"store", "core", "network", "libraries", "keywords", "policy"})


def test_what_others_wrote_is_pinned() -> None:
    lines = [line for line in requirements().splitlines() if line and line[0] not in " #"]
    assert all("==" in line for line in lines)
    names = {line.partition("==")[0] for line in lines}
    assert {"websockets", "pynacl", "psutil", "tomli", "pyspellchecker", "confusable-homoglyphs"} <= names


def test_without_root_nothing_is_installed(unpacked: Path) -> None:
    if os.geteuid():
        pytest.skip("needs root, to become somebody else")
    unpacked.parent.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-s"],
        input=(unpacked / "install.sh").read_bytes(),
        user=65534,
        capture_output=True,
        check=False,
        cwd="/",
    )
    assert done.returncode == 1
    assert b"Only root" in done.stderr
