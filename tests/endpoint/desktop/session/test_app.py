"""A whole session: a pupil at a real screen, and what the service hears of it."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from appliance.helpers.protocol import (
    AupAnswer,
    Beat,
    CloseTabs,
    Front,
    Locked,
    LoggedOn,
    LogOff,
    Rules,
    SendThumbnails,
    ShowMessage,
    State,
    TakePicture,
    TakeRecording,
    Typed,
    Watch,
)
from endpoint.desktop.link import connect
from endpoint.desktop.session.app import Session
from endpoint.desktop.session.front import CONFIDE
from endpoint.desktop.session.linux import X11
from tests.endpoint.desktop.session.pupil import (
    WATCHING,
    Program,
    Service,
    eventually,
    program,
    service,
    typed,
)
from tests.endpoint.desktop.windows.desk import Desk


class Shown:
    """In the place of the windows, which have tests of their own."""

    def __init__(self, answered: Callable[[AupAnswer], None]) -> None:
        self.answered = answered
        self.states: list[State] = []
        self.messages: list[str] = []

    def hold(self, state: State) -> None:
        self.states.append(state)

    async def message(self, message: ShowMessage) -> None:
        self.messages.append(message.text)

    async def log_off_notice(self, text: str) -> None:
        self.messages.append(text)


class Running:
    def __init__(self, service: Service, session: Session, task: "asyncio.Task[None]") -> None:
        self.service, self.session, self.task = service, session, task

    @property
    def shown(self) -> Shown:
        assert isinstance(self.session._windows, Shown)
        return self.session._windows

    def words(self) -> list[str]:
        return [one.text for one in self.service.all(Typed)]

    async def hears_keys(self, desk: Desk, at: Program) -> None:
        """Types until the session hears it."""
        at.to_front()
        before = len(self.words())
        while len(self.words()) == before:
            await typed(desk, "o", "k", "Return")
            await asyncio.sleep(0.2)


@asynccontextmanager
async def running(desk: Desk, watch: Watch | None = None) -> AsyncIterator[Running]:
    async with service(desk.folder) as other_end:
        session = Session(X11(desk.display), await connect(desk.folder / "line"), Shown)
        task = asyncio.create_task(session.run())
        await eventually(lambda: other_end.here, "the session")
        if watch is not None:
            await other_end.say(replace(WATCHING, watch=watch))
        try:
            yield Running(other_end, session, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def is_like(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


async def test_who_is_there_and_what_is_in_front_is_told(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, "writer", "My story"):
            await eventually(lambda: Front(application="writer", title="My story") in run.service.heard, "the window")
        assert run.service.all(LoggedOn)[0].user
        assert run.service.all(Beat)[0].idle < 3600


async def test_nothing_is_told_before_the_school_said_what_it_watches(screen: Desk) -> None:
    async with running(screen) as run:
        with program(screen) as writer:
            await typed(screen, "a", "b", "Return")
            answer = await run.service.order(TakePicture())
            assert not answer.done
            await run.service.say(WATCHING)
            await run.hears_keys(screen, writer)
    assert set(run.words()) == {"ok"}
    assert not run.service.pictures


async def test_words_come_with_their_window(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, "writer", "My story") as writer:
            await run.hears_keys(screen, writer)
            await typed(screen, "shift+i", "space", "h", "a", "t", "e", "BackSpace", "e", "space", "i", "t", "Return")
            await eventually(lambda: "I hate it" in run.words(), "the words")
            told = run.service.all(Typed)[-1]
            assert (told.application, told.title, told.number) == ("writer", "My story", 0)
            assert told.ago < 5
            assert told.user == run.service.all(LoggedOn)[0].user
            await typed(screen, "b", "y", "e", "period")
            await eventually(lambda: "bye." in run.words(), "the words after a pause")


async def test_words_go_out_when_another_window_comes_to_the_front(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, "writer") as writer:
            await run.hears_keys(screen, writer)
            await typed(screen, "h", "e", "l", "p")
            await eventually(lambda: writer.text.endswith("help"), "the text in the window")
            with program(screen, "games"):
                await eventually(lambda: "help" in run.words(), "the words", 4)
    assert next(one for one in run.service.all(Typed) if one.text == "help").application == "writer"


@pytest.mark.parametrize(
    ("name", "title", "watch"),
    [
        pytest.param("writer", "Enter your password", Watch(), id="a window that asks for a password"),
        pytest.param("writer", "Mewngofnodi", Watch(), id="the same in Welsh"),
        pytest.param("pinentry-tk", "Please", Watch(), id="a program for passwords"),
        pytest.param("diary", "Monday", Watch(excluded=("DIARY.exe",)), id="an excluded application"),
        pytest.param("browser", f"Confide{CONFIDE} - Browser", Watch(), id="Confide"),
        pytest.param("writer", "My story", Watch(typed=False), id="a school that does not read what is typed"),
    ],
)
async def test_nothing_is_read_where_it_may_not_be(screen: Desk, name: str, title: str, watch: Watch) -> None:
    async with running(screen, replace(watch, typed=True)) as run:
        with program(screen, "other", "Chess") as other:
            await run.hears_keys(screen, other)
            with program(screen, name, title) as silent:
                await eventually(lambda: any(f.application == name for f in run.service.all(Front)), "the window")
                await run.service.say(replace(WATCHING, watch=watch))
                await eventually(lambda: run.shown.states[-1].watch == watch, "the state")
                await typed(screen, "s", "e", "c", "r", "e", "t", "Return")
                await eventually(lambda: "secret" in silent.text, "the text in the window")
            await run.service.say(WATCHING)
            await run.hears_keys(screen, other)
    assert set(run.words()) == {"ok"}
    assert not any("secret" in str(message) for message in run.service.heard)


COVERS = {
    "lock": Locked(left=60, reason="Look up", talk_to="Ms Ada"),
    "rules": Rules(person="p1", name="infants", version=1, title="Be kind", text="", points=()),
}


@pytest.mark.parametrize("cover", COVERS)
async def test_nothing_is_read_under_a_lock_or_the_rules(screen: Desk, cover: str) -> None:
    async with running(screen, Watch()) as run:
        with program(screen) as writer:
            await run.hears_keys(screen, writer)
            await typed(screen, "h", "e", "l", "p")
            await eventually(lambda: writer.text.endswith("help"), "the text in the window")
            await run.service.say(replace(WATCHING, **{cover: COVERS[cover]}))
            await eventually(lambda: "help" in run.words(), "what was typed before", 4)
            await typed(screen, "s", "e", "c", "r", "e", "t", "Return")
            await eventually(lambda: "secret" in writer.text, "the text in the window")
            await run.service.say(WATCHING)
            await run.hears_keys(screen, writer)
    assert set(run.words()) == {"ok", "help"}


async def test_confide_leaves_no_title_and_no_picture(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, "browser", f"Tell somebody{CONFIDE} - Browser"):
            await eventually(lambda: Front(application="browser", title="") in run.service.heard, "the window")
            for do in (TakePicture(), TakeRecording(seconds=1, before=0), SendThumbnails(every=1, seconds=1)):
                answer = await run.service.order(do)
                assert "onfide" not in answer.why
            assert len(run.session._recorder.ring) == 0
    assert not run.service.pictures
    assert not any("Tell" in str(message) for message in run.service.heard)


async def test_an_excluded_application_has_no_title(screen: Desk) -> None:
    async with running(screen, Watch(excluded=("diary",))) as run:
        with program(screen, "diary", "Dear diary"):
            await eventually(lambda: Front(application="diary", title="") in run.service.heard, "the window")


async def test_a_picture_shows_the_screen(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, at="800x600+100+200", colour="#ff8800"):
            answer = await run.service.order(TakePicture())
    (picture,) = run.service.pictures
    assert answer.done
    assert (picture.header.kind, picture.header.format, picture.header.last) == ("still", "webp", True)
    assert (picture.header.width, picture.header.height, picture.header.number) == (1920, 1080, 0)
    assert is_like(opened(picture.image).getpixel((500, 500)), (255, 136, 0))
    assert is_like(opened(picture.image).getpixel((1500, 900)), (0, 0, 0))


async def test_each_screen_has_its_picture(two_screens: Desk) -> None:
    async with running(two_screens, Watch()) as run:
        with program(two_screens, at="500x500+1200+100", colour="#00aa00"):
            answer = await run.service.order(TakePicture())
    assert answer.done
    left, right = run.service.pictures
    assert [(one.header.screen, one.header.width, one.header.last) for one in (left, right)] == [
        (0, 960, False),
        (1, 960, True),
    ]
    assert is_like(opened(right.image).getpixel((500, 400)), (0, 170, 0))
    assert is_like(opened(left.image).getpixel((500, 400)), (0, 0, 0))


async def test_a_recording_begins_before_its_order(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, at="800x600+100+100", colour="#ff0000") as writer:
            ring = run.session._recorder.ring
            await eventually(lambda: _shows(ring, (255, 0, 0)), "the ring to see red")
            writer.tell("colour", "#0000ff")
            await eventually(lambda: _shows(ring, (0, 0, 255)), "the ring to see blue")
            recording = asyncio.create_task(run.service.order(TakeRecording(seconds=12, before=9)))
            await eventually(lambda: run.service.pictures, "the first frame")
            writer.tell("colour", "#00ff00")
            answer = await recording
    frames = run.service.pictures
    assert answer.done
    assert all((one.header.kind, one.header.width, one.header.height) == ("frame", 1280, 720) for one in frames)
    assert [one.header.sequence for one in frames] == list(range(len(frames)))
    assert [one.header.last for one in frames] == [False] * (len(frames) - 1) + [True]
    colours = [opened(one.image).getpixel((300, 300)) for one in frames]
    for wanted in ((255, 0, 0), (0, 0, 255), (0, 255, 0)):
        assert any(is_like(colour, wanted) for colour in colours), wanted
    assert frames[0].header.ago > frames[-1].header.ago
    assert len(frames) <= 10


def _shows(ring: object, wanted: tuple[int, int, int]) -> bool:
    moments = ring._moments  # type: ignore[attr-defined]
    return bool(moments) and is_like(opened(moments[-1].shots[0].image).getpixel((450, 450)), wanted)


async def test_thumbnails_come_as_often_as_they_were_asked_for(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen, at="1900x1000+0+0", colour="#ff8800"):
            assert (await run.service.order(SendThumbnails(every=1, seconds=60))).done
            await eventually(lambda: len(run.service.pictures) >= 2, "two thumbnails")
            assert (await run.service.order(SendThumbnails(every=1, seconds=1), order="last")).done
            await eventually(lambda: run.service.pictures[-1].header.order == "last", "the last one")
            thumbnails = run.session._orders._thumbnails
            assert thumbnails
            await asyncio.wait_for(thumbnails, 10)
    assert [one.header.order for one in run.service.pictures].count("last") == 1
    thumbnail = run.service.pictures[0]
    assert (thumbnail.header.kind, thumbnail.header.width, thumbnail.header.height) == ("thumbnail", 320, 180)
    assert is_like(opened(thumbnail.image).getpixel((160, 90)), (255, 136, 0))
    assert len(thumbnail.image) < 15_000


async def test_a_school_without_pictures_gets_none(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        await eventually(lambda: len(run.session._recorder.ring), "the ring")
        await run.service.say(replace(WATCHING, watch=Watch(pictures=False)))
        answer = await run.service.order(TakePicture())
        assert not answer.done
        assert len(run.session._recorder.ring) == 0
    assert not run.service.pictures


async def test_an_order_that_comes_twice_is_done_once(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        first = await run.service.order(ShowMessage(text="Tidy up", sender="Mr Evans"), order="one")
        again = await run.service.order(ShowMessage(text="Tidy up", sender="Mr Evans"), order="one")
        assert first.done
        assert first == again
        assert run.shown.messages == ["Tidy up"]


async def test_what_a_session_cannot_do_is_said(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        answer = await run.service.order(CloseTabs())
        assert (answer.done, answer.why) == (False, "Only a browser helper can close tabs.")
        assert (await run.service.order(LogOff(text="Home time"))).done
        assert run.shown.messages == ["Home time"]


async def test_what_is_said_to_the_rules_is_told(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        said = AupAnswer(person="p1", name="Megan", version=3, accepted=True)
        run.shown.answered(said)
        await eventually(lambda: said in run.service.heard, "the answer")


async def test_the_end_of_the_line_is_the_end_of_the_session(screen: Desk, tmp_path: Path) -> None:
    async with running(screen, Watch()) as run:
        assert run.service._line
        run.service._line.close()
        await asyncio.wait_for(run.task, 10)


async def test_the_last_words_are_told_when_it_is_ended(screen: Desk) -> None:
    async with running(screen, Watch()) as run:
        with program(screen) as writer:
            await run.hears_keys(screen, writer)
            await typed(screen, "l", "a", "s", "t")
            await eventually(lambda: run.session._typing._text == "last", "the keys")
            run.task.cancel()
            await eventually(lambda: "last" in run.words(), "the words")
