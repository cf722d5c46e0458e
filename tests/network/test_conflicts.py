"""Where an address has to be free, by way to plug in. `test_trial.py` asks on real wires."""

import pytest

from appliance.config import parse
from appliance.errors import NetworkError
from appliance.network.conflicts import own, refuse
from appliance.network.layout import layout

OWN = '[addresses]\nown = "10.0.0.5/24"\n'
GATEWAY = '[network]\ninside = "eth1"\noutside = "eth0"\n'
BRIDGE = '[network]\nmode = "bridge"\ninside = "eth1"\noutside = "eth0"\nbridge = "school"\n'
BESIDE = '[network]\nmode = "beside"\ninside = "eth0"\n'


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param(GATEWAY, [("eth1", "10.93.0.1/20")], id="a gateway inside"),
        pytest.param(GATEWAY + OWN, [("eth1", "10.93.0.1/20"), ("eth0", "10.0.0.5/24")], id="and in the school"),
        pytest.param(BRIDGE + OWN, [("eth1", "10.0.0.5/24"), ("eth0", "10.0.0.5/24")], id="a bridge on both sides"),
        pytest.param(BRIDGE, [], id="a bridge that is given one"),
        pytest.param(BESIDE + OWN, [("eth0", "10.0.0.5/24")], id="beside"),
    ],
)
def test_a_fixed_address_is_asked_for_where_it_would_be(text: str, asked: list[tuple[str, str]]) -> None:
    assert [(link, str(address)) for link, address in own(layout(parse(text, "lollipop.toml")))] == asked


async def test_a_port_that_is_not_there_is_named() -> None:
    with pytest.raises(NetworkError, match="this box has no port 'nowhere'"):
        await refuse(layout(parse('[network]\ninside = "nowhere"\n', "lollipop.toml")))
