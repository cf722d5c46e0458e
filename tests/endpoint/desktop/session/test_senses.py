"""Senses fail alone."""

import asyncio
import logging

import pytest

from appliance.errors import WireError
from endpoint.desktop.session.platform import SessionEnded
from endpoint.desktop.session.senses import keep


async def test_a_sense_that_fails_starts_again_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    begun = []

    async def stumbles() -> None:
        begun.append(1)
        if len(begun) == 3:
            raise SessionEnded("the end")
        raise ValueError("a window with seven corners")

    with pytest.raises(SessionEnded), caplog.at_level(logging.ERROR):
        await asyncio.wait_for(keep("corners", stumbles, first=0.01), 10)
    assert len(begun) == 3
    assert [record.message for record in caplog.records] == [
        "corners failed, and starts again in 0 seconds",
    ] * 2
    assert "seven corners" in caplog.text


async def test_the_end_of_the_line_is_no_stumble() -> None:
    async def ends() -> None:
        raise WireError("gone")

    with pytest.raises(WireError):
        await asyncio.wait_for(keep("line", ends), 10)
