"""A device that takes nothing, or sends too fast, holds up nobody else."""

import asyncio

import pytest
from msgspec.structs import replace

from appliance.helper_wire import HelperPerson
from appliance.helpers import line
from appliance.helpers.protocol import Beat, Rules
from tests.helpers.core import ADA, Box


async def test_a_device_that_reads_nothing_is_let_go(school: Box) -> None:
    rules = Rules(person=ADA.id, name="juniors", version=1, title="Ours", text="ŵ" * 20_000, points=())
    async with school.device() as device, school.device(name="pc-8") as other:
        assert device.socket
        device.socket.transport.pause_reading()
        for version in range(400):
            told = HelperPerson(helper=device.helper, person=ADA, rules=replace(rules, version=version))
            school.core.send(told)
        sessions = _sessions(school)
        async with asyncio.timeout(10):
            while device.helper in sessions:  # noqa: ASYNC110  # the hub gives no signal
                await asyncio.sleep(0.02)
        assert other.helper in sessions


async def test_one_that_reads_nothing_is_revoked_all_the_same(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "END_SECONDS", 0.2)
    monkeypatch.setattr(line, "MOST_WAITING", 1 << 30)
    rules = Rules(person=ADA.id, name="juniors", version=1, title="Ours", text="ŵ" * 20_000, points=())
    async with school.device() as device:
        assert device.socket
        device.socket.transport.pause_reading()
        for version in range(300):
            told = HelperPerson(helper=device.helper, person=ADA, rules=replace(rules, version=version))
            school.core.send(told)
        school.core.helpers = ()
        await school.core.tell()
        sessions = _sessions(school)
        async with asyncio.timeout(10):
            while device.helper in sessions:  # noqa: ASYNC110  # the hub gives no signal
                await asyncio.sleep(0.02)


async def test_who_sends_too_fast_is_read_more_slowly(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MESSAGES_AT_ONCE", 5.0)
    async with school.device() as device:
        for _ in range(10):
            await device.say(Beat())
        begun = asyncio.get_running_loop().time()
        await device.until_taken(await device.type("hello"))
        assert asyncio.get_running_loop().time() - begun > 0.4


def _sessions(school: Box) -> dict[str, object]:
    assert school.service
    return school.service.hub._sessions  # type: ignore[return-value]  # only who is in it
