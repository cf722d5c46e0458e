"""Another way to plug the box in: what is sent, and what is wrong with it."""

import msgspec
import pytest

from appliance.choice_wire import AskKeep, AskPlug, AskUnplug
from appliance.config import Addresses, Chosen, Home, Plugged
from appliance.network.ports import NetworkPort
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore
from webui.machine import plugging

BRIDGE = {"mode": "bridge", "inside": "eth1", "outside": "eth0", "pupils": "10.93.0.1/20"}


@pytest.fixture(autouse=True)
def _two_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (
        NetworkPort(name="eth0", mac="02:00:00:00:00:01", cable=True, megabits=1000),
        NetworkPort(name="eth1", mac="02:00:00:00:00:02", cable=False),
    )
    monkeypatch.setattr(plugging, "ports", lambda: found)


def asked(core: SmallCore) -> Plugged | None:
    return next((one.plugged for one in core.asked if isinstance(one, AskPlug)), None)


def test_a_bridge_is_tried(adult: Person, core: SmallCore) -> None:
    answer = adult.post("/machine/network", **BRIDGE)
    assert (answer.status_code, answer.location) == (303, "/machine/network")
    assert asked(core) == Plugged(
        mode="bridge",
        inside="eth1",
        outside="eth0",
        addresses=Addresses(inside="10.93.0.1/20"),
        gives_addresses=False,
    )


def test_fixed_addresses_go_with_it(adult: Person, core: SmallCore) -> None:
    more = {"own": "10.0.0.2/24", "router": "10.0.0.1", "name_servers": "10.0.0.1, 9.9.9.9", "gives": "y"}
    adult.post("/machine/network", **(BRIDGE | more | {"mode": "gateway"}))
    found = asked(core)
    assert found is not None
    assert (found.addresses.own, found.addresses.router) == ("10.0.0.2/24", "10.0.0.1")
    assert (found.name_servers, found.gives_addresses) == (("10.0.0.1", "9.9.9.9"), True)


def test_beside_the_network_there_is_one_cable(adult: Person, core: SmallCore) -> None:
    adult.post("/machine/network", **(BRIDGE | {"mode": "beside"}))
    found = asked(core)
    assert found is not None
    assert (found.mode, found.inside, found.outside) == ("beside", "eth1", "")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"inside": ""}, "Choose the socket that has the cable towards the pupils."),
        ({"outside": ""}, "Choose the socket that has the cable towards the school’s router."),
        ({"outside": "eth1"}, "These are two sockets"),
        ({"own": "10.0.0.2"}, "That is no address."),
        ({"own": "10.0.0.2/24"}, "belong together"),
        ({"own": "10.0.0.2/24", "router": "10.0.0.1"}, "give one"),
        ({"name_servers": "dns.example"}, "Write up to four addresses"),
        ({"pupils": "fd00::1/64"}, "That is no address."),
        ({"mode": "tree"}, "There is a problem"),
        ({"inside": "eth7"}, "There is a problem"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(
    adult: Person, core: SmallCore, sent: dict[str, str], told: str
) -> None:
    answer = adult.post("/machine/network", **(BRIDGE | sent))
    assert answer.status_code == 422
    assert told in answer.text
    assert asked(core) is None


def test_one_socket_where_two_are_needed(adult: Person, core: SmallCore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugging, "ports", lambda: (NetworkPort(name="eth0", mac="02:01", cable=True),))
    answer = adult.post("/machine/network", mode="bridge", inside="eth0", outside="eth0", pupils="10.93.0.1/20")
    assert "this box has one" in answer.text
    assert asked(core) is None


def test_a_trial_is_kept_or_taken_back(adult: Person, core: SmallCore, home: Home) -> None:
    home.chosen.write_bytes(msgspec.json.encode(Chosen(wish=Plugged(mode="bridge", inside="eth1", outside="eth0"))))
    core.trying_until = NOW + 47
    page = adult.get("/machine/network").text
    assert "is tried now, for another 47 seconds" in page
    assert "Try it for two minutes" not in page
    adult.post("/machine/network/keep")
    adult.post("/machine/network/back")
    assert [type(one) for one in core.asked if isinstance(one, AskKeep | AskUnplug)] == [AskKeep, AskUnplug]


def test_a_trial_that_is_over_is_told(adult: Person, core: SmallCore) -> None:
    assert core.trying_until == 0
    assert "Nothing is tried any more." in adult.get("/machine/network/trial").text


def test_what_the_settings_name_and_is_gone_is_offered_still(adult: Person, home: Home) -> None:
    home.settings.write_text('[network]\nmode = "gateway"\ninside = "enp9s0"\n')
    page = adult.get("/machine/network").text
    assert "enp9s0 (no cable)" in page
