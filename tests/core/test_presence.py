"""Who vanished, and came back or not."""

import asyncio

import pytest

from appliance.core.presence import Presence
from appliance.wire import Hello, Role
from tests.core.told import Told


def hello(role: Role = "worker", name: str = "worker-1", pid: int = 1) -> Hello:
    return Hello(role=role, name=name, pid=pid)


@pytest.fixture
def told() -> Told:
    return Told()


async def test_another_process_of_the_name_came_back(told: Told) -> None:
    presence = Presence(told)
    presence.vanished(hello(pid=1))
    await asyncio.sleep(0.12)
    presence.came(hello(pid=2))
    presence.came(hello(pid=2))
    assert told.texts == ["worker-1 stopped by itself and came back after 0.1 s."]


async def test_the_web_has_no_name_but_its_role(told: Told) -> None:
    presence = Presence(told)
    presence.vanished(hello(role="web", name="", pid=1))
    presence.came(hello(role="web", name="", pid=2))
    assert told.texts == ["web stopped by itself and came back after 0.0 s."]


async def test_the_same_process_only_lost_its_line(told: Told) -> None:
    presence = Presence(told)
    presence.vanished(hello(pid=1))
    presence.came(hello(pid=1))
    presence.came(hello(pid=2))
    assert told.texts == []


async def test_who_does_not_come_back_is_told(told: Told) -> None:
    presence = Presence(told, patience=0.05)
    presence.vanished(hello())
    await asyncio.sleep(0.1)
    assert told.texts == ["worker-1 stopped by itself and was not back after 0 s."]
    presence.came(hello(pid=2))
    assert len(told.texts) == 1


async def test_an_interrupted_command_is_no_incident(told: Told) -> None:
    presence = Presence(told, patience=0.01)
    presence.vanished(hello(role="cli", name=""))
    await asyncio.sleep(0.05)
    assert told.texts == []
