"""The configuration's text, and what cannot be given to dnsmasq."""

import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest

from appliance.config import parse
from appliance.errors import ConfigError
from appliance.network.dnsmasq import Upstream, config, leases, refused_names
from appliance.network.safe_search import vendors

GATEWAY = '[network]\ninside = "eth1"\noutside = "eth0"\n'
BRIDGE = '[network]\nmode = "bridge"\ninside = "eth1"\noutside = "eth0"\nbridge = "school"\n'
BESIDE = '[network]\nmode = "beside"\ninside = "eth0"\n'
SAID = Upstream(servers=(ip_address("10.0.0.1"), ip_address("fd00::1")), domains=("oak.school.uk",))


def lines(text: str, folder: Path = Path("/nowhere")) -> list[str]:
    return config(parse(text, "lollipop.toml"), SAID, vendors().published, folder).splitlines()


@pytest.mark.network
@pytest.mark.parametrize("text", [GATEWAY, BRIDGE, BESIDE], ids=["gateway", "bridge", "beside"])
def test_dnsmasq_takes_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dnsmasq.conf"
    path.write_text("\n".join(lines(text, tmp_path)) + "\n")
    subprocess.run(["dnsmasq", "--test", f"--conf-file={path}"], check=True, capture_output=True, timeout=10)


def test_a_gateway_gives_addresses_and_where_the_proxy_settings_are() -> None:
    given = lines(GATEWAY + '[portal]\nport = 80\nnames = ["box"]\n')
    assert "dhcp-range=10.93.1.1,10.93.15.254,255.255.240.0,720m" in given
    assert "dhcp-option=252,http://box/wpad.dat" in given
    assert "dhcp-option=option:router,10.93.0.1" in given
    assert "enable-ra" in given


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BRIDGE, id="a bridge"),
        pytest.param(BESIDE, id="beside"),
        pytest.param(GATEWAY + "[dhcp]\nserve = false\n", id="a gateway where somebody else does"),
    ],
)
def test_others_give_none(text: str) -> None:
    assert not [line for line in lines(text) if line.startswith(("dhcp", "enable-ra"))]


def test_without_ipv6_nothing_is_advertised() -> None:
    given = lines(GATEWAY + 'ipv6 = "refuse"\n')
    assert "enable-ra" not in given
    assert "interface-name=lollipop,eth1/4" in given


def test_the_box_is_found_in_the_domain_that_devices_add() -> None:
    assert "interface-name=wpad.oak.school.uk,school" in lines(BRIDGE)
    assert "interface-name=wpad.school.internal,eth1" in lines(GATEWAY)


def test_names_in_the_schools_own_domain_may_be_private() -> None:
    given = lines(BRIDGE + '[names]\ninside_domains = ["oak.internal"]\n')
    assert {"rebind-domain-ok=/oak.internal/", "rebind-domain-ok=/oak.school.uk/"} <= set(given)
    assert "stop-dns-rebind" in given


def test_what_is_asked_is_not_written_down() -> None:
    assert not [line for line in lines(GATEWAY) if "log-queries" in line or line == "log-dhcp"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[addresses]\ninside = ""\n', r'addresses\.inside: a gateway needs one, such as "10\.93\.0\.1/20"'),
        ('[addresses]\ninside = "10.0.0.0/24"\n', r"addresses\.inside: 10\.0\.0\.0/24 is the network itself"),
        ('[addresses]\ninside = "10.0.0.1/30"\n', r"addresses\.inside: '10\.0\.0\.1/30' leaves no addresses"),
        ('[dhcp]\nfirst = "10.0.0.9"\nlast = "10.0.0.99"\n', r"dhcp\.first: 10\.0\.0\.9 to 10\.0\.0\.99 is not a part"),
        ('[dhcp]\nfirst = "10.93.0.99"\nlast = "10.93.0.9"\n', r"dhcp\.first: 10\.93\.0\.99 to 10\.93\.0\.9 is not"),
        ('[dhcp]\nfirst = "10.93.0.99"\n', r"lollipop\.toml: dhcp: give both first and last"),
        ('[dhcp]\nfirst = "x"\nlast = "y"\n', r"lollipop\.toml: dhcp: 'x' does not appear to be"),
        ('[dhcp]\ndomain = "a\\nb"\n', r"lollipop\.toml: dhcp\.domain: expected `str` matching regex"),
        ('[names]\nown = ["x,eth0"]\n', r"lollipop\.toml: names\.own\[0\]: expected `str` matching regex"),
        ('[names]\nuser = "root\\nx"\n', r"lollipop\.toml: names\.user: expected `str` matching regex"),
        ('[names]\nupstream = ["dns"]\n', r"lollipop\.toml: names: 'dns' does not appear to be"),
        ('[addresses]\nown = "10.0.0.9"\n', r"lollipop\.toml: addresses: own: '10\.0\.0\.9' is no address such as"),
    ],
)
def test_what_is_wrong_is_named(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        leases(parse(GATEWAY + text, "lollipop.toml"))


def test_an_interface_that_is_none_gets_no_further() -> None:
    with pytest.raises(ConfigError, match=r"network\.inside"):
        lines('[network]\ninside = "eth0\\nuser=root"\n')


def test_refused_names_are_host_names() -> None:
    assert len(refused_names()) == len(set(refused_names())) > 50
    assert all(name == name.strip().lower() and "." in name and "/" not in name for name in refused_names())


def test_the_practice_page_leads_to_a_worker() -> None:
    """To an address that nobody has: the network turns it to a worker, which answers by the name."""
    assert "address=/practice.lollipop.test/192.0.2.1" in lines(GATEWAY)
