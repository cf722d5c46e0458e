"""A built image, started in QEMU as it is: what tests add comes through the firmware and never onto its disk.

    disk = overlay(image, folder, gigabytes=8)
    with Booted(disk, folder) as box:
        box.wait_until_up()
        box.say("findmnt /data")

The firmware's tables give systemd a unit that reads lines of a shell from the second serial line, as root: whoever
holds a machine's firmware holds the machine. Leaving the `with` is a power cut. Times are for a machine without KVM,
three times slower than a quiet one.
"""

import base64
import contextlib
import fcntl
import json
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pytest

from image.tools import ROOT

type Mark = pytest.MarkDecorator
IMAGE = Path(os.environ.get("LOLLIPOP_IMAGE", ROOT / "build/image/lollipop-x86.img"))
START_SECONDS = 1500.0
_READY, _END = b"\x1eready\x1e", b"\x1e"
_SHELL = r"""
stty raw -echo
printf '\036ready\036'
while read -r number line; do
    sh -c "$(echo "$line" | base64 -d)" </dev/null >/run/line.said 2>&1  # a file, so that nobody colours it
    status=$?
    cat /run/line.said
    printf '\036%d %d\036' "$number" $status
done
"""
# A box has five minutes to be well; an emulated one has more, or what a test writes into a file.
_PATIENCE = """[Service]
ExecStart=
ExecStart=/bin/sh -c 'exec lollipop healthy --after-start --within $$(cat /data/patience || echo 1500)'
"""


@dataclass(frozen=True)
class Kind:
    """In what QEMU's machines differ. `firmware` comes with `variables` as it finds them at its first start, or
    without. `line` are arguments for the second serial line, which the box has as `tty`."""

    program: str
    machine: tuple[str, ...]
    firmware: Path
    variables: Path | None
    line: tuple[str, ...]
    tty: str


