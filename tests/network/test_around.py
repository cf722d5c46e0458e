"""What is wrong around the box, from what a look found; and a look in a real namespace."""

import asyncio
import contextlib

import pytest

from appliance.config import Dhcp, Names, Network, Settings
from appliance.network import around
from appliance.network.around import Look, Seen, conditions
from appliance.network.layout import layout

GATEWAY = Settings(network=Network(mode="gateway", inside="eth1", outside="eth0"))
BRIDGE = Settings(network=Network(mode="bridge", inside="eth1", outside="eth0", bridge="school"))
BESIDE = Settings(network=Network(mode="beside", inside="eth0"))


@pytest.mark.parametrize(
    ("settings", "seen", "told"),
    [
        (GATEWAY, Seen(inside=True, outside=True), []),
        (GATEWAY, Seen(inside=True, outside=False, router=False, names=False), ["cable: none in eth0"]),
        (GATEWAY, Seen(inside=False, outside=True), ["cable: none in eth1"]),
        (BRIDGE, Seen(inside=False, outside=False, router=False), ["cable: none plugged in"]),
        (BESIDE, Seen(inside=False, router=False), ["cable: none in eth0"]),
        (BRIDGE, Seen(inside=True, outside=False, router=False, missing="eth0"), ["cable: no socket eth0"]),
        (BRIDGE, Seen(inside=True, outside=True, router=False), ["router: not found"]),
        (BRIDGE, Seen(inside=True, outside=True, router=False, other="x"), ["cable: perhaps in the wrong ports"]),
        (GATEWAY, Seen(inside=True, outside=True, names=False), ["internet: away"]),
        (GATEWAY, Seen(inside=True, outside=True, other="192.168.0.1 (02:…)"), ["addresses: given by two"]),
    ],
)
def test_the_nearest_cause_alone_is_told(settings: Settings, seen: Seen, told: list[str]) -> None:
    assert [f"{one.kind}: {one.state}" for one in conditions(seen, layout(settings))] == told


def test_who_else_gives_addresses_is_named() -> None:
    (one,) = conditions(Seen(inside=True, outside=True, other="192.168.0.1 (02:01)"), layout(GATEWAY))
    assert "192.168.0.1 (02:01)" in one.text


class World:
    """What `Look` asks of the machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cables, self.routers, self.heard = {"eth0", "eth1"}, ("10.0.0.1",), True
        self.ports = {"eth0", "eth1"}
        self.asked: list[str] = []
        self.other = ""
        monkeypatch.setattr(around, "has_cable", lambda name: name in self.cables)
        monkeypatch.setattr(around, "is_there", lambda name: name in self.ports)
        monkeypatch.setattr(around, "routers_by", lambda _: self.routers)
        monkeypatch.setattr(around, "is_any_answering", lambda _: self.heard)
        monkeypatch.setattr(around, "_dhcp_server", self._other)

    async def _other(self, link: str) -> str:
        self.asked.append(link)
        return self.other


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


async def test_a_name_server_that_is_slow_once_is_no_trouble(world: World) -> None:
    look = Look(lambda: Settings(network=GATEWAY.network, names=Names(upstream=("192.0.2.1",))))
    world.heard = False
    for _ in range(2):
        await look.look()
        assert look.conditions == ()
    await look.look()
    assert [one.kind for one in look.conditions] == ["internet"]
    world.heard = True
    await look.look()
    assert look.conditions == ()


async def test_who_else_gives_addresses_is_asked_for_seldom(world: World) -> None:
    look = Look(lambda: GATEWAY)
    world.other = "192.168.0.1"
    for _ in range(3):
        await look.look()
    assert world.asked == ["eth1"]
    assert [one.kind for one in look.conditions] == ["addresses"]


@pytest.mark.parametrize(
    "settings",
    [BRIDGE, Settings(network=GATEWAY.network, dhcp=Dhcp(serve=False)), BESIDE],
    ids=["bridge", "routes", "beside"],
)
async def test_where_others_may_give_addresses_nobody_asks(world: World, settings: Settings) -> None:
    await Look(lambda: settings).look()
    assert world.asked == []


async def test_a_bridge_without_a_router_is_perhaps_swapped(world: World) -> None:
    world.routers, world.other = (), "10.0.0.1 (02:01)"
    look = Look(lambda: BRIDGE)
    await look.look()
    assert [one.state for one in look.conditions] == ["perhaps in the wrong ports"]


async def test_cables_that_are_put_right_again_leave_nobody_blamed(world: World) -> None:
    """The router that was heard at the pupils' port is where it belongs."""
    look = Look(lambda: GATEWAY)
    await look.look()
    world.routers, world.other = (), "10.0.0.1 (02:01)"
    await look.look()
    assert [one.state for one in look.conditions] == ["perhaps in the wrong ports"]
    world.routers, world.other = ("10.0.0.1",), ""
    await look.look()
    assert look.conditions == ()


async def test_a_second_socket_that_is_not_there_is_told(world: World) -> None:
    world.ports = world.cables = {"eth1"}
    look = Look(lambda: GATEWAY)
    await look.look()
    (one,) = look.conditions
    assert "no socket for a network cable that is called eth0" in one.text


async def test_a_network_that_is_not_managed_is_not_looked_at(world: World) -> None:
    world.cables = set()
    look = Look(Settings)
    await look.look()
    assert look.conditions == ()


async def test_an_address_that_is_none_is_no_end_of_looking(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """The sentence about it is told by the name server's part."""
    look = Look(lambda: Settings(network=GATEWAY.network, names=Names(upstream=("nobody",))))
    looking = asyncio.create_task(look.run())
    async with asyncio.timeout(20):
        while "nobody can look around" not in caplog.text:  # noqa: ASYNC110  # a log gives no sign
            await asyncio.sleep(0.01)
    assert not looking.done()
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
