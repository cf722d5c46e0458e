"""What the machine says, and the switches of each way to plug in."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.config import Network, Settings
from appliance.errors import NetworkError
from appliance.network import kernel
from appliance.network.plan import Facts, plan

GATEWAY = Settings(network=Network(inside="inside", outside="outside"))
BRIDGE = Settings(network=Network(mode="bridge", inside="inside", outside="outside", bridge="school"))
FACTS = Facts(port_mac="02:00:00:00:00:02")
ADDRESSES6 = """\
20010db8007700000000000000000002 04 40 00 82   school
20010db8007700000000000000000099 04 40 00 82   school
fe8000000000000000fc00fffe000001 04 40 20 80   school
20010db8005100000000000000000002 05 40 00 82     eth0

"""


def test_name_servers_are_read_as_the_resolver_does() -> None:
    text = "# nameserver 1.1.1.1\nnameserver 127.0.0.53\n nameserver fe80::1%eth0\nnameserver broken\nsearch x\n"
    assert [str(address) for address in kernel.resolvers(text)] == ["127.0.0.53", "fe80::1"]


def test_the_networks_of_the_pupils_link_are_known() -> None:
    assert kernel.on_link(ADDRESSES6, "school") == (ip_network("2001:db8:77::/64"),)
    assert kernel.on_link("", "school") == ()


@pytest.mark.parametrize(
    ("settings", "routes4", "routes6"),
    [
        pytest.param(GATEWAY, "1", "1", id="a gateway routes"),
        pytest.param(Settings(network=replace(GATEWAY.network, ipv6="refuse")), "1", "1", id="to refuse IPv6 at once"),
        pytest.param(BRIDGE, "0", "0", id="a bridge does not"),
        pytest.param(Settings(network=replace(GATEWAY.network, mode="beside")), "0", "0", id="nor one beside"),
    ],
)
def test_only_a_gateway_routes(settings: Settings, routes4: str, routes6: str) -> None:
    found = dict(kernel.switches(plan(settings, 61184, FACTS)))
    assert (found["ipv4/ip_forward"], found["ipv6/conf/all/forwarding"]) == (routes4, routes6)


@pytest.fixture
def switches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kernel, "_SWITCHES", tmp_path)
    (tmp_path / "ipv4").mkdir()
    (tmp_path / "ipv4" / "ip_forward").write_text("1\n")
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("1", "2", id="the kernel listens to the router, and goes on as it routes"),
        pytest.param("0", "0", id="networkd does: of two that listen, one would keep the way out of a dead cable"),
    ],
)
def test_one_alone_listens_to_the_router(switches: Path, before: str, after: str) -> None:
    listens = switches / "ipv6/conf/outside/accept_ra"
    listens.parent.mkdir(parents=True)
    listens.write_text(f"{before}\n")
    kernel.throw(plan(GATEWAY, 61184, FACTS))
    assert listens.read_text().strip() == after


def test_switches_are_thrown_and_missing_ones_passed_over(switches: Path) -> None:
    kernel.throw(plan(BRIDGE, 61184, FACTS))
    assert (switches / "ipv4" / "ip_forward").read_text() == "0"


def test_a_switch_that_does_not_move_is_named(switches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(NetworkError, match=r"net/ipv4/ip_forward = 0: Permission denied"):
        kernel.throw(plan(BRIDGE, 61184, FACTS))


ROUTES4 = """\
Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask
school	00000000	01004D0A	0003	0	0	0	00000000
school	00004D0A	00000000	0001	0	0	0	00FFFFFF
eth0	00000000	010200C0	0003	0	0	0	00000000
"""
ROUTES6 = f"""\
{"0" * 32} 00 {"0" * 32} 00 fe80000000000000a4daddfffe46618c 00000400 00000002 00000000 00000003   school
{"0" * 32} 00 {"0" * 32} 00 {"0" * 32} ffffffff 00000001 00000000 00200200       lo
20010db8007700000000000000000000 40 {"0" * 32} 00 {"0" * 32} 00000100 00000001 00000000 00000001   school
"""


def test_the_routers_of_a_link_are_known() -> None:
    found = [str(each) for each in kernel.routers(ROUTES4, ROUTES6, "school")]
    assert found == ["10.77.0.1", "fe80::a4da:ddff:fe46:618c"]
    assert kernel.routers("", "", "school") == ()


def test_the_boxs_own_addresses_are_known() -> None:
    assert [str(each) for each in kernel.own6(ADDRESSES6, "eth0")] == ["2001:db8:51::2"]
    assert [str(each) for each in kernel.own4("lo")] == ["127.0.0.1"]
    assert kernel.own4("nowhere") == ()
