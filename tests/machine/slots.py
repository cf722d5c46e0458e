"""A machine with two slots, as far as one can be had without a boot loader: RAUC and its service on a bus of their own,
in namespaces that end with it. Slots are files; what GRUB would read stands in a real file of `grub-editenv`."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

COMPATIBLE = "lollipop-x86"
_CONFIGURATION = """
[system]
compatible={compatible}
bootloader=grub
grubenv={folder}/grubenv
data-directory={folder}/state
mountprefix={folder}/mnt
activate-installed=false
bundle-formats=plain verity
[keyring]
path={keyring}
[slot.rootfs.0]
device={folder}/rootA
type=raw
bootname=A
[slot.rootfs.1]
device={folder}/rootB
type=raw
bootname=B
"""
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>
<listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/>
<allow eavesdrop="false"/><allow own="*"/></policy></busconfig>"""
_SECONDS = 30.0
_SLOT_BYTES = 8 * 1024 * 1024


def without() -> str:
    """Why it cannot be had here; empty where it can."""
    if os.geteuid() != 0:
        return "RAUC's service needs root"
    missing = [name for name in ("rauc", "dbus-daemon", "grub-editenv", "mksquashfs") if not shutil.which(name)]
    return f"not installed: {', '.join(missing)}" if missing else ""


def signing_keys(folder: Path) -> Path:
    """The same folder, with the key that signs our updates, and one that nobody knows."""
    for name in ("ours", "stranger"):
        pair = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={name}", *pair],
            check=True,
            capture_output=True,
        )
    return folder


class Slots:
    """Use it in a `with`. The machine runs slot A."""

    def __init__(self, folder: Path, signer: Path) -> None:
        self._folder = folder
        self._signer = signer
        self._processes: list[subprocess.Popen[bytes]] = []
        self.configured = folder / "system.conf"
        self.environment = {
            "DBUS_STARTER_BUS_TYPE": "session",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        }

    def __enter__(self) -> Self:
        for name in ("state", "mnt"):
            (self._folder / name).mkdir(parents=True)
        for name in ("rootA", "rootB"):
            with (self._folder / name).open("wb") as file:
                file.truncate(_SLOT_BYTES)
        keyring = self._signer / "ours.pem"
        self.configured.write_text(_CONFIGURATION.format(compatible=COMPATIBLE, folder=self._folder, keyring=keyring))
        self.set_environment(ORDER="A B", A_OK="1", A_TRY="0", B_OK="0", B_TRY="0")
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.kill()  # first of its namespace, it hears nothing softer
            process.wait(_SECONDS)
        self._processes = []

    def start(self, booted: str = "A") -> None:
        """The machine as it is after a start of that slot."""
        self.__exit__()
        (self._folder / "bus").unlink(missing_ok=True)
        bus = self._folder / "bus.conf"
        bus.write_text(_BUS.format(path=self._folder / "bus"))
        self._spawn("dbus-daemon", f"--config-file={bus}", "--nofork")
        _wait((self._folder / "bus").exists, "the bus")
        self._spawn("rauc", "--conf", str(self.configured), "service", f"--override-boot-slot={booted}")
        _wait(lambda: self._rauc("status").returncode == 0, "RAUC's service")

    def bundle(
        self, version: str, compatible: str = COMPATIBLE, signer: str = "ours", how: str = "plain", size: int = 1 << 20
    ) -> Path:
        """A signed file that holds `size` bytes for the root slot."""
        content = self._folder / f"content-{secrets.token_hex(4)}"
        content.mkdir()
        (content / "root.img").write_bytes(os.urandom(size))
        (content / "manifest.raucm").write_text(
            f"[update]\ncompatible={compatible}\nversion={version}\n[bundle]\nformat={how}\n"
            "[image.rootfs]\nfilename=root.img\n"
        )
        made = self._folder / f"{content.name}.raucb"
        pair = ["--cert", str(self._signer / f"{signer}.pem"), "--key", str(self._signer / f"{signer}.key")]
        subprocess.run(["rauc", "bundle", *pair, str(content), str(made)], check=True, capture_output=True)
        return made

    def root(self, slot: str) -> bytes:
        return (self._folder / f"root{slot}").read_bytes()

    def content(self, bundle: Path) -> bytes:
        """What a bundle was made of."""
        return (self._folder / bundle.stem / "root.img").read_bytes()

    def loader(self) -> dict[str, str]:
        """What the boot loader will read."""
        listed = subprocess.run(
            ["grub-editenv", str(self._folder / "grubenv"), "list"], check=True, capture_output=True, text=True
        )
        return dict(line.split("=", 1) for line in listed.stdout.splitlines())

    def set_environment(self, **values: str) -> None:
        path = self._folder / "grubenv"
        if not path.exists():
            subprocess.run(["grub-editenv", str(path), "create"], check=True)
        pairs = [f"{name}={value}" for name, value in values.items()]
        subprocess.run(["grub-editenv", str(path), "set", *pairs], check=True)

    def _rauc(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["rauc", "--conf", str(self.configured), *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            check=False,
        )

    def _spawn(self, *command: str) -> None:
        alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child"] if command[0] == "rauc" else []
        with (self._folder / f"{command[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *alone, *command],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)


def _wait(is_so: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + _SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.05)
