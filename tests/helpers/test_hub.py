"""From a device to the spool and back, and what a teacher sees of a class."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from appliance.helper_wire import Blind, LookAt, View, Views
from appliance.helpers import watching
from appliance.helpers.protocol import Order, SendThumbnails, TakePicture
from appliance.helpers.words import BLIND_MARK
from appliance.model import Captured, Channel, Person, Pictured, Role
from appliance.wire import Connection, Pulse
from tests.helpers.core import ADA, Box
from tests.helpers.device import Device, picture


async def test_a_device_enrols_types_and_sends_a_picture(school: Box) -> None:
    async with school.device() as device:
        await device.log_on("ada")
        await device.until_state(lambda state: state.person == ADA.name)
        number = await device.type("I want to hurt myself", title="diary.txt", user="ada")
        await device.until_taken(number)
        (captured,) = school.kept
        assert isinstance(captured, Captured)
        assert captured.device.person == ADA
        assert captured.capture.findings[0].match.channel is Channel.TYPED

        order = await school.core.order(device.helper, TakePicture())
        await device.until(lambda said: isinstance(said, Order) and said.id == order)
        answered = await school.core.until(lambda said: getattr(said, "order", "") == order)
        assert answered.done
        await device.until_taken(*device.unsettled)
        pictured = school.kept[1]
        assert isinstance(pictured, Pictured)
        assert (pictured.order, pictured.helper) == (order, device.helper)
        pulse = await school.core.until(lambda said: isinstance(said, Pulse) and said.connections == 1)
        assert pulse.memory_bytes > 0


# --- a class, looked at --------------------------------------------------------------------------------------------


@asynccontextmanager
async def looking(school: Box) -> AsyncIterator[Connection[Views]]:
    line: Connection[Views] = await Connection.open(school.home.helpers_socket, Views)
    try:
        yield line
    finally:
        line.close()


async def look(line: Connection[Views], *helpers: str, by: str = "Mr Bell") -> tuple[View, ...]:
    line.send(LookAt(helpers=helpers, by=by))
    views = await line.receive()
    assert views
    return views.views


async def until_seen(line: Connection[Views], device: Device, holds: Callable[[View], bool]) -> View:
    async with asyncio.timeout(10):
        while True:
            (view,) = await look(line, device.helper)
            if holds(view):
                return view
            await asyncio.sleep(0.02)


async def test_nobody_looks_at_the_screen_of_a_teacher(school: Box) -> None:
    school.core.people["bell"] = Person(id="p-9", name="Mr Bell", role=Role.STAFF)
    async with school.device() as device, looking(school) as line:
        await device.log_on("bell")
        await device.until_state(lambda state: state.person == "Mr Bell")
        await device.front("Reports of Ada", application="Word")
        view = await until_seen(line, device, lambda view: view.here)
        assert (view.title, view.thumbnail, view.why) == ("", b"", "A member of staff is logged on there.")
        assert not [one for one in device.orders if isinstance(one.do, SendThumbnails)]


async def test_a_teacher_sees_a_screen_and_the_child_that_they_do(school: Box) -> None:
    async with school.device() as device, looking(school) as line:
        await device.front("Romans", application="Firefox", url="https://example.org/romans")
        await until_seen(line, device, lambda view: view.title == "Romans")
        assert (await device.until_state(lambda state: bool(state.watch.watched_by))).watch.watched_by == "Mr Bell"
        view = await until_seen(line, device, lambda view: bool(view.thumbnail))
        assert view.thumbnail == picture()
        assert (view.format, view.application, view.url) == ("webp", "Firefox", "https://example.org/romans")
        assert not view.why
        asked = [one for one in device.orders if isinstance(one.do, SendThumbnails)]
        assert len(asked) == 1  # however often they look


async def test_nobody_is_watched_once_nobody_looks(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEASE_SECONDS", 0.3)
    async with school.device() as device, looking(school) as line:
        await look(line, device.helper)
        seen = await device.until_state(lambda state: bool(state.watch.watched_by))
        await device.until_state(lambda state: state.version > seen.version and not state.watch.watched_by)
        await device.send_thumbnail()
        await device.until_taken(await device.type("hello"))
        (view,) = await look(line, device.helper)
        assert not view.thumbnail


async def test_a_device_that_is_away_says_so(school: Box) -> None:
    async with looking(school) as line:
        (view,) = await look(line, "h-away")
    assert not view.here
    assert "away" in view.why


async def test_confide_is_not_seen(school: Box) -> None:
    async with school.device() as device, looking(school) as line:
        await device.front(f"Confide{BLIND_MARK}", application="Firefox", url="https://example.org/")
        view = await until_seen(line, device, lambda view: bool(view.application))
        assert (view.title, view.url) == ("", "")


async def test_while_something_illegal_may_be_on_it_nothing_is_shown(school: Box) -> None:
    async with school.device() as device, looking(school) as line:
        await until_seen(line, device, lambda view: bool(view.thumbnail))
        school.core.send(Blind(helper=device.helper, seconds=60.0))
        view = await until_seen(line, device, lambda view: not view.thumbnail)
        await device.send_thumbnail("maroon")
        await device.until_taken(await device.type("hello"))
        (view,) = await look(line, device.helper)
        assert not view.thumbnail
        assert "No pictures" in view.why
