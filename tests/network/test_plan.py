"""What the rules are made from: wrong settings name their key, and nothing free-text gets through."""

import pytest

from appliance.config import Network, Proxy, Settings
from appliance.errors import ConfigError
from appliance.network.plan import Facts, PortRange, plan
from tests.network.test_nft import BRIDGE, SCHOOL, changed


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param(Settings(), "network.inside: ''", id="no interface"),
        pytest.param(
            Settings(network=Network(inside='a" accept; #')), "network.inside:", id="an interface that is code"
        ),
        pytest.param(
            Settings(network=Network(inside="i" * 16)), "network.inside:", id="a name longer than the kernel's"
        ),
        pytest.param(changed(mode="bridge"), "network.outside: ''", id="a bridge with one port"),
        pytest.param(
            changed(mode="bridge", outside="inside", bridge="b"), "network.outside: 'inside'", id="the same port twice"
        ),
        pytest.param(changed(outside="a b"), "network.outside: 'a b'", id="an outside that is no interface"),
        pytest.param(changed(open_ports=("99999/tcp",)), "network.open_ports: '99999/tcp'", id="no such port"),
        pytest.param(changed(open_ports=("9-3/udp",)), "network.open_ports: '9-3/udp'", id="a range backwards"),
        pytest.param(
            Settings(proxy=Proxy(workers=2, transparent_port=8081), network=Network(inside="eth1")),
            "proxy.transparent_port: 8081",
            id="ports that overlap",
        ),
    ],
)
def test_wrong_settings_name_their_key(settings: Settings, sentence: str) -> None:
    with pytest.raises(ConfigError, match="^" + sentence.replace("'", ".")):
        plan(settings, 61184)


@pytest.mark.parametrize("mac", ["", "02:00", "02:00:00:00:00:02 accept; flush ruleset"])
def test_a_port_that_is_not_there_is_named(mac: str) -> None:
    with pytest.raises(ConfigError, match=r"network\.inside: this box has no port 'inside'"):
        plan(BRIDGE, 61184, Facts(port_mac=mac))


def test_the_proxy_may_not_be_root() -> None:
    with pytest.raises(ConfigError, match=r"network\.proxy_user"):
        plan(SCHOOL, 0)


def test_open_ports_that_overlap_become_one_range() -> None:
    wanted = plan(changed(open_ports=("10-20/tcp", "15-30/tcp", "40/tcp", "123/udp")), 61184)
    assert wanted.open_tcp == (PortRange(10, 30), PortRange(40, 40))
    assert [str(each) for each in (*wanted.open_tcp, *wanted.open_udp)] == ["10-30", "40", "123"]


def test_the_schools_sites_count_only_where_it_chose_safe() -> None:
    sites = Network(inside="i", school_sites=("192.0.2.0/24",))
    assert plan(Settings(network=sites), 61184).school_sites
    assert not plan(Settings(proxy=Proxy(on_failure="open"), network=sites), 61184).school_sites
