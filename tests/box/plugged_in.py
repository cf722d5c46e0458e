"""A box in a container between two devices and a small internet: the lab, with a real systemd as its gateway."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from appliance.set_up import first_settings
from tests.box.container import Container, provisioned
from tests.lab import internet
from tests.lab.topology import GATEWAY, PUPIL1, Topology

ROOTS = "/etc/lab-roots.pem"
# The lab's addresses are those for documentation, and count as private.
INSIDE_DOMAINS = 'inside_domains = ["test", "com", "org.uk"]'
_CAPTURES = """
import json
from appliance.config import default_home
from appliance.model import the_box
from appliance.store import Store
with Store.open(default_home(), read_only=True) as store:
    rows = store.seen_by(the_box("test")).captures.latest()
    print(json.dumps([[row.device, row.host, row.category] for row in rows]))
"""


class Machine(Protocol):
    """A box that runs, in a container or on a machine of its own."""

    def lollipop(self, *arguments: str, timeout: float = ...) -> subprocess.CompletedProcess[str]: ...
    def as_user(self, user: str, *command: str, timeout: float = ...) -> subprocess.CompletedProcess[str]: ...
    def journal(self, unit: str = "", lines: int = 60) -> str: ...


class Plugged[M: Machine]:
    """`box` is the one that is plugged in; a page has `patience` seconds."""

    patience = 20

    def __init__(self, lab: Topology, box: M) -> None:
        self.lab = lab
        self.box = box

    def fetch(self, url: str, *options: str, place: str = PUPIL1) -> str:
        """What a device gets, header and body; a trouble's sentence where there was no answer."""
        trusted = self.lab.folder / "school.pem"
        done = self.lab.run(
            place,
            "curl",
            "-sSi",
            f"-m{self.patience}",
            "--cacert",
            str(trusted),
            *options,
            url,
            timeout=self.patience + 10,
        )
        return done.stdout or done.stderr

    def captures(self) -> list[list[str]]:
        """Device, host and category of each, newest first."""
        return [list(row) for row in json.loads(self._python(_CAPTURES))]

    def healthy(self, within: int = 90) -> str:
        """Empty where it is."""
        done = self.box.lollipop("healthy", "--quick", "--within", str(within), timeout=within + 60)
        return "" if done.returncode == 0 else done.stdout + done.stderr + self.box.journal(lines=40)

    def _python(self, script: str, user: str = "lollipop") -> str:
        """What a script says that runs with Lollipop's modules, as one of the box's users."""
        inside = ("env", "LOLLIPOP_HOME=/data/lollipop", "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=/opt/lollipop/app")
        done = self.box.as_user(user, *inside, "/opt/lollipop/venv/bin/python3", "-c", script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class PluggedIn(Plugged[Container]):
    """In a container."""

    @property
    def container(self) -> Container:
        return self.box


@contextmanager
def plugged_in() -> Iterator[PluggedIn]:
    """Everything answers, and is gone at the end."""
    with Topology() as lab:
        internet.start(lab)
        with provisioned(netns=lab.namespace(GATEWAY)) as container:
            school = PluggedIn(lab, container)
            _settle(school)
            yield school


def _settle(school: PluggedIn) -> None:
    lab, root = school.lab, school.container.root
    with (root / "etc/hosts").open("a") as hosts:
        hosts.writelines(f"{address} {host}\n" for host, addresses in lab.hosts.items() for address in addresses)
    more = f"[network]\n{lab.network}\n[names]\nserve = false\n{INSIDE_DOMAINS}\n"
    settle(root, lab, more)
    (lab.folder / "school.pem").write_bytes((root / "data/lollipop/lollipop-ca.pem").read_bytes())
    school.container.say("systemctl", "restart", "lollipop.target", timeout=120)
    assert school.healthy() == ""


def settle(root: Path, lab: Topology, more: str) -> None:
    """A box's own first settings, the lab's authorities for sites, and `more` sections of settings."""
    roots = root / ROOTS.lstrip("/")
    roots.write_bytes((lab.folder / "roots.pem").read_bytes())
    roots.chmod(0o644)
    first = first_settings(2).replace("[proxy]\n", f'[proxy]\ntrusted_roots = "{ROOTS}"\n')
    school = '[school]\nname = "Lab Primary School"\n'
    (root / "data/lollipop/lollipop.toml").write_text(f"{first}\n{school}\n{more}")
