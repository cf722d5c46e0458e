"""A built image, started in QEMU as it is: what tests add comes through the firmware and never onto its disk.

    disk = overlay(image, folder, gigabytes=8)
    with Booted(disk, folder, look="findmnt /data") as box:
        said = box.saw()

`look` are lines of a shell that run in the box, as root, once it is up; what they say is read from its serial line.
Leaving the `with` is a power cut. Times are for a machine without KVM, three times slower than a quiet one.
"""

import base64
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Self

FIRMWARE = Path("/usr/share/OVMF/OVMF_CODE_4M.fd")
_FRESH_VARS = Path("/usr/share/OVMF/OVMF_VARS_4M.fd")
_BEGIN, _END = "LOOK-BEGINS", "LOOK-ENDS"
START_SECONDS = 1500.0
MISSING = [name for name in ("qemu-system-x86_64", "qemu-img", "setpriv") if not shutil.which(name)]


class NotUpError(Exception):
    """It did not come up in time; the text holds the end of its serial line."""


def overlay(image: Path, folder: Path, gigabytes: int = 8) -> Path:
    """A disk of that size that begins as the image, which nothing writes to."""
    disk = folder / "disk.qcow2"
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", image.resolve(), disk, f"{gigabytes}G"]
    subprocess.run(command, check=True, timeout=60)
    return disk


class Booted:
    """Use it in a `with`. Its two cards lead nowhere unless `cards` says otherwise, as arguments of QEMU's."""

    def __init__(self, disk: Path, folder: Path, look: str, cards: tuple[str, ...] = ()) -> None:
        self._serial = folder / "serial.log"
        self._serial.unlink(missing_ok=True)
        self._argv = [*_machine(disk, folder, self._serial), *(cards or _cards()), *_telling(look)]

    def __enter__(self) -> Self:
        # The firmware is slow enough to be beside nobody else's: one at a time.
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *self._argv], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(20)

    def saw(self, seconds: float = START_SECONDS) -> str:
        """What `look` said. Raises NotUpError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._process.poll() is None:
            text = self._serial.read_text(errors="replace") if self._serial.exists() else ""
            if _END in text:
                return text.split(_BEGIN, 1)[1].split(_END, 1)[0].replace("\r", "")
            time.sleep(1)
        raise NotUpError(f"not up, and the serial line ends with\n{self._serial.read_text(errors='replace')[-4000:]}")


def _machine(disk: Path, folder: Path, serial: Path) -> list[str]:
    """Fresh variables for each start: those of another run send it to the firmware's shell."""
    variables = folder / "vars.fd"
    shutil.copyfile(_FRESH_VARS, variables)
    os.sync()
    return [
        *("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max"),
        *("-smp", "2", "-m", "2048", "-display", "none", "-monitor", "none", "-serial", f"file:{serial}"),
        *("-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}"),
        *("-drive", f"if=pflash,format=raw,file={variables}"),
        *("-drive", f"if=none,id=disk,format=qcow2,file={disk}", "-device", "virtio-blk-pci,drive=disk,bootindex=1"),
    ]


def _cards() -> tuple[str, ...]:
    """Two that lead nowhere."""
    one = ("-netdev", "user,id=n{0},restrict=on", "-device", "virtio-net-pci,netdev=n{0},mac=52:54:00:00:00:0{0}")
    return tuple(part.format(number) for number in (1, 2) for part in one)


def _telling(look: str) -> list[str]:
    """systemd takes a unit from the firmware's tables."""
    script = f"echo; echo {_BEGIN}\n{look}\necho {_END}\n"
    command = f"echo {base64.b64encode(script.encode()).decode()} | base64 -d | sh 2>&1"
    unit = (
        "[Unit]\nAfter=multi-user.target\n[Service]\nType=exec\nStandardOutput=tty\nTTYPath=/dev/ttyS0\n"
        f'ExecStart=/bin/sh -c "{command}"\n'
    )
    wanted = "[Unit]\nWants=look.service\n"
    given = (("systemd.extra-unit.look.service", unit), ("systemd.unit-dropin.multi-user.target~look", wanted))
    texts = (f"{name}={base64.b64encode(text.encode()).decode()}" for name, text in given)
    return [part for text in texts for part in ("-smbios", f"type=11,value=io.systemd.credential.binary:{text}")]
