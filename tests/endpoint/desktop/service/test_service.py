"""The whole service against a box over TLS, with a session of a pupil's."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import psutil
import pytest

from appliance.helpers import libraries
from appliance.helpers.protocol import (
    Answer,
    Health,
    Locked,
    LoggedOn,
    LogOff,
    Order,
    Refused,
    Renew,
    ShowMessage,
    State,
    TakePicture,
    Told,
    Typed,
    Watch,
    encode,
    from_box,
)
from appliance.match.terms import load_terms
from appliance.model import Notice
from endpoint.desktop.service import offline
from endpoint.desktop.service import service as module
from endpoint.desktop.service.desks import Desks
from endpoint.desktop.service.service import Service
from endpoint.desktop.service.usb import Usb
from tests.endpoint.desktop.service.box import SECONDS, Box, School

UID = 30_000 + os.getpid() % 10_000  # nobody else's, also where the same tests run twice
ROOT = Path(__file__).parents[4]
PYTHON = Path("/usr/bin/python3")  # which a pupil may run, wherever the one of the tests stands

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or not PYTHON.exists(), reason="needs root and the system's Python, to run something as a pupil"
)


@pytest.fixture
def box(school: School) -> Box:
    return Box(school)


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROUND", 0.1)


def configure(folder: Path, box: Box, code: str | None = None) -> Path:
    path = folder / "helper.toml"
    code = box.school.code if code is None else code
    path.write_text(
        f'address = "127.0.0.1"\nport = {box.port}\nca = "{box.school.ca}"\n'
        f'code = "{code}"\nstate = "{folder}/state"\n',
        encoding="utf-8",
    )
    return path


def pupil(folder: Path, name: str) -> tuple[str, ...]:
    """The command that runs a part of a session there."""
    program = folder / "pupil.py"
    program.write_bytes(Path(__file__).with_name("pupil.py").read_bytes())
    return (str(PYTHON), "-I", str(program), str(folder / "line"), str(folder / name))


@asynccontextmanager
async def running(config: Path, *, uid: int = UID) -> AsyncIterator[Service]:
    """A service of sessions that belong to `uid`, in this process."""
    folder = config.parent
    service = Service(
        config,
        session=pupil(folder, "pupil"),
        line=folder / "line",
        desks=Desks(range(uid, uid + 1), seat=folder / "no-seat"),
        usb=Usb(folder / "sys"),
    )
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.contextmanager
def logged_on(folder: Path, display: str = ":7654") -> Iterator[subprocess.Popen[bytes]]:
    """A pupil's session: one process with a display."""
    (folder / "pupil").mkdir(exist_ok=True)
    (folder / "pupil").chmod(0o777)
    with subprocess.Popen(["sleep", "300"], env={"DISPLAY": display}, user=UID, group=UID, extra_groups=[]) as process:
        try:
            yield process
        finally:
            process.kill()


