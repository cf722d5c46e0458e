"""The ring is kept, and a recording follows it: at a real screen, of which only what it says of itself is made up."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from appliance.helpers.protocol import TakeRecording
from endpoint.desktop.session import recording
from endpoint.desktop.session.recording import Blind, Camera, Recorder
from endpoint.desktop.session.screens import Shot, stills
from tests.endpoint.desktop.session.pupil import eventually, program
from tests.endpoint.desktop.session.test_app import is_like, opened
from tests.endpoint.desktop.windows.desk import Desk


class Told:
    """What the display and the school say."""

    blind = False
    changed = False


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def camera(told: Told) -> Iterator[Camera]:
    with ThreadPoolExecutor(1) as worker:
        yield Camera(lambda: told.blind, worker)


@pytest.fixture
def recorder(camera: Camera, told: Told) -> Recorder:
    return Recorder(camera, lambda: told.changed)


def shows(recorder: Recorder, colour: tuple[int, int, int]) -> bool:
    """In the middle, now."""
    shots = [moment.shots[0] for moment in recorder.ring.since(1e12)]
    return any(is_like(opened(one.image).getpixel((one.width // 2, one.height // 2)), colour) for one in shots)


async def taken(recorder: Recorder, seconds: float = 1.0, before: float = 0.0) -> list[tuple[float, Shot, bool]]:
    return [one async for one in recorder.record(TakeRecording(seconds=seconds, before=before))]


async def test_what_turns_blind_while_a_picture_is_taken_is_thrown_away(camera: Camera, told: Told) -> None:
    def take() -> str:
        told.blind = True
        return "a picture of Confide"

    with pytest.raises(Blind, match="just now"):
        await camera.take(take)


async def test_while_blind_nothing_is_taken(screen: Desk, camera: Camera, told: Told) -> None:
    assert await camera.take(stills)
    told.blind = True
    with pytest.raises(Blind):
        await camera.take(lambda: pytest.fail("taken"))


async def test_a_recording_of_a_blind_screen_has_no_frame(screen: Desk, recorder: Recorder, told: Told) -> None:
    told.blind = True
    with pytest.raises(Blind):
        await taken(recorder, 0.2)


async def test_a_recording_whose_end_is_blind_has_what_came_before_and_no_last(
    screen: Desk, recorder: Recorder, told: Told
) -> None:
    told.changed = True
    keeping = asyncio.create_task(recorder.run())
    await eventually(lambda: len(recorder.ring), "the first picture")
    frames = []
    async with aclosing(recorder.record(TakeRecording(seconds=1, before=0))) as record:
        async for _, shot, last in record:
            frames.append((shot.width, last))
            told.blind = True
    assert frames == [(1280, False)]
    await eventually(lambda: not len(recorder.ring), "the ring to be empty")
    keeping.cancel()


async def test_a_quiet_display_is_not_believed_for_ever(
    screen: Desk, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(recording, "DISTRUST_SECONDS", 0.5)
    keeping = asyncio.create_task(recorder.run())
    with program(screen, at="1900x1000+0+0", colour="#ff0000") as writer:
        await eventually(lambda: shows(recorder, (255, 0, 0)), "red")
        writer.tell("colour", "#0000ff")
        await eventually(lambda: shows(recorder, (0, 0, 255)), "blue")
    keeping.cancel()


async def test_of_a_screen_that_stands_still_the_ring_has_one_picture(
    screen: Desk, recorder: Recorder, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "IDLE_SECONDS", 0.05)
    told.changed = True
    looks = 0
    look = recorder._look

    async def counted() -> None:
        nonlocal looks
        await look()
        looks += 1

    monkeypatch.setattr(recorder, "_look", counted)
    keeping = asyncio.create_task(recorder.run())
    await eventually(lambda: looks > 5, "several looks")
    assert len(recorder.ring) == 1
    keeping.cancel()
    frames = await taken(recorder, 0.1, before=0.1)
    assert [last for _, _, last in frames] == [False, True]


async def test_a_recording_has_an_end_whatever_was_asked(screen: Desk, recorder: Recorder, told: Told) -> None:
    recorder._clock = iter(range(0, 10**6, 50)).__next__
    frames = await asyncio.wait_for(taken(recorder, seconds=10**6), 30)
    assert frames[-1][2]
