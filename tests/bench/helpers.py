"""What a school's helpers cost the box: `make bench-helpers`.

The hub is the real process with the real libraries; devices are those of the tests, real TLS and real frames, in this
process, so that they are not counted. `core` is the small one of the tests.
"""

import asyncio
import io
import os
import resource
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from PIL import Image

from appliance import ca
from appliance.config import Home
from appliance.helper_wire import LookAt, OrderAnswered, Views
from appliance.helpers.protocol import CloseTabs, Order
from appliance.model import Frozen, Helper
from appliance.own_process import raise_file_limit
from appliance.wire import Connection, InForce
from tests.helpers.core import Core
from tests.helpers.device import Device, Where
from tests.running import ROOT, free_ports

AT_ONCE = 12
THUMBNAIL_QUALITY = 35
_PAGE = resource.getpagesize()
_TICKS = os.sysconf("SC_CLK_TCK")


class Figures(Frozen):
    """Megabytes are of 10⁶ bytes, shares those of one core; times in milliseconds from the order of `core` to the
    device's having read it."""

    devices: int
    memory_without: float
    memory_with: float
    idle_share: float
    order_p50: float
    order_p99: float
    class_size: int
    class_share: float
    class_frames: int

    @property
    def memory_cost(self) -> float:
        return self.memory_with - self.memory_without


class Hub:
    """`python -m appliance.helpers`, with a `core` in this process."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.core = Core(home)
        (self.port,) = free_ports(1)
        ca.ensure(home, "School", datetime.now(UTC))
        home.settings.write_text(f"[helpers]\nport = {self.port}\n")

    @property
    def where(self) -> Where:
        return Where("127.0.0.1", self.port, ca.export(self.home, datetime.now(UTC)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        await self.core.start()
        environment = os.environ | {"LOLLIPOP_HOME": str(self.home.root)}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "appliance.helpers", env=environment, cwd=ROOT
        )
        try:
            async with asyncio.timeout(60):
                while not any(isinstance(one, InForce) for one in self.core.said):  # noqa: ASYNC110  # it is another process
                    await asyncio.sleep(0.1)
            yield
        finally:
            self.process.terminate()
            await self.process.wait()
            await self.core.stop()

    @property
    def memory(self) -> float:
        """In megabytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * _PAGE / 1e6

    @property
    def cpu(self) -> float:
        """Seconds that it used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    async def share(self, seconds: float) -> float:
        """Of a core, over so many seconds."""
        before, since = self.cpu, time.monotonic()
        await asyncio.sleep(seconds)
        return (self.cpu - before) / (time.monotonic() - since)


async def measure(devices: int, seconds: float, orders: int, class_size: int) -> Figures:
    raise_file_limit()
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.make()
        hub = Hub(home)
        school = [Device(hub.where, name=f"pc-{number}", screen=_screen) for number in range(devices)]
        for device in school:
            device.helper = uuid.uuid4().hex
        hub.core.helpers = tuple(
            Helper(id=one.helper, kind=one.kind, name=one.name, key=bytes(one.key.verify_key)) for one in school
        )
        async with hub.running():
            without = await _settled(hub)
            await _connect(school)
            try:
                with_them = await _settled(hub)
                idle = await hub.share(seconds)
                times = sorted([await _order(hub, school[number % devices]) for number in range(orders)])
                frames, share = await _class(hub, school[:class_size], seconds)
            finally:
                await asyncio.gather(*(device.leave() for device in school))
    return Figures(
        devices=devices,
        memory_without=without,
        memory_with=with_them,
        idle_share=idle,
        order_p50=1000 * times[len(times) // 2],
        order_p99=1000 * times[int(len(times) * 0.99)],
        class_size=class_size,
        class_share=share,
        class_frames=frames,
    )


@cache
def _screen() -> bytes:
    """A thumbnail as long as one of a real screen, about 6 KB."""
    noise = Image.effect_noise((320, 180), 12).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "webp", quality=THUMBNAIL_QUALITY)
    return file.getvalue()


async def _settled(hub: Hub) -> float:
    await asyncio.sleep(1)
    return hub.memory


async def _connect(school: Sequence[Device]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    context = school[0].box.context()

    async def one(device: Device) -> None:
        async with gate:
            device.context = context
            await device.connect()

    await asyncio.gather(*(one(device) for device in school))


async def _order(hub: Hub, device: Device) -> float:
    """In how many seconds it has it."""
    before, since = len(device.said), time.monotonic()
    order = await hub.core.order(device.helper, CloseTabs())
    await device.until(lambda said: isinstance(said, Order) and said.id == order, since=before)
    took = time.monotonic() - since
    await hub.core.until(lambda said: isinstance(said, OrderAnswered) and said.order == order)
    hub.core.said.clear()
    return took


async def _class(hub: Hub, school: Sequence[Device], seconds: float) -> tuple[int, float]:
    """Somebody looks at a class: how many thumbnails the console had, and the share of a core."""
    line: Connection[Views] = await Connection.open(hub.home.helpers_socket, Views)
    asked = LookAt(helpers=tuple(device.helper for device in school), by="Mr Bell")
    frames = 0
    before, since = hub.cpu, time.monotonic()
    while time.monotonic() - since < seconds:
        line.send(asked)
        views = await line.receive()
        assert views
        frames += sum(bool(view.thumbnail) for view in views.views)
        await asyncio.sleep(3)
    share = (hub.cpu - before) / (time.monotonic() - since)
    line.close()
    return frames, share


def _lines(figures: Figures) -> Iterator[str]:
    yield f"memory without devices        {figures.memory_without:8.1f} MB"
    yield f"memory with {figures.devices:4} devices      {figures.memory_with:8.1f} MB"
    yield f"what they cost                {figures.memory_cost:8.1f} MB   (at most 150)"
    yield f"a core, all of them idle      {100 * figures.idle_share:8.2f} %    (at most 5)"
    yield f"an order, p50                 {figures.order_p50:8.1f} ms"
    yield f"an order, p99                 {figures.order_p99:8.1f} ms   (at most 200)"
    yield f"a core, class of {figures.class_size:2} looked at {100 * figures.class_share:8.2f} %    (at most 10)"


def main() -> None:
    figures = asyncio.run(measure(devices=500, seconds=60.0, orders=1000, class_size=32))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/bench-helpers.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    for line in _lines(figures):
        print(line)  # noqa: T201  # a command's answer


if __name__ == "__main__":
    main()
