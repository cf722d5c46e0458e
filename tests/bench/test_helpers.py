"""A small form of the figure: the bounds hold for a few devices, too."""

import pytest

from tests.bench.helpers import measure

pytestmark = [pytest.mark.timeout(180), pytest.mark.slow]


async def test_sixty_devices_cost_little() -> None:
    found = await measure(devices=60, seconds=4.0, orders=60, class_size=32)
    assert found.memory_cost < 60
    assert found.class_frames > 0
    assert found.order_p50 < 200
    assert found.idle_share < 0.5  # of a machine that others use, too
