"""Rules in a lab's box without the rest of Lollipop: stand-ins for workers, a name server that is ours."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

from appliance.config import Settings, parse
from appliance.network.kernel import switches
from appliance.network.nft import ruleset
from appliance.network.plan import Facts, plan
from tests.lab import internet
from tests.lab.box import PROXY_UID, as_user
from tests.lab.plugged import BOX, ROUTER_LAN, Plugged
from tests.lab.topology import INSIDE

OURS = "192.0.2.53"
"""What our name server answers, whatever is asked."""


@contextmanager
def lab_with_stand_ins(kind: type[Plugged]) -> Iterator[Plugged]:
    """A worker on 8180 and our name server, and no rules yet."""
    with kind() as lab:
        internet.start(lab)
        stand_in = str(Path(__file__).with_name("stand_in.py"))
        lab.spawn(BOX, *as_user(PROXY_UID), sys.executable, stand_in, "8180", log="stand-in")
        answers = (f"--address=/#/{OURS}", f"--txt-record=big{f',{"x" * 250}' * 12}")
        lab.spawn(BOX, "dnsmasq", "-d", "-C/dev/null", "-R", "-h", *answers, "--user=root", log="names")
        lab.wait_for("the name server", lambda: lab.answers(BOX, "127.0.0.1", 53), log="names")
        lab.wait_for("the stand-in", lambda: lab.answers(BOX, "::1", 8180), log="stand-in")
        yield lab


def apply(lab: Plugged, more: str = "", *, names: bool = False, resolvers: tuple[str, ...] = ()) -> None:
    """`more` are lines of `[network]`; `resolvers` are those that the box asks. The router and the box are known."""
    settings: Settings = parse(f"[network]\n{lab.network}{more}", "lab")
    mac = lab.run(BOX, "cat", f"/sys/class/net/{INSIDE}/address").stdout.strip()
    facts = Facts(
        port_mac=mac,
        names=names,
        resolvers=tuple(map(ip_address, resolvers)),
        routers=tuple(map(ip_address, ROUTER_LAN)),
        own=tuple(map(ip_address, lab.box)),
    )
    wanted = plan(settings, PROXY_UID, facts)
    done = lab.run(BOX, "nft", "-f", "-", stdin=ruleset(wanted))
    assert done.returncode == 0, done.stderr
    lab.run(BOX, "sysctl", "-qw", *(f"net/{name}={value}" for name, value in switches(wanted)))


def asked(lab: Plugged, place: str, server: str, *options: str) -> str:
    """The answer of a name server, or nothing."""
    done = lab.run(place, "dig", "+short", "+time=1", "+tries=1", *options, f"@{server}", "www.lab.test", "A")
    return done.stdout.strip() if done.returncode == 0 else ""