_OVMF, _AAVMF = Path("/usr/share/OVMF"), Path("/usr/share/AAVMF")
X86 = Kind(
    program="qemu-system-x86_64",
    machine=("-machine", "q35", "-cpu", "max"),
    firmware=_OVMF / "OVMF_CODE_4M.fd",
    variables=_OVMF / "OVMF_VARS_4M.fd",
    line=("-serial", "chardev:line"),
    tty="ttyS1",
)
# The processor of a Pi 4. The board has one serial line of its own.
ARM = Kind(
    program="qemu-system-aarch64",
    machine=("-machine", "virt", "-cpu", "cortex-a72"),
    firmware=_AAVMF / "AAVMF_CODE.fd",
    variables=_AAVMF / "AAVMF_VARS.fd",
    line=("-device", "pci-serial,chardev=line"),
    tty="ttyS0",
)
# It hands nothing on of what QEMU tells of the machine, so there is no shell.
U_BOOT = replace(ARM, firmware=Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin"), variables=None)


def missing(kind: Kind) -> list[str]:
    """What this machine needs to start that one."""
    programs = [name for name in (kind.program, "qemu-img", "setpriv") if not shutil.which(name)]
    return programs + [file.name for file in (kind.firmware, kind.variables) if file and not file.exists()]


MISSING = missing(X86)


def needs(*lacking: str, image: Path = IMAGE, made_by: str = "make image-x86", seconds: int = 7200) -> list[Mark]:
    """For a test file: what it cannot do without on this machine, and how long one test may take."""
    return [
        pytest.mark.image,
        pytest.mark.timeout(seconds),
        pytest.mark.skipif(bool(lacking), reason=f"needs {', '.join(lacking)}"),
        pytest.mark.skipif(not image.exists(), reason=f"needs `{made_by}`"),
    ]


class NotUpError(Exception):
    """It did not come up in time, or stopped answering; the text holds the end of its serial line."""


class SaidError(Exception):
    """A command in the box failed; the text holds what it said."""


def overlay(image: Path, folder: Path, gigabytes: int = 8, name: str = "disk") -> Path:
    """A disk of that size that begins as the image, which nothing writes to."""
    disk = folder / f"{name}.qcow2"
    kind = "raw" if image.suffix == ".img" else "qcow2"
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", kind, "-b", image.resolve(), disk, f"{gigabytes}G"]
    subprocess.run(command, check=True, timeout=60)
    return disk


class Booted:
    """Use it in a `with`. Its two cards lead nowhere unless `more` brings others, as arguments of QEMU's. `within` is
    what starts the machine, such as in another network namespace."""

    def __init__(
        self,
        disk: Path,
        folder: Path,
        more: Sequence[str] = (),
        within: Sequence[str] = ("setpriv", "--pdeathsig", "KILL"),
        kind: Kind = X86,
    ) -> None:
        self._serial, self._line = folder / "serial.log", folder / "line.sock"
        self._control = folder / "control.sock"
        self._serial.unlink(missing_ok=True)
        cards = more if "-netdev" in more else (*_cards(), *more)
        control = ("-qmp", f"unix:{self._control},server=on,wait=off")
        machine = _machine(kind, disk, folder, self._serial, self._line)
        self._argv = [*within, *machine, *control, *cards, *_telling(kind)]
        self._said, self._asked = b"", 0

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.enter_context(_one_at_a_time())
            self._process = subprocess.Popen(self._argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            stack.callback(self._cut)
            self._shell = stack.enter_context(socket.socket(socket.AF_UNIX))
            self._connect()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_up(self, seconds: float = START_SECONDS) -> None:
        """Until it reads lines, which it does once all was started; also where it starts anew by itself. Raises
        NotUpError."""
        self._until(_READY, seconds)

    def start_anew(self, script: str, seconds: float = START_SECONDS) -> None:
        """Run lines after which the machine starts anew, before it can say how they ended; until it is up again. Raises
        NotUpError."""
        self._send(script)
        self.wait_until_up(seconds)

    def run(self, script: str, seconds: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Run lines of a shell to their end, as root, whatever their status. Raises NotUpError."""
        self._send(script)
        number = 0
        while number != self._asked:  # what was given up before may end yet
            said = self._until(_END, seconds).decode(errors="replace")
            number, status = map(int, self._until(_END, seconds).split())
        return subprocess.CompletedProcess(script, status, said, "")

    def say(self, script: str, seconds: float = 120.0) -> str:
        """What they say, without the last line's end. Raises SaidError where they fail."""
        done = self.run(script, seconds)
        if done.returncode:
            raise SaidError(f"{script}: {done.returncode}\n{done.stdout[-4000:]}")
        return done.stdout.rstrip("\n")

    def wait_for(self, what: str, script: str, seconds: float = 300.0) -> str:
        """Until they succeed; what they say then. Raises NotUpError with what they said last."""
        until = time.monotonic() + seconds
        while (done := self.run(script)).returncode:
            if time.monotonic() > until:
                raise NotUpError(f"waited for {what}: {done.stdout[-2000:]}\n{self.journal()}")
            time.sleep(1)
        return done.stdout.rstrip("\n")

    def as_user(self, user: str, *command: str, timeout: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Run a command as one of the box's users, with the groups that it has."""
        given = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command]
        return self.run(shlex.join(given), timeout)

    def lollipop(self, *arguments: str, timeout: float = 180.0) -> subprocess.CompletedProcess[str]:
        """`lollipop …` as root."""
        return self.run(shlex.join(("lollipop", *arguments)), timeout)

    def journal(self, unit: str = "", lines: int = 60) -> str:
        chosen = f"--unit {shlex.quote(unit)}" if unit else ""
        return self.run(f"journalctl -b --no-pager --quiet -o cat -n {lines} {chosen}").stdout

    def serial(self) -> str:
        """The end of what the firmware, GRUB and the kernel said."""
        return self._serial.read_text(errors="replace")[-4000:] if self._serial.exists() else ""

    def control(self, command: str, **given: object) -> None:
        """One of QEMU's own commands, such as to pull a stick out. Raises SaidError where it does not do it."""
        with socket.socket(socket.AF_UNIX) as line, line.makefile("rw") as file:
            line.settimeout(60)
            line.connect(str(self._control))
            for asked in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": given}):
                file.write(json.dumps(asked))
                file.flush()
                while not (said := json.loads(file.readline())).keys() & {"return", "error"}:
                    pass
                if "error" in said:
                    raise SaidError(f"{command}: {said['error']}")

    def _send(self, script: str) -> None:
        self._asked += 1
        self._shell.sendall(b"%d %b\n" % (self._asked, base64.b64encode(script.encode())))

    def _until(self, mark: bytes, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while mark not in self._said:
            self._shell.settimeout(max(0.01, until - time.monotonic()))
            try:
                more = self._shell.recv(65536)
            except TimeoutError:
                more = b""
            if not more:
                said = self._said[-2000:].decode(errors="replace")
                raise NotUpError(f"no answer; it said {said!r}, and its serial line ends with\n{self.serial()}")
            self._said += more
        said, _, self._said = self._said.partition(mark)
        return said

    def _connect(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                return self._shell.connect(str(self._line))
            except OSError:
                if not self.alive or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _cut(self) -> None:
        self._process.kill()
        self._process.wait(20)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """An emulated machine takes what processors there are: a second beside it would make both too slow."""
    with (Path(tempfile.gettempdir()) / "lollipop-qemu.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _machine(kind: Kind, disk: Path, folder: Path, serial: Path, line: Path) -> list[str]:
    line.unlink(missing_ok=True)
    os.sync()
    return [
        *(kind.program, *kind.machine, "-accel", "tcg,thread=multi,tb-size=512"),
        *("-smp", "2", "-m", "2048", "-display", "none", "-monitor", "none"),
        *("-chardev", f"socket,id=line,path={line},server=on,wait=off", "-serial", f"file:{serial}", *kind.line),
        *_firmware(kind, folder / "vars.fd"),
        *("-drive", f"if=none,id=disk,format=qcow2,file={disk}", "-device", "virtio-blk-pci,drive=disk,bootindex=1"),
    ]


def _firmware(kind: Kind, variables: Path) -> list[str]:
    """Fresh variables for each start: those of another run send it to the firmware's shell."""
    if kind.variables is None:
        return ["-bios", str(kind.firmware)]
    shutil.copyfile(kind.variables, variables)
    parts = (f"if=pflash,format=raw,readonly=on,file={kind.firmware}", f"if=pflash,format=raw,file={variables}")
    return [each for part in parts for each in ("-drive", part)]


def _cards() -> tuple[str, ...]:
    """Two that lead nowhere."""
    one = ("-netdev", "user,id=n{0},restrict=on", "-device", "virtio-net-pci,netdev=n{0},mac=52:54:00:00:00:0{0}")
    return tuple(part.format(number) for number in (1, 2) for part in one)


def _telling(kind: Kind) -> list[str]:
    """systemd takes a unit from the firmware's tables."""
    script = base64.b64encode(_SHELL.encode()).decode()
    command = f"echo {script} | base64 -d >/run/line.sh; exec sh /run/line.sh"
    unit = (
        "[Unit]\nAfter=multi-user.target\n[Service]\nType=exec\nStandardInput=tty-force\nStandardOutput=tty\n"
        f'StandardError=tty\nTTYPath=/dev/{kind.tty}\nExecStart=/bin/sh -c "{command}"\n'
    )
    wanted = "[Unit]\nWants=line.service\n"
    given = (
        ("systemd.extra-unit.line.service", unit),
        ("systemd.unit-dropin.multi-user.target~line", wanted),
        ("systemd.unit-dropin.lollipop-started.service~patience", _PATIENCE),
    )
    texts = (f"{name}={base64.b64encode(text.encode()).decode()}" for name, text in given)
    return [part for text in texts for part in ("-smbios", f"type=11,value=io.systemd.credential.binary:{text}")]
