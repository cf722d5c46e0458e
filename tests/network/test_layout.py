"""What is tried is the part of the settings that ports and addresses hang on, and only what could work."""

import pytest

from appliance.config import parse
from appliance.errors import ConfigError
from appliance.network.layout import check, laid_out, layout

GATEWAY = '[network]\ninside = "eth1"\noutside = "eth0"\n'
BRIDGE = '[network]\nmode = "bridge"\ninside = "eth1"\noutside = "eth0"\nbridge = "school"\n'
OWN = '[addresses]\nown = "10.0.0.5/24"\n'


def test_what_holds_stands_in_place_of_what_the_settings_wish() -> None:
    held = layout(parse(BRIDGE, "lollipop.toml"))
    wish = parse(GATEWAY + 'vpn = "allow"\nipv6 = "refuse"\n', "lollipop.toml")
    now = laid_out(wish, held)
    assert layout(now) == held
    assert now.network.vpn == "allow", "the rest is as the settings say"


@pytest.mark.parametrize("text", [GATEWAY, BRIDGE, '[network]\nmode = "beside"\ninside = "eth0"\n'])
def test_what_needs_nothing_more_is_taken(text: str) -> None:
    check(parse(text, "lollipop.toml"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(BRIDGE + OWN, r"addresses\.router: an address of the box and a router belong", id="no router"),
        pytest.param(
            BRIDGE + '[addresses]\nrouter6 = "fe80::1"\n', r"addresses\.router6: an address of the box", id="no address"
        ),
        pytest.param(
            BRIDGE + OWN + 'router = "10.0.1.1"\n',
            r"addresses\.router: 10\.0\.1\.1 is not in the network",
            id="elsewhere",
        ),
        pytest.param(BRIDGE + OWN + 'router = "10.0.0.1"\n', r"names\.upstream: name servers are needed", id="names"),
        pytest.param(
            GATEWAY + OWN + 'inside = "10.0.0.9/25"\nrouter = "10.0.0.1"\n[names]\nserve = false\n',
            r"addresses\.inside: 10\.0\.0\.9/25 is in the same network as addresses\.own, 10\.0\.0\.5/24",
            id="inside as outside",
        ),
        pytest.param(GATEWAY + '[addresses]\ninside = ""\n', r"addresses\.inside: a gateway needs one", id="none"),
        pytest.param('[network]\ninside = "a;b"\n', r"network\.inside", id="no interface's name"),
    ],
)
def test_what_could_not_work_is_named(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        check(parse(text, "lollipop.toml"))