async def eventually(holds: Callable[[], object], seconds: float = SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # files of other processes give no sign
            await asyncio.sleep(0.05)


def say(folder: Path, *messages: object) -> None:
    for number, message in enumerate(messages):
        draft = folder / "pupil" / f"draft-{number}"
        draft.write_text(encode(message), encoding="utf-8")
        draft.replace(folder / "pupil" / f"say-{time.monotonic_ns()}")


def told_state(folder: Path) -> State | None:
    """What the box said; before it does, a session is told a state of no school."""
    with contextlib.suppress(OSError, Exception):
        message = from_box((folder / "pupil" / "state").read_text(encoding="utf-8"))
        return message if isinstance(message, State) and message.school else None
    return None


def orders(folder: Path) -> list[Order]:
    with contextlib.suppress(FileNotFoundError):
        lines = (folder / "pupil" / "orders").read_text(encoding="utf-8").splitlines()
        return [one for line in lines if isinstance(one := from_box(line), Order)]
    return []


def words(text: str) -> Typed:
    return Typed(number=0, ago=0.0, application="Writer", text=text)


# --- the box ---


async def test_a_device_enrols_once_and_is_known_from_then_on(tmp_path: Path, box: Box) -> None:
    async with box.serving():
        config = configure(tmp_path, box)
        async with running(config, uid=10**9):
            await box.first(Health)
        async with running(configure(tmp_path, box, code="")):
            await box.until(lambda: len(box.all(Health)) == 2)
        assert list(box.school.enrolled) == ["helper-1"]
        assert (tmp_path / "state" / "device.key").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("school")
async def test_another_schools_box_hears_nothing(tmp_path: Path, schools: tuple[School, School]) -> None:
    elm, oak = map(Box, schools)
    async with elm.serving(), oak.serving():
        config = configure(tmp_path, elm)
        async with running(config, uid=10**9):
            await elm.first(Health)
        # the other school's box, trusted by its own certificate only
        config.write_text(
            config.read_text(encoding="utf-8").replace(f"port = {elm.port}", f"port = {oak.port}"), encoding="utf-8"
        )
        async with running(config, uid=10**9) as service:
            await eventually(lambda: service.box.away_for() > 1.5)
        assert oak.knocks == 0
        # and even with its certificate installed here, and an id that it knows
        oak.school.enrolled.update(elm.school.enrolled)
        async with running(configure(tmp_path, oak), uid=10**9) as service:
            await oak.until(lambda: oak.knocks >= 1)
            await eventually(lambda: oak.connected == 0)
            assert service.identity.enrolment.school == "elm"  # type: ignore[union-attr]
        oak.school.enrolled.clear()
        assert not oak.heard


async def test_a_device_that_is_sent_away_forgets_and_does_not_come_back(tmp_path: Path, box: Box) -> None:
    async with box.serving():
        box.takes = False
        config = configure(tmp_path, box)
        async with running(config, uid=10**9) as service:
            await box.first(Health)
            service._keep(words("something"))
            await box.first(Typed)
            box.school.enrolled.clear()
            await box.hang_up()
            await eventually(lambda: service.identity.enrolment is None)
            await eventually(lambda: not len(service.queue))
            assert service.state().school == ""
        knocks = box.knocks
        async with running(config, uid=10**9) as service:
            await asyncio.sleep(1.5)  # longer than the first try takes
            assert box.knocks == knocks
        box.school.code = "CODE-new"
        async with running(configure(tmp_path, box), uid=10**9):
            await box.until(lambda: bool(box.school.enrolled))


async def test_a_wrong_code_is_tried_once(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box, code="CODE-guess"), uid=10**9) as service:
        await eventually(lambda: box.knocks == 1)
        await eventually(lambda: not service.identity.may_knock("CODE-guess"))


async def test_what_waits_is_sent_when_the_box_is_back_and_kept_until_taken(tmp_path: Path, box: Box) -> None:
    box.takes = False
    async with box.serving(), running(configure(tmp_path, box), uid=10**9) as service:
        await box.first(Health)
        service._keep(words("before"))
        await box.first(Typed)
        await box.hang_up()
        await eventually(lambda: not service.box.here)
        service._keep(words("while away"))
        box.takes = True
        box.heard.clear()
        await box.until(lambda: len(box.all(Typed)) == 2)
        assert [one.text for one in box.all(Typed)] == ["before", "while away"]
        assert len({one.number for one in box.all(Typed)}) == 2
        await eventually(lambda: not len(service.queue))


async def test_a_box_that_restarts_is_found_again(tmp_path: Path, box: Box) -> None:
    async with box.serving():
        config = configure(tmp_path, box)
        async with running(config, uid=10**9) as service:
            await box.first(Health)
            await box.hang_up()
            await eventually(lambda: not service.box.here)
            box.heard.clear()
            await box.first(Health)


def start(config: Path) -> subprocess.Popen[bytes]:
    """A process of its own, for nobody's sessions."""
    program = (
        "import asyncio; from pathlib import Path; from endpoint.desktop.service import desks, service; "
        f"asyncio.run(service.Service(Path('{config}'), line=Path('{config.parent}/line'), "
        "desks=desks.Desks(range(0))).run())"
    )
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)


