"""Programs of another processor: run where they are asked for, and nowhere else."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from image.foreign import prefix
from image.tools import BuildError

OWN = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
# The smallest program for 64-bit ARM under Linux: it ends with status 7.
EXIT_7 = bytes.fromhex("e00080d2a80b80d2010000d4")
ELF = (
    b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0\xb7\0\x01\0\0\0"
    + (0x400078).to_bytes(8, "little") + (64).to_bytes(8, "little") + bytes(8) + bytes(4)
    + b"\x40\0\x38\0\x01\0\0\0\0\0\0\0"
    + b"\x01\0\0\0\x05\0\0\0" + bytes(8) + (0x400000).to_bytes(8, "little") * 2
    + (0x78 + len(EXIT_7)).to_bytes(8, "little") * 2 + (0x1000).to_bytes(8, "little")
    + EXIT_7
)  # fmt: skip


def test_programs_of_this_processor_need_nothing() -> None:
    assert prefix(OWN) == ()


def test_other_processors_are_refused() -> None:
    with pytest.raises(BuildError, match="riscv64"):
        prefix("riscv64")


@pytest.mark.skipif(OWN == "arm64", reason="this machine is one")
def test_without_qemu_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildError, match="qemu-user is not installed"):
        prefix("arm64")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to tell the kernel")
@pytest.mark.skipif(not (shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")), reason="needs qemu-user")
def test_a_program_for_arm_runs_within_a_root_that_has_no_emulator(tmp_path: Path) -> None:
    program = tmp_path / "seven"
    program.write_bytes(ELF)
    program.chmod(0o755)
    before = Path("/proc/self/mounts").read_text()
    command = [*prefix("arm64"), "chroot", str(tmp_path), "/seven"]
    assert [subprocess.run(command, check=False).returncode for _ in range(2)] == [7, 7]
    assert Path("/proc/self/mounts").read_text() == before
