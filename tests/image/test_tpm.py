"""A machine with a TPM, as most small PCs have one: what it stored is opened by that machine and by no other."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.image.booted import IMAGE, MISSING, Booted, needs, overlay
from tests.image.test_stuck import said_by
from tests.lab.topology import wait_for

pytestmark = needs(*MISSING, *(() if shutil.which("swtpm") else ("swtpm",)), seconds=3600)
_KEEP = "echo yes >/data/machine/kept && sync /data/machine/kept"
_BY_THE_DISK_ALONE = """
head -c 64 /dev/disk/by-partlabel/key >/run/key
cryptsetup open --disable-external-tokens --test-passphrase --key-file=/run/key /dev/disk/by-partlabel/data
"""
# TPM 2.0, part 3, 24.8: TPM2_HierarchyChangeAuth of the owner, from no password to `test`.
_KEEP_IT = bytes.fromhex("8002 00000021 00000129 40000001 00000009 40000009 0000 00 0000 0004") + b"test"
_WELL = bytes(4)


@contextmanager
def chip(folder: Path, name: str) -> Iterator[list[str]]:
    """A TPM of its own, as arguments of QEMU's. Its state lasts; like a real one, it restarts with its machine."""
    state, control = folder / name, folder / f"{name}.sock"
    state.mkdir(exist_ok=True)
    control.unlink(missing_ok=True)
    given = ("--tpm2", "--tpmstate", f"dir={state}", "--ctrl", f"type=unixio,path={control}", "--terminate")
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "swtpm", "socket", *given])
    try:
        yield [
            *("-chardev", f"socket,id=chip,path={control}", "-tpmdev", "emulator,id=tpm,chardev=chip"),
            *("-device", "tpm-crb,tpmdev=tpm"),
        ]
    finally:
        process.terminate()
        process.wait(20)


def keep_for_oneself(folder: Path, name: str) -> None:
    """A chip whose owner has a password: it makes no key for us."""
    state, server = folder / name, folder / f"{name}-data.sock"
    state.mkdir()
    given = ("--tpm2", "--tpmstate", f"dir={state}", "--server", f"type=unixio,path={server}")
    started = ["setpriv", "--pdeathsig", "KILL", "swtpm", "socket", *given, "--flags", "not-need-init,startup-clear"]
    process = subprocess.Popen(started)
    try:
        wait_for("the chip", server.exists, seconds=20)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(server))
            line.sendall(_KEEP_IT)
            assert line.recv(4096)[6:10] == _WELL
    finally:
        process.terminate()
        process.wait(20)


def test_it_opens_what_it_shut_and_nobody_else_does(tmp_path: Path) -> None:
    disk = overlay(IMAGE, tmp_path)
    with chip(tmp_path, "own") as more, Booted(disk, tmp_path, more) as box:
        box.wait_until_up()
        assert "systemd-tpm2" in box.say("cryptsetup luksDump /dev/disk/by-partlabel/data")
        assert box.run(_BY_THE_DISK_ALONE).returncode != 0
        box.say(_KEEP)
    with chip(tmp_path, "own") as more, Booted(disk, tmp_path, more) as box:
        box.wait_until_up()
        assert box.say("cat /data/machine/kept") == "yes"
        assert not box.say("systemctl list-units --failed --plain --no-legend")
    with chip(tmp_path, "other") as more, Booted(disk, tmp_path, more) as box:
        assert "it was shut by another machine, or the security chip was reset." in said_by(box)


def test_a_chip_that_makes_no_key_keeps_no_box_from_starting(tmp_path: Path) -> None:
    keep_for_oneself(tmp_path, "kept")
    with chip(tmp_path, "kept") as more, Booted(overlay(IMAGE, tmp_path), tmp_path, more) as box:
        box.wait_until_up()
        assert box.say("test -e /dev/tpmrm0 && ls /dev/mapper/data")
        assert "systemd-tpm2" not in box.say("cryptsetup luksDump /dev/disk/by-partlabel/data")
        assert box.run(_BY_THE_DISK_ALONE).returncode == 0