@pytest.mark.slow
@needs_root
async def test_what_was_kept_survives_a_kill(tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of its work, as a power cut would."""
    box.takes = False
    async with box.serving():
        config = configure(tmp_path, box)
        async with running(config, uid=10**9) as service:
            await box.first(Health)
            for number in range(20):
                service._keep(words(f"words {number}"))
        (tmp_path / "state" / "waiting" / ".0000000000000001.2.draft").write_bytes(b"half")
        box.heard.clear()
        with start(config) as first:
            await box.until(lambda: len(box.all(Typed)) >= 5)
            first.send_signal(signal.SIGKILL)
        box.takes = True
        box.heard.clear()
        with start(config) as second:
            await box.until(lambda: len({one.text for one in box.all(Typed)}) == 20)
            stopped = await box.first(Told)
            second.kill()
        assert {one.text for one in box.all(Typed)} == {f"words {number}" for number in range(20)}
        assert stopped.what is Notice.TAMPERED


# --- sessions ---


@needs_root
async def test_a_session_gets_its_part_which_hears_what_holds(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            assert (await box.first(LoggedOn, lambda one: one.user != "")).user == str(UID)
            await eventually(lambda: told_state(tmp_path))
            lock = Locked(left=600.0, reason="Time for lunch", talk_to="Ms Hart")
            await box.tell(msgspec.structs.replace(box.state, version=2, lock=lock))
            await eventually(lambda: (state := told_state(tmp_path)) and state.lock)
            mark = tmp_path / "pupil" / f"pid-{UID}"
            await eventually(lambda: mark.read_text(encoding="ascii"))
            pid = int(mark.read_text(encoding="ascii"))
            assert psutil.Process(pid).uids().real == UID
            assert psutil.Process(pid).environ().keys().isdisjoint({"LD_PRELOAD", "PYTHONSTARTUP"})
        await box.first(LoggedOn, lambda one: one.user == "" and len(box.all(LoggedOn)) > 1)


@needs_root
async def test_what_is_typed_is_the_pupils_whatever_they_say(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            await eventually((tmp_path / "pupil" / f"pid-{UID}").exists)
            say(tmp_path, msgspec.structs.replace(words("hello"), user="somebody else"))
            typed = await box.first(Typed)
            assert (typed.user, typed.offline) == (str(UID), False)
            assert typed.number > 0


@needs_root
async def test_nobody_else_speaks_for_a_session(tmp_path: Path, box: Box) -> None:
    """A program of the pupil's own, at the same line."""
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            await eventually((tmp_path / "pupil" / f"pid-{UID}").exists)
            (tmp_path / "own").mkdir(mode=0o777)
            (tmp_path / "own").chmod(0o777)
            stranger = await asyncio.create_subprocess_exec(*pupil(tmp_path, "own"), user=UID, cwd="/")
            assert await asyncio.wait_for(stranger.wait(), SECONDS) == 3
            assert not (tmp_path / "own" / "state").exists()


@needs_root
async def test_a_picture_is_kept_and_answered(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            await eventually(lambda: told_state(tmp_path))
            order = Order(id="o1", within=10.0, do=TakePicture())
            await box.tell(order)
            assert (await box.first(Answer)).done
            await box.until(lambda: bool(box.pictures))
            header, image = box.pictures[0]
            assert (header.order, header.kind, image) == ("o1", "still", b"a picture")
            assert header.number > 0
            await box.tell(order)
            await box.until(lambda: len(box.all(Answer)) == 2)
            assert len(orders(tmp_path)) == 1


async def test_an_order_for_nobody_is_answered_at_once(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box), uid=10**9):
        await box.first(Health)
        await box.tell(Order(id="o1", within=5.0, do=ShowMessage(text="Hello", sender="Ms B")))
        assert await box.first(Answer) == Answer(order="o1", done=False, why="Nobody is logged on.")
        await box.tell(Order(id="o2", within=5.0, do=Renew()))
        assert not (await box.first(Answer, lambda one: one.order == "o2")).done


@needs_root
async def test_a_session_that_does_not_answer_is_late(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            (tmp_path / "pupil" / "mute").touch()
            await eventually(lambda: told_state(tmp_path))
            began = time.monotonic()
            await box.tell(Order(id="o1", within=2.0, do=ShowMessage(text="Hello", sender="Ms B")))
            answer = await box.first(Answer)
            assert "in time" in answer.why
            assert time.monotonic() - began < 2.0


@needs_root
async def test_a_log_off_ends_the_session_after_its_notice(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path) as session:
            await eventually(lambda: told_state(tmp_path))
            await box.tell(Order(id="o1", within=20.0, do=LogOff(text="Home time")))
            answer = await box.first(Answer)
            assert (answer.done, answer.why) == (True, "")
            assert isinstance(orders(tmp_path)[0].do, LogOff)
            await eventually(lambda: session.poll() is not None)


@needs_root
async def test_a_part_that_the_pupil_kills_is_there_again_and_that_is_told(
    tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TELL_STOPS", 1)
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            mark = tmp_path / "pupil" / f"pid-{UID}"
            await eventually(mark.exists)
            for stop in ("-KILL", "-STOP"):
                await eventually(lambda: mark.exists() and mark.read_text(encoding="ascii"))
                pid = mark.read_text(encoding="ascii")
                mark.unlink()
                began = time.monotonic()
                await asyncio.to_thread(subprocess.run, ["kill", stop, pid], user=UID, check=True)
                await eventually(mark.exists)
                assert time.monotonic() - began < 10.0
            refused = await asyncio.to_thread(
                subprocess.run, ["kill", "-KILL", str(os.getpid())], user=UID, check=False
            )
            assert refused.returncode != 0
            told = await box.first(Told, lambda one: one.what is Notice.TAMPERED)
            assert told.user == str(UID)


@needs_root
async def test_a_blocked_program_is_closed_told_and_explained(tmp_path: Path, box: Box) -> None:
    box.state = msgspec.structs.replace(box.state, watch=Watch(blocked=("TAIL.exe",)))
    async with box.serving(), running(configure(tmp_path, box)):
        with logged_on(tmp_path):
            await eventually(lambda: told_state(tmp_path))
            theirs = await asyncio.create_subprocess_exec("tail", "-f", "/dev/null", user=UID)
            own = await asyncio.create_subprocess_exec("tail", "-f", "/dev/null")
            assert await asyncio.wait_for(theirs.wait(), SECONDS) != 0
            told = await box.first(Told)
            assert (told.what, told.detail, told.user) == (Notice.APPLICATION_CLOSED, "tail", str(UID))
            await eventually(lambda: orders(tmp_path))
            shown = orders(tmp_path)[0].do
            assert isinstance(shown, ShowMessage)
            assert "tail" in shown.text
            assert own.returncode is None
            own.kill()
            await own.wait()


@needs_root
async def test_a_lock_ends_by_itself_while_the_box_is_away(tmp_path: Path, box: Box) -> None:
    async with box.serving(), running(configure(tmp_path, box)) as service:
        with logged_on(tmp_path):
            await eventually(lambda: told_state(tmp_path))
            lock = Locked(left=3.0, reason="Lunch", talk_to="Ms Hart")
            box.state = msgspec.structs.replace(box.state, version=2, lock=lock)
            await box.tell(box.state)
            await eventually(lambda: (state := told_state(tmp_path)) and state.lock)
            box.state = msgspec.structs.replace(box.state, version=3, lock=None)
            service.box._config = tmp_path / "gone"
            await box.hang_up()
            await eventually(lambda: (state := told_state(tmp_path)) and not state.lock)
            assert len(service.queue) == 1


# --- without the box ---


@pytest.mark.slow
async def test_without_the_box_only_what_the_libraries_find_is_kept(
    tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = load_terms()
    digest = libraries.digest_of([terms.version])
    box.libraries[digest] = libraries.packed(terms)
    box.state = msgspec.structs.replace(box.state, digest=digest)
    monkeypatch.setattr(module, "AWAY_AFTER", 0.0)
    monkeypatch.setattr(offline, "EVERY", 0.0)
    async with box.serving():
        config = configure(tmp_path, box)
        async with running(config, uid=10**9) as service:
            await box.first(Health)
            await eventually((tmp_path / "state" / "libraries").exists)
            service.box._config = tmp_path / "gone"
            await box.hang_up()
            await eventually(lambda: not service.box.here)
            for text in ("I like cheese very much", "i want to kill myself tonight"):
                service._typed(words(text))
            await eventually(lambda: len(service.queue) == 1)
        box.heard.clear()
        async with running(config, uid=10**9):
            typed = await box.first(Typed)
            assert (typed.text, typed.offline) == ("i want to kill myself tonight", True)
            assert len(box.all(Typed)) == 1


async def test_words_that_nobody_read_yet_go_to_a_box_that_is_back(
    tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AWAY_AFTER", 0.0)
    async with box.serving(), running(configure(tmp_path, box), uid=10**9) as service:
        await box.first(Health)
        await box.hang_up()
        await eventually(lambda: not service.box.here)
        service._typed(words("hello"))
        assert not len(service.queue)
        typed = await box.first(Typed)
        assert (typed.text, typed.offline) == ("hello", True)


async def test_a_refusal_for_now_is_tried_again(tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    async def not_now(line: object) -> bool:
        monkeypatch.undo()
        await line.send(encode(Refused(why="The box is starting.", again=True)))  # type: ignore[attr-defined]
        return False

    monkeypatch.setattr(box, "_let_in", not_now)
    async with box.serving(), running(configure(tmp_path, box), uid=10**9):
        await box.first(Health)
        assert box.knocks == 2
