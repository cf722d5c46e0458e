"""A whole box whose parts are killed while a device sends: what the device was told is taken is there, once."""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import ca
from appliance.config import Home
from appliance.helpers.protocol import Answer, TakeRecording
from appliance.model import OrderState, the_box
from appliance.store import Store
from appliance.store.rows import EvidenceRow, OrderRow
from tests.helpers.device import Device, Where, picture
from tests.running import Box, running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
SEVERE = "i am going to kill myself tonight"
COLOURS = ("navy", "teal", "olive", "maroon", "black", "white", "grey", "red", "lime", "blue", "aqua", "purple")


class _Slow(Device):
    """Its recordings take a while, and go on over a line that breaks."""

    async def _do(self, order: str, do: object) -> None:
        if not isinstance(do, TakeRecording):
            await super()._do(order, do)  # type: ignore[arg-type]  # the rest of what is ordered
            return
        self.records = asyncio.create_task(self._record(order))

    async def _record(self, order: str) -> None:
        for sequence, colour in enumerate(COLOURS):
            number, last = self.number(), sequence == len(COLOURS) - 1
            about = {"number": number, "kind": "frame", "sequence": sequence, "last": last}
            while True:
                try:
                    await self.send_picture(order, picture(colour=colour), **about)
                    break
                except Exception:  # noqa: BLE001  # the line is away: it is sent again on the next
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.25)
        await self.say(Answer(order=order, done=True))


async def comes_back(device: Device) -> None:
    async with asyncio.timeout(30):
        for _ in itertools.count():
            try:
                await device.connect()
            except (OSError, EOFError):
                await asyncio.sleep(0.2)
            else:
                return


@asynccontextmanager
async def at(box: Box, store: Store) -> AsyncIterator[_Slow]:
    now = time.time()
    code, _ = store.helpers.add_code("Room 3", now + 600, 1, "test", now)
    where = Where("127.0.0.1", box.helpers_port, ca.export(Home(box.home.root), datetime.now(UTC)))
    async with _Slow.enrolled(where, code) as device:
        yield device


def frames(store: Store) -> tuple[EvidenceRow, ...]:
    return tuple(one for one in store.seen_by(the_box("test")).evidence.of_capture(1) if one.kind.value == "frame")


def orders(store: Store) -> tuple[OrderRow, ...]:
    return store.seen_by(the_box("test")).orders.of_capture(1)


async def until(probe: object, what: str) -> None:
    await asyncio.to_thread(wait_for, probe, what, 30)  # type: ignore[arg-type]  # any probe


def test_the_hub_is_killed_in_the_middle_of_a_recording(tmp_path: Path) -> None:
    with running(tmp_path / "home") as box, Store.open(box.home) as store:
        asyncio.run(_killed_in_a_recording(box, store))


async def _killed_in_a_recording(box: Box, store: Store) -> None:
    async with at(box, store) as device:
        await device.type(SEVERE)
        await until(lambda: len(frames(store)) >= 3, "frames to arrive")
        pid = box.pid("appliance.helpers")
        os.kill(pid, signal.SIGKILL)
        await device.until_ended()
        await comes_back(device)
        assert box.pid("appliance.helpers") != pid
        await device.records
        await device.until_taken(*device.unsettled)
        await until(lambda: len(frames(store)) >= len(COLOURS), "every frame")
        assert sorted(one.sequence for one in frames(store)) == list(range(len(COLOURS)))
        assert len({one.digest for one in frames(store)}) == len(COLOURS)


def test_core_is_killed_before_it_could_ask_for_a_picture(tmp_path: Path) -> None:
    with running(tmp_path / "home") as box, Store.open(box.home) as store:
        asyncio.run(_killed_before_the_order(box, store))


async def _killed_before_the_order(box: Box, store: Store) -> None:
    async with at(box, store) as device:
        pid = box.pid("appliance.core")
        os.kill(pid, signal.SIGSTOP)
        await device.until_taken(await device.type(SEVERE))  # in the spool; nobody reads it
        os.kill(pid, signal.SIGKILL)
        await until(lambda: orders(store), "an order")
        await until(lambda: all(one.state is OrderState.DONE for one in orders(store)), "a picture and a recording")
        assert len(orders(store)) == 2
        await device.records
        await device.until_taken(*device.unsettled)
