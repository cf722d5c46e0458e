import asyncio
import time

import pytest

from appliance import pipeline
from appliance.helpers.share import Share
from appliance.model import Decision, Message
from appliance.policy.rules import Policy
from tests.helpers.core import Box


async def test_who_took_long_rests_nine_times_as_long_and_who_did_not_goes_on() -> None:
    share = Share()
    began = time.perf_counter()
    for _ in range(100):
        with share.spending():
            pass
        await share.rest()
    with share.spending():
        time.sleep(0.06)  # noqa: ASYNC251  # it is reading that holds up everybody
    await share.rest()
    assert time.perf_counter() - began >= 0.6


async def test_words_that_are_long_to_read_delay_that_device_alone(
    school: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspect, slow = pipeline.inspect, 0

    def slowly(message: Message, policy: Policy) -> Decision:
        nonlocal slow
        if b"salad" in message.body:
            slow += 1
            time.sleep(0.1)
        return inspect(message, policy)

    monkeypatch.setattr(pipeline, "inspect", slowly)
    async with school.device() as device, school.device(name="pc-8") as other:
        began = time.perf_counter()
        for _ in range(100):
            await device.type("word salad")
        for _ in range(10):
            async with asyncio.timeout(2):
                await other.until_taken(await other.type("hello"))
            await asyncio.sleep(0.1)
        assert slow * 0.9 <= time.perf_counter() - began + 1.0
