"""A whole `lollipop run`: a device enrols with the school's code, types something severe, and its picture is kept."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import ca
from appliance.config import Home
from appliance.model import the_box
from appliance.store import Store
from tests.helpers.device import Device, Where
from tests.running import running, wait_for


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_what_a_child_types_is_a_capture_with_a_picture(tmp_path: Path) -> None:
    with running(tmp_path) as box:
        store = Store.open(Home(tmp_path))
        try:
            asyncio.run(_type(Home(tmp_path), box.helpers_port, store))
        finally:
            store.close()


async def _type(home: Home, port: int, store: Store) -> None:
    now = time.time()
    code, _ = store.helpers.add_code("Room 3", now + 600, 1, "test", now)
    where = Where("127.0.0.1", port, ca.export(home, datetime.now(UTC)))
    async with Device.enrolled(where, code) as device:
        begun = time.monotonic()
        await device.until_taken(await device.type("i am going to kill myself tonight"))
        seen = store.seen_by(the_box("test"))
        kept = await asyncio.to_thread(
            wait_for, lambda: seen.evidence.of_capture(1), "a picture of the first capture", 30
        )
        assert kept[0].helper == device.helper
        assert time.monotonic() - begun < 10
        await device.until_taken(*device.unsettled)
