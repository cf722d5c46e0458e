"""The files' text, by way to plug in."""

import pytest

from appliance.config import parse
from appliance.network.layout import layout
from appliance.network.networkd import files

GATEWAY = '[network]\ninside = "eth1"\noutside = "eth0"\n'
BRIDGE = '[network]\nmode = "bridge"\ninside = "eth1"\noutside = "eth0"\nbridge = "school"\n'
BESIDE = '[network]\nmode = "beside"\ninside = "eth0"\n'
FIXED = '[addresses]\nown = "10.0.0.5/24"\nrouter = "10.0.0.1"\nown6 = "fd00::5/64"\nrouter6 = "fe80::1"\n'


def made(text: str) -> dict[str, str]:
    return {
        name.removeprefix("10-lollipop-"): text for name, text in files(layout(parse(text, "lollipop.toml"))).items()
    }


def test_a_gateway_has_a_network_of_its_own() -> None:
    found = made(GATEWAY)
    assert found["inside.network"] == (
        "# Written by Lollipop; changes are overwritten.\n[Match]\nName=eth1\n\n[Network]\nAddress=10.93.0.1/20\n"
        "ConfigureWithoutCarrier=yes\nIPv6AcceptRA=no\nLLMNR=no\nMulticastDNS=no\nDHCPPrefixDelegation=yes\n"
    )
    assert "DHCP=yes\nIPv6AcceptRA=yes\n" in found["outside.network"]
    assert "DHCPv6Client=always" in found["outside.network"]


def test_a_gateway_with_a_prefix_of_its_own_asks_for_none() -> None:
    found = made(GATEWAY + '[addresses]\ninside6 = "fd99::1/64"\n')
    assert "Address=fd99::1/64\n" in found["inside.network"]
    assert "PrefixDelegation" not in found["inside.network"]
    assert "DHCPv6Client" not in found["outside.network"]


def test_a_gateway_that_only_routes_has_one_port() -> None:
    assert list(made('[network]\ninside = "eth1"\n')) == ["inside.network"]


def test_a_bridge_has_two_ports_and_one_address() -> None:
    found = made(BRIDGE)
    assert sorted(found) == ["bridge.netdev", "bridge.network", "inside.network", "outside.network"]
    assert "STP=no\n" in found["bridge.netdev"]
    assert all("Bridge=school\nLinkLocalAddressing=no\n" in found[f"{port}.network"] for port in ("inside", "outside"))
    assert "DHCP=yes\n" in found["bridge.network"]


@pytest.mark.parametrize("text", [BRIDGE, BESIDE, GATEWAY], ids=["bridge", "beside", "gateway"])
def test_a_fixed_address_is_not_asked_for(text: str) -> None:
    together = "\n".join(made(text + FIXED).values())
    assert "Address=10.0.0.5/24\nGateway=10.0.0.1\nAddress=fd00::5/64\nGateway=fe80::1\nDHCP=no\n" in together


@pytest.mark.parametrize("text", [BRIDGE, BESIDE, GATEWAY], ids=["bridge", "beside", "gateway"])
def test_without_ipv6_there_is_none(text: str) -> None:
    together = "\n".join(made(text + 'ipv6 = "refuse"\n' + FIXED).values())
    assert "fd00::5" not in together
    assert "IPv6AcceptRA=yes" not in together
    assert "LinkLocalAddressing=no" in together


def test_what_is_not_managed_has_no_files() -> None:
    assert made("") == {}
