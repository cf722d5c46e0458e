"""A box in a container between two devices and a small internet: the lab, with a real systemd as its gateway."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.box.container import Container, provisioned
from tests.lab import internet
from tests.lab.topology import GATEWAY, PUPIL1, Topology

ROOTS = "/etc/lab-roots.pem"
_SETTINGS = """
[school]
name = "Lab Primary School"

[proxy]
listen = ""
transparent = true
workers = 2
trusted_roots = "{roots}"

[console]
tls_port = 4443

[portal]
listen = "::"
port = 80

[helpers]
listen = "::"

[confide]
listen = "::"
tls_port = 443

[network]
{network}

[names]
serve = false
inside_domains = ["test", "com", "org.uk"]  # the lab's addresses are those for documentation, and count as private
"""
_CAPTURES = """
import json
from appliance.config import default_home
from appliance.model import the_box
from appliance.store import Store
with Store.open(default_home(), read_only=True) as store:
    rows = store.seen_by(the_box("test")).captures.latest()
    print(json.dumps([[row.device, row.host, row.category] for row in rows]))
"""


class PluggedIn:
    def __init__(self, lab: Topology, container: Container) -> None:
        self.lab = lab
        self.container = container

    def fetch(self, url: str, *options: str, place: str = PUPIL1) -> str:
        """What a device gets, header and body; a trouble's sentence where there was no answer."""
        trusted = self.lab.folder / "school.pem"
        done = self.lab.run(
            place, "curl", "-sSi", "--max-time", "20", "--cacert", str(trusted), *options, url, timeout=30
        )
        return done.stdout or done.stderr

    def captures(self) -> list[list[str]]:
        """Device, host and category of each, newest first."""
        return [list(row) for row in json.loads(self._python(_CAPTURES))]

    def healthy(self, within: int = 90) -> str:
        """Empty where it is."""
        done = self.container.lollipop("healthy", "--quick", "--within", str(within), timeout=within + 60)
        return "" if done.returncode == 0 else done.stdout + done.stderr + self.container.journal(lines=40)

    def _python(self, script: str) -> str:
        inside = ("env", "LOLLIPOP_HOME=/data/lollipop", "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=/opt/lollipop/app")
        done = self.container.as_user("lollipop", *inside, "/opt/lollipop/venv/bin/python3", "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout


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
    (root / ROOTS.lstrip("/")).write_bytes((lab.folder / "roots.pem").read_bytes())
    (root / ROOTS.lstrip("/")).chmod(0o644)
    (root / "data/lollipop/lollipop.toml").write_text(_SETTINGS.format(roots=ROOTS, network=lab.network))
    (lab.folder / "school.pem").write_bytes((root / "data/lollipop/lollipop-ca.pem").read_bytes())
    school.container.say("systemctl", "restart", "lollipop.target", timeout=120)
    assert school.healthy() == ""
