"""A trust's computer and the boxes of its schools, each in a network namespace of its own, with SSH between them.

with Trust(3) as trust:
    trust.boxes[0].say("lollipop", "--version")
    done = trust.renew("1.4.2")
    done.table
"""

import csv
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.box.container import Container
from tests.box.layers import ROOT

_OFFICE = "office"
_LIMIT = 1500.0  # seconds; a wave of boxes that are made anew on a busy machine
_COMMON = "-o StrictHostKeyChecking=yes -o UserKnownHostsFile={folder}/known_hosts -o IdentityAgent=none"


@dataclass(frozen=True)
class Renewed:
    """`table` is what stands in the summary, in its order; `waves` the boxes of each wave that began."""

    status: int
    text: str
    table: tuple[tuple[str, ...], ...]

    def how(self) -> dict[str, str]:
        """Of each box that has a line: how it went."""
        return {line[0]: line[3] for line in self.table}


class Trust:
    """Use it in a `with`. `folders` are the layers of each box; boxes are called `school1` and so on."""

    def __init__(self, number: int, folders: Sequence[Path]) -> None:
        self.names = tuple(f"school{each}" for each in range(1, number + 1))
        self._folders = folders
        self._prefix = f"trust{os.getpid()}"

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lollipop-trust-")))
            stack.enter_context(_namespaces([self._netns(name) for name in (_OFFICE, *self.names)]))
            self._cables()
            self._key()
            self.boxes = [stack.enter_context(Container(self._folders, netns=self._netns(name))) for name in self.names]
            self._let_in()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __getitem__(self, name: str) -> Container:
        return self.boxes[self.names.index(name)]

    def renew(self, version: str, *options: str, **given: object) -> Renewed:
        """`fleet.yml`, started in the trust's office."""
        summary = self.folder / "fleet.csv"
        summary.unlink(missing_ok=True)
        variables = {
            "fleet_version": version,
            "fleet_files": str(self.folder),
            "fleet_summary": str(summary),
            **given,
        }
        done = subprocess.run(
            [
                *("ip", "netns", "exec", self._netns(_OFFICE), "setpriv", "--pdeathsig", "KILL"),
                *(str(ROOT / ".venv/bin/ansible-playbook"), "-i", str(self._inventory())),
                *("--extra-vars", json.dumps(variables), *options, str(ROOT / "provisioning/fleet.yml")),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIMIT,
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "LC_ALL": "C.UTF-8",
                "ANSIBLE_CONFIG": str(ROOT / "provisioning/ansible.cfg"),
            },
        )
        return Renewed(done.returncode, done.stdout + done.stderr, tuple(_lines(summary)))

    def release(self, version: str, files: Mapping[str, str | Path]) -> None:
        """`lollipop-VERSION.tar.gz`, as `git archive` makes it, of texts or files by their names."""
        with (
            tempfile.TemporaryDirectory() as folder,
            tarfile.open(self.folder / f"lollipop-{version}.tar.gz", "w:gz") as tar,
        ):
            for name, content in files.items():
                path = Path(folder, "lollipop", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(content, Path):
                    shutil.copy2(content, path)
                else:
                    path.write_text(content, encoding="utf-8")
            tar.add(Path(folder, "lollipop"), "lollipop")

    def _netns(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _address(self, name: str) -> str:
        return f"10.78.0.{10 + self.names.index(name)}"

    def _cables(self) -> None:
        office = self._netns(_OFFICE)
        lines = [f"-n {office} link add line type bridge", f"-n {office} addr add 10.78.0.1/24 dev line"]
        for number, name in enumerate(self.names):
            school = self._netns(name)
            lines += [
                f"-n {office} link add to{number} type veth peer name eth0 netns {school}",
                f"-n {office} link set to{number} master line up",
                f"-n {school} addr add {self._address(name)}/24 dev eth0",
                f"-n {school} link set eth0 up",
                f"-n {school} link set lo up",
            ]
        for line in (*lines, f"-n {office} link set line up"):
            subprocess.run(["ip", *line.split()], check=True)

    def _key(self) -> None:
        """With which the trust comes in."""
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / "key")]
        subprocess.run(command, check=True)

    def _let_in(self) -> None:
        """What the console's switch does, and then the host keys are written down."""
        known = []
        for name, box in zip(self.names, self.boxes, strict=True):
            folder = box.root / "data/machine/ssh"
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / "authorized_keys").write_text((self.folder / "key.pub").read_text())
            box.say("usermod", "--password", "*", "root")  # as the hardening role does
            box.say("systemctl", "restart", "ssh.service")
            host = (folder / "ssh_host_ed25519_key.pub").read_text().split()
            known.append(f"{self._address(name)} {host[0]} {host[1]}\n")
        (self.folder / "known_hosts").write_text("".join(known))

    def _inventory(self) -> Path:
        hosts = {name: {"ansible_host": self._address(name)} for name in self.names}
        variables = {
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(self.folder / "key"),
            "ansible_ssh_common_args": _COMMON.format(folder=self.folder),
            "ansible_python_interpreter": "/usr/bin/python3",
        }
        path = self.folder / "trust.json"
        path.write_text(json.dumps({"boxes": {"vars": variables, "hosts": hosts}}))
        return path


@contextmanager
def _namespaces(names: Sequence[str]) -> Iterator[None]:
    try:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True)
        yield
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def _lines(summary: Path) -> Iterator[tuple[str, ...]]:
    if summary.exists():
        with summary.open(newline="", encoding="utf-8") as file:
            yield from (tuple(line) for line in list(csv.reader(file))[1:])
