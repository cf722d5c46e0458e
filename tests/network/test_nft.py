"""The firewall's text: as agreed (golden file), taken by the kernel, and closed to anything that is not parsed."""

import os
import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.config import Network, Proxy, Settings
from appliance.errors import NetworkError
from appliance.model import Ban
from appliance.network.nft import ruleset, set_bans
from appliance.network.plan import Facts, Plan, plan

GOLDEN = Path(__file__).parent / "golden"
SCHOOL = Settings(
    proxy=Proxy(workers=2, transparent=True),
    network=Network(inside="inside", lan=("10.77.0.0/24", "2001:db8:77::/64")),
)


# A small system has no list of protocols' names; nft knows some by itself.
BARE = "if [ -e /etc/protocols ]; then mount --bind /dev/null /etc/protocols; fi; exec /usr/sbin/nft -f -"
MAC = "02:00:00:00:00:02"
FACTS = Facts(
    resolvers=(ip_address("127.0.0.53"), ip_address("2001:db8::53")),
    port_mac=MAC,
    routers=(ip_address("10.77.0.1"), ip_address("fe80::1")),
    own=(ip_address("10.77.0.2"), ip_address("2001:db8:77::2")),
)


def changed(**network: object) -> Settings:
    return replace(SCHOOL, network=replace(SCHOOL.network, **network))


BRIDGE = changed(mode="bridge", outside="outside", bridge="school")
GATEWAY = changed(outside="outside")
BESIDE = changed(mode="beside")
STRICT = changed(ipv6="refuse", open_ports=(), school_sites=("192.0.2.0/24", "2001:db8:5::/48"))
AGREED = {
    "redirected": (SCHOOL, True),
    "unread": (SCHOOL, False),
    "gateway": (GATEWAY, True),
    "bridge": (BRIDGE, True),
    "bridge-unread": (BRIDGE, False),
    "beside": (BESIDE, True),
}


def school(*, redirect: bool = True) -> Plan:
    return plan(SCHOOL, 61184, FACTS, redirect=redirect)


def ban(*addresses: str, until: float = 160.0) -> Ban:
    return Ban(id="1", device="tablet", addresses=addresses, since=100.0, until=until, reason="pause", by="staff")


@pytest.mark.parametrize("name", AGREED)
def test_the_rules_are_those_agreed(name: str) -> None:
    settings, redirect = AGREED[name]
    text = ruleset(plan(settings, 61184, FACTS, redirect=redirect))
    golden = GOLDEN / f"{name}.nft"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(text, encoding="ascii")
    assert text == golden.read_text(encoding="ascii")


@pytest.mark.network
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("nft"), reason="needs root and nft")
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(SCHOOL, id="two workers, two networks"),
        pytest.param(Settings(network=Network(inside="eth1.20")), id="one worker, no networks named"),
        pytest.param(
            Settings(network=Network(inside="br-lan", lan=("192.168.0.0/15", "0.0.0.0/0", "::/0"))),
            id="networks that hold the private ranges",
        ),
        pytest.param(
            Settings(proxy=Proxy(workers=64), network=Network(inside="i")), id="as many workers as there may be"
        ),
        pytest.param(GATEWAY, id="a gateway"),
        pytest.param(BRIDGE, id="a bridge"),
        pytest.param(BESIDE, id="beside the network"),
        pytest.param(STRICT, id="without IPv6 and open ports"),
        pytest.param(
            replace(STRICT, network=replace(STRICT.network, mode="bridge", outside="o", bridge="b", vpn="allow")),
            id="a bridge without IPv6 and open ports",
        ),
        pytest.param(changed(other_ports="allow"), id="other ports open"),
        pytest.param(changed(ssh_from=("10.20.0.0/24", "2001:db8:20::/48")), id="SSH from a trust"),
        pytest.param(changed(open_ports=("1-65535/tcp", "80-90/tcp", "53/udp")), id="open ports that overlap"),
    ],
)
@pytest.mark.parametrize("redirect", [True, False], ids=["read", "unread"])
@pytest.mark.parametrize("names", [True, False], ids=["own names", "others' names"])
def test_the_kernel_takes_them(settings: Settings, redirect: bool, names: bool) -> None:
    wanted = plan(settings, 61184, replace(FACTS, names=names), redirect=redirect)
    text = ruleset(wanted) + set_bans([ban("10.77.0.11", "2001:db8:77::11")], 100.0, wanted.mode)
    done = subprocess.run(
        ["/usr/bin/unshare", "-mn", "sh", "-c", BARE], input=text, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_bans_replace_what_was_and_end_by_themselves() -> None:
    bans = [ban("10.77.0.11", "2001:db8:77::11"), ban("10.77.0.11", until=220.5), ban("10.77.0.12", until=99.0)]
    assert set_bans(bans, now=100.0) == (
        "flush set inet lollipop banned4\n"
        "add element inet lollipop banned4 { 10.77.0.11 timeout 120s500ms }\n"
        "flush set inet lollipop banned6\n"
        "add element inet lollipop banned6 { 2001:db8:77::11 timeout 60s0ms }\n"
    )


@pytest.mark.parametrize("address", ["tablet", "10.77.0.0/24", "10.0.0.1 }; flush ruleset; #", "fe80::1%eth0", ""])
def test_what_is_not_an_address_is_no_ban(address: str) -> None:
    with pytest.raises(NetworkError):
        set_bans([ban(address)], now=100.0)
