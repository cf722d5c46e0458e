"""A whole `lollipop run` with a class in it, each pupil at a simulated device that has a real connection."""

import asyncio
import io
import itertools
import random
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from appliance import ca
from appliance.config import Home
from appliance.duties import Assignment, Duty
from appliance.model import Role
from appliance.people.roster import GroupKind, Roster, RosterGroup, RosterPerson
from appliance.people_changes import preview, take
from appliance.store import Store
from tests.helpers.device import Device, Where
from tests.running import Box, running

GIVEN = ("Amy", "Ben", "Cem", "Dee", "Eva", "Fin", "Gus", "Hal", "Ivy", "Jo", "Kai", "Lea", "Max", "Nia", "Oz", "Pia")
FAMILY = ("Ash", "Elm", "Oak")
OTHERS = 2


class WholeClass:
    """`devices` are those of 3B by user name, `others` those of 4A. Devices live in a thread of their own."""

    def __init__(self, home: Path, size: int) -> None:
        self.home, self.size = Home(home), size
        self.devices: dict[str, Device] = {}
        self.others: dict[str, Device] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    @contextmanager
    def here(self) -> Iterator[Box]:
        """The box runs, and everybody is at their device."""
        self.home.make()
        with Store.open(self.home) as self.store:
            self.store.migrate()
            self._people()
            with running(self.home.root) as box:
                self._thread.start()
                try:
                    self.run(self._connect(box))
                    yield box
                finally:
                    self.run(self._leave())
                    self._loop.call_soon_threadsafe(self._loop.stop)
                    self._thread.join()
                    self._loop.close()

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Where the devices live."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def sign_in(self, duty: Duty, *scope: str, at: float | None = None) -> str:
        """A session's token."""
        now = time.time() if at is None else at
        number = self.store.accounts.add(f"Somebody {duty}", f"{duty}@school.test", "test", now)
        self.store.accounts.assign(number, (Assignment(duty=duty, scope=scope),), "test", now)
        self.store.proofs.set_app(number, b"sealed", 0, "test", now)
        return self.store.sign_in.begin(number, now)

    def _people(self) -> None:
        groups = tuple(
            RosterGroup(name=f"class-{name.lower()}", title=name, kind=GroupKind.CLASS) for name in ("3B", "4A")
        )
        pupils = tuple(
            RosterPerson(
                source_id=f"p{number}",
                given=GIVEN[number % len(GIVEN)],
                family=FAMILY[number // len(GIVEN) % len(FAMILY)],
                role=Role.PUPIL,
                year=3,
                username=f"pupil{number}",
                groups=("class-3b" if number < self.size else "class-4a",),
            )
            for number in range(self.size + OTHERS)
        )
        roster = Roster(source="test", people=pupils, groups=groups)
        take(self.store, roster, preview(self.store, roster), "test", time.time())

    async def _connect(self, box: Box) -> None:
        where = Where("127.0.0.1", box.helpers_port, ca.export(self.home, datetime.now(UTC)))
        context = where.context()
        code, _ = self.store.helpers.add_code("3B", time.time() + 600, self.size + OTHERS, "test", time.time())
        for number in range(self.size + OTHERS):
            screen = partial(next, itertools.cycle(_screens(number)))
            device = Device(where, name=f"laptop-{number}", from_address=f"127.0.1.{number + 1}", screen=screen)
            device.context = context
            await device.connect(code=code)
            await device.log_on(f"pupil{number}")
            await device.front(f"Volcanoes {number}", application="Firefox", url="https://www.bbc.co.uk/bitesize")
            (self.devices if number < self.size else self.others)[f"pupil{number}"] = device

    async def _leave(self) -> None:
        await asyncio.gather(*(one.leave() for one in (*self.devices.values(), *self.others.values())))


def _screens(number: int) -> list[bytes]:
    """Some that a screen shows in turn, each as heavy as a thumbnail of a page with pictures is (5 to 6 KB)."""
    chance = random.Random(number)
    return [_screen(chance) for _ in range(3)]


def _screen(chance: random.Random) -> bytes:
    image, out = Image.new("RGB", (320, 180), "white"), io.BytesIO()
    draw = ImageDraw.Draw(image)
    for _ in range(290):
        x, y = chance.randrange(320), chance.randrange(180)
        draw.rectangle((x, y, x + chance.randrange(12), y + 3), fill=chance.randrange(1 << 24))
    image.save(out, "webp", quality=40)
    return out.getvalue()
