"""A day with the helper, for real: a box in its own processes, and a pupil at a screen with service and session."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest

from appliance.aup.texts import Point, Text, When
from appliance.config import Home
from appliance.helper_choices import HelperChoice
from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import ShowMessage
from appliance.model import Notice, OrderState, PictureKind
from appliance.store.rows import EvidenceRow
from appliance.wire import AskBan, AskReload, Done, ToCore
from endpoint.desktop.service.desks import Desk
from endpoint.desktop.service.service import Service
from tests.core.helped.line import ask
from tests.endpoint.desktop.together import UID, Pupil, School, eventually, helper, pupil, school
from tests.endpoint.desktop.windows.desk import MISSING

SEVERE, WORSE = "i am going to kill myself tonight", "i want to hurt myself again"
SOON = 5.0  # seconds from the last key to a picture in the store
KILLED_AFTER = 3  # frames of a recording

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to run a session as somebody else"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
    pytest.mark.skipif(find_library("xkbcommon-x11") is None, reason="not installed: libxkbcommon-x11-0"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place through which a pupil may reach what is theirs."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture
def home(folder: Path) -> Home:
    made = Home(folder / "box")
    made.make()
    return made


async def tell(box: School, message: ToCore) -> str:
    said = await ask(box.home, message)
    assert isinstance(said, Done), said
    return said.text


def amy(box: School) -> str:
    return box.store.people.known()[0].id


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(180)
async def test_a_day_with_a_helper(home: Home, folder: Path) -> None:
    logged_off: list[Desk] = []
    with school(home) as box:
        async with pupil(folder) as child, helper(box.configure(folder), child, logged_off.append) as service:
            await eventually(lambda: service.state().person == "Amy Bell", "the school knows who is there")
            await reads_what_is_watched(child)
            await is_captured_and_pictured(box, child)
            await loses_nothing_while_the_box_is_away(box, child, service, folder)
            await is_locked_and_let_go(box, child)
            await gets_a_message(box, child)
            await is_paused(box, service)
            await may_not_play(box, child)
            await declines_the_rules(box, child, logged_off)
            await is_forgotten(box, service, folder)


async def reads_what_is_watched(child: Pupil) -> None:
    await eventually(lambda: child.windows("watched"), "what the school watches")
    await child.presses(("Escape",), lambda: not child.windows("watched"), "it is put away")


async def is_captured_and_pictured(box: School, child: Pupil) -> None:
    await child.types(
        "once upon a time there was a fox", each=130
    )  # longer than from one picture of the ring to the next
    await child.types(SEVERE)
    begun, at = time.monotonic(), time.time()
    pictures = await eventually(lambda: box.seen.evidence.of_capture(1), "a picture of the first capture")
    took = time.monotonic() - begun
    print(f"from the last key to a picture in the store: {took:.2f} s")  # noqa: T201  # a figure for docs/figures.md
    assert took <= SOON
    (capture,) = box.seen.captures.latest()
    assert (capture.person, capture.channel) == (amy(box), "typed")
    assert {(one.person, one.capture) for one in pictures} == {(amy(box), capture.id)}
    frames = await eventually(lambda: of_kind(box, PictureKind.FRAME), "a frame of the recording")
    assert min(one.at for one in frames) < at, "it begins before what was typed"


async def loses_nothing_while_the_box_is_away(box: School, child: Pupil, service: Service, folder: Path) -> None:
    """The hub is killed in the middle of the recording, and something severe is typed before it is back."""
    await eventually(lambda: len(of_kind(box, PictureKind.FRAME)) >= KILLED_AFTER, "the middle of the recording")
    box.kill()
    await eventually(lambda: not service.box.here, "the box is away")
    waiting = len(service.queue)
    await child.types(WORSE)
    await eventually(lambda: len(service.queue) > waiting, "it is kept")
    kept = [path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"hurt myself" in one for one in kept)
    box.start()
    await eventually(lambda: len(box.seen.captures.latest()) == 2, "it arrives")
    await eventually(lambda: all_done(box), "the recording is done, though the hub did not hear of it before", 60)
    await eventually(lambda: not len(service.queue), "all of it is taken")
    frames = of_kind(box, PictureKind.FRAME)
    assert [one.sequence for one in frames] == list(range(len(frames)))


def of_kind(box: School, kind: PictureKind) -> list[EvidenceRow]:
    return [one for one in box.seen.evidence.of_capture(1) if one.kind is kind]


def all_done(box: School) -> bool:
    return {one.state for one in box.seen.orders.of_capture(1)} == {OrderState.DONE}


async def is_locked_and_let_go(box: School, child: Pupil) -> None:
    await tell(box, AskLock(seconds=600, reason="Look up, please.", by="Ms Ada", person=amy(box)))
    await eventually(lambda: child.windows("lock"), "the lock")
    await tell(box, AskUnlock(by="Ms Ada", person=amy(box)))
    await eventually(lambda: not child.windows("lock"), "its end")


async def gets_a_message(box: School, child: Pupil) -> None:
    said = await tell(box, AskOrder(do=ShowMessage(text="Well done.", sender="Ms Ada"), by="Ms Ada", person=amy(box)))
    assert said.startswith("The message was shown")
    assert child.windows("message")
    await child.presses(("Return",), lambda: not child.windows("message"), "it is put away")


async def is_paused(box: School, service: Service) -> None:
    await tell(box, AskBan(seconds=60, reason="Look up, please.", by="Ms Ada", person=amy(box)))
    ban = await eventually(lambda: service.state().ban, "the pause")
    assert 0 < ban.left <= 60


async def may_not_play(box: School, child: Pupil) -> None:
    box.store.choices.put(HelperChoice(blocked=("Game.exe",)), "office", time.time())
    await tell(box, AskReload())
    game = child.starts_program("game")
    await eventually(lambda: game.poll() is not None, "the game is closed")
    await eventually(lambda: child.windows("message"), "why")
    await child.presses(("Return",), lambda: not child.windows("message"), "it is put away")
    told = await eventually(
        lambda: [one for one in box.seen.helpers.noticed() if one.what is Notice.APPLICATION_CLOSED], "it is told"
    )
    assert [(one.detail, one.person) for one in told] == [("game", amy(box))]


async def declines_the_rules(box: School, child: Pupil, logged_off: list[Desk]) -> None:
    text = Text(title="Be kind", points=(Point(text="I tell a grown-up."),), when=When.EVERY_TIME)
    box.store.aup.set({"everyone": text}, "office", time.time())
    await tell(box, AskReload())
    await eventually(lambda: child.windows("rules"), "the rules")
    await asyncio.sleep(2)  # a window takes no key in its first second
    child.screen.xdotool("key", "Tab", "Right", "space")
    await asyncio.sleep(2)
    await child.presses(("Tab", "Right", "space"), lambda: logged_off, "the log-off")
    assert {one.uid for one in logged_off} == {UID}
    assert {(one.person, one.accepted) for one in box.store.aup.report()} == {(amy(box), False)}


async def is_forgotten(box: School, service: Service, folder: Path) -> None:
    (known,) = box.store.helpers.all()
    box.store.helpers.revoke(known.id, "lost", "office", time.time())
    await tell(box, AskReload())
    await eventually(lambda: service.identity.enrolment is None, "it is sent away")
    assert (len(service.queue), service.state().school) == (0, "")
    assert not (folder / "state" / "libraries").exists()
