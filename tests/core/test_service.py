"""The whole of core, as a process: real spools, a real store, a real socket."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.model import BanFor, GuardTripped, the_box
from appliance.store import Store
from appliance.wire import (
    AskBan,
    AskLift,
    AskStatus,
    Bans,
    Call,
    Changed,
    Connection,
    Done,
    Follow,
    FromCore,
    Goodbye,
    Hello,
    InForce,
    Pulse,
    Refused,
    Role,
    Spooled,
    Status,
    ToCore,
)
from tests.core.samples import (
    captured,
    column,
    core_to_kill,
    fill,
    locked,
    running_core,
    status,
    until,
    visit,
    wait_for,
)

MiB = 1024 * 1024


@pytest.fixture
def core(home: Home) -> Iterator[Home]:
    with running_core(home):
        yield home


@pytest.fixture
def store(core: Home) -> Iterator[Store]:
    with Store.open(core) as opened:
        yield opened


@pytest.fixture
def spool(home: Home) -> Iterator[SpoolWriter]:
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as writer:
        yield writer


class Caller:
    """Someone at the socket of core. A worker confirms each list of bans, unless it is deaf."""

    def __init__(self, home: Home, role: Role = "worker", name: str = "worker-1", pid: int = 4711) -> None:
        self._home = home
        self._hello = Hello(role=role, name=name, pid=pid)
        self.deaf = False
        self.heard: list[FromCore] = []

    async def __aenter__(self) -> Self:
        self.line: Connection[FromCore] = await Connection.open(self._home.core_socket, FromCore)
        self.line.send(self._hello)
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self.line.close()

    @property
    def bans(self) -> tuple[str, ...]:
        """The devices of the list heard last."""
        lists = [message for message in self.heard if isinstance(message, Bans)]
        return tuple(ban.device for ban in lists[-1].bans) if lists else ()

    async def _listen(self) -> None:
        while (message := await self.line.receive()) is not None:
            self.heard.append(message)
            if isinstance(message, Bans) and not self.deaf:
                self.line.send(InForce(version=message.version))


def ask(home: Home, message: ToCore) -> FromCore:
    with Call(home.core_socket, "cli") as call:
        return call.ask(message)


def ban(device: str, seconds: int = 600) -> AskBan:
    return AskBan(device=device, seconds=seconds, reason="Come to the office, please.", by="cli")


# --- recording -----------------------------------------------------------------------------------------------------


def test_what_a_worker_spools_is_stored_and_a_follower_hears_of_it(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    with Call(core.core_socket, "web") as console:
        console.send(Follow())
        assert isinstance(console.ask(AskStatus()), Status)
        assert spool.append(captured(1))
        heard = console.receive()
    (row,) = store.seen_by(the_box("test")).captures.latest()
    assert heard == Changed(id=row.id)
    assert row.url == "https://search.example/?q=1"


def test_what_was_spooled_while_core_was_away_is_stored_at_its_start(home: Home, spool: SpoolWriter) -> None:
    for number in range(1200):
        assert spool.append(captured(number) if number % 3 else visit(number))
    with running_core(home), Store.open(home) as store:
        wait_for(lambda: len(_hits(home)) == 800, "all captures are stored")
        wait_for(lambda: len(store.activity.recent(1000)) == 400, "all visits are stored")
        assert status(home).spool_waiting == 0


def test_a_doorbell_brings_an_event_into_the_store_well_within_300_ms(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    async def send() -> list[float]:
        took = []
        async with Caller(core) as worker:
            for number in range(100):
                start = time.perf_counter()
                spool.append(captured(number, term=f"self-harm/{number}"))
                worker.line.send(Spooled())
                await until(lambda n=number: store.captures.count() > n, "stored")  # type: ignore[misc]
                took.append(time.perf_counter() - start)
                await asyncio.sleep(max(0.0, 0.02 - took[-1]))
        return took

    took = sorted(asyncio.run(send()))
    assert took[98] < 0.3


def test_core_killed_again_and_again_in_a_stream_of_events_neither_misses_nor_doubles_one(home: Home) -> None:
    writer = subprocess.Popen([sys.executable, "-c", _STREAM, str(home.spool / "worker-1"), "6000"])
    try:
        for _ in range(4):
            with core_to_kill(home):
                time.sleep(0.35)
        assert writer.wait(60) == 0
    finally:
        writer.kill()
        writer.wait()
    with running_core(home), Store.open(home) as store:
        wait_for(lambda: len(_hits(home)) >= 3000 and len(_visits(home)) >= 3000, "everything is stored", 30)
        wait_for(lambda: any("core did not end in order" in incident.text for incident in store.incidents.recent()), "")
        assert sum(row.count for row in store.seen_by(the_box("test")).captures.latest(100)) == 3000
    assert sorted(_hits(home)) == [f"https://search.example/?q={number}" for number in _sorted_as_text(0)]
    assert sorted(_visits(home)) == [f"https://www.example.org/{number}/" for number in _sorted_as_text(1)]


_STREAM = """
import sys, time
from pathlib import Path
from appliance.core.spool import SpoolWriter
from tests.core.samples import captured, visit
with SpoolWriter(Path(sys.argv[1]), 64 * 1024 * 1024) as spool:
    for number in range(int(sys.argv[2])):
        assert spool.append(visit(number) if number % 2 else captured(number))
        time.sleep(0.0003)
"""


def _sorted_as_text(start: int) -> list[str]:
    return sorted((str(number) for number in range(start, 6000, 2)), key=lambda number: f"{number}/")


def _hits(home: Home) -> list[str]:
    return column(home.store / "cases.db", "SELECT url FROM hits")


def _visits(home: Home) -> list[str]:
    return column(home.store / "activity.db", "SELECT url FROM visits")


def test_a_locked_store_is_waited_for_told_of_and_nothing_is_missing(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    assert spool.append(captured("before"))
    wait_for(lambda: store.captures.count() == 1, "the store is in use")
    with locked(core.store / "cases.db"):
        for number in range(100):
            assert spool.append(captured(number))
            assert spool.append(visit(number))
        wait_for(lambda: "another program holds the store locked" in status(core).store_trouble, "trouble is told")
        assert status(core).spool_waiting == 200
        time.sleep(1.5)
    wait_for(lambda: status(core).spool_waiting == 0, "everything is stored")
    wait_for(store.incidents.recent, "the incident is stored")
    assert len(_hits(core)) == 101
    assert len(_visits(core)) == 100
    assert status(core).store_trouble == ""
    (incident,) = store.incidents.recent()
    assert incident.text.startswith("The store could not be written for ")
    assert "Nothing was lost; 200 events waited." in incident.text


def test_a_full_disk_is_waited_for_told_of_and_nothing_is_missing(small_disk: Path) -> None:
    home = Home(small_disk)
    home.make()
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as spool, running_core(home), Store.open(home) as store:
        wait_for((home.spool / "worker-1" / "spare").exists, "a spare is ready")
        fill(small_disk / "ballast")
        for number in range(150):
            assert spool.append(captured(f"{number}/{'x' * 5000}")), "the spool is preallocated"
        wait_for(lambda: "the disk is full" in status(home).store_trouble, "trouble is told")
        (small_disk / "ballast").unlink()
        wait_for(lambda: len(_hits(home)) == 150, "everything is stored")
        wait_for(store.incidents.recent, "the incident is stored")
        assert "Nothing was lost" in store.incidents.recent()[0].text
        assert len(set(_hits(home))) == 150


def test_a_guard_that_trips_again_and_again_is_one_incident_with_a_count(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    for number in range(50):
        spool.append(
            GuardTripped(
                at=time.time(),
                worker="worker-1",
                hook="request",
                flow=str(number),
                client="10.0.0.12",
                host="www.example.org",
                error="ValueError: no",
                outcome="answered with the page that says so",
            )
        )
    wait_for(lambda: [i.count for i in store.incidents.recent()] == [50], "one incident counts 50")
    (incident,) = store.incidents.recent()
    assert (incident.kind, incident.process) == ("guard", "worker-1")
    assert incident.text == "request failed: ValueError: no. answered with the page that says so"


def test_damage_in_a_spool_is_skipped_and_told(home: Home) -> None:
    folder = home.spool / "worker-1"
    with SpoolWriter(folder, 16 * MiB) as spool:
        for number in range(3):
            spool.append(captured(number))
    (segment,) = folder.glob("*.seg")
    data = bytearray(segment.read_bytes())
    data[data.index(b"q=1") + 2] ^= 1
    segment.write_bytes(data)
    with SpoolWriter(folder, 16 * MiB), running_core(home), Store.open(home) as store:
        wait_for(store.incidents.recent, "the incident is stored")
        assert _hits(home) == ["https://search.example/?q=0", "https://search.example/?q=2"]
        assert store.incidents.recent()[0].kind == "spool damaged"


def test_libraries_that_cannot_be_used_are_an_incident(home: Home) -> None:
    home.libraries.mkdir()
    (home.libraries / "in-force").write_text('["2030.01.01"]')
    with running_core(home), Store.open(home) as store:
        wait_for(store.incidents.recent, "the incident is stored")
        (incident,) = store.incidents.recent()
    assert (incident.kind, incident.process) == ("libraries", "core")
    assert incident.text.startswith("Libraries 2030.01.01 cannot be used, so older ones are in force: ")


# --- bans ----------------------------------------------------------------------------------------------------------


async def test_a_ban_reaches_every_worker_before_it_is_answered(core: Home) -> None:
    async with Caller(core) as one, Caller(core, name="worker-2") as two:
        await until(lambda: one.heard and two.heard, "both have the first list")
        answer = await asyncio.to_thread(ask, core, ban("10.0.0.5"))
        assert isinstance(answer, Done)
        assert answer.missing == ()
        assert answer.in_force_ms < 250
        assert one.bans == two.bans == ("10.0.0.5",)


async def test_a_hundred_bans_are_in_force_within_250_ms_each(core: Home) -> None:
    async with Caller(core) as one, Caller(core, name="worker-2") as two:
        await until(lambda: one.heard and two.heard, "both have the first list")
        answers = [await asyncio.to_thread(ask, core, ban(f"10.0.1.{number}")) for number in range(100)]
        took = sorted(answer.in_force_ms for answer in answers if isinstance(answer, Done))
    assert len(took) == 100
    assert took[98] < 250


async def test_a_worker_that_does_not_answer_is_named(core: Home) -> None:
    async with Caller(core) as one, Caller(core, name="worker-2") as two:
        await until(lambda: one.heard and two.heard, "both have the first list")
        two.deaf = True
        answer = await asyncio.to_thread(ask, core, ban("10.0.0.5"))
        assert isinstance(answer, Done)
        assert answer.missing == ("worker-2",)
        assert "Not confirmed in time by worker-2." in answer.text
        assert one.bans == ("10.0.0.5",)


async def test_a_ban_ends_by_itself_at_every_worker(core: Home) -> None:
    async with Caller(core) as worker:
        await asyncio.to_thread(ask, core, ban("10.0.0.5", seconds=1))
        assert worker.bans == ("10.0.0.5",)
        await until(lambda: worker.bans == (), "the list is empty again")
        assert (await asyncio.to_thread(status, core)).bans == ()


async def test_a_lifted_ban_is_gone_at_every_worker_and_on_record(core: Home, store: Store) -> None:
    async with Caller(core) as worker:
        await asyncio.to_thread(ask, core, ban("10.0.0.5"))
        answer = await asyncio.to_thread(ask, core, AskLift(device="10.0.0.5", by="Ms Ada"))
        assert isinstance(answer, Done)
        assert worker.bans == ()
    (row,) = store.bans.recent()
    assert row.lifted_by == "Ms Ada"


def test_bans_survive_a_kill_of_core(home: Home) -> None:
    with core_to_kill(home):
        ask(home, ban("10.0.0.5"))

    async def worker_hears() -> None:
        async with Caller(home) as worker:
            await until(lambda: worker.bans == ("10.0.0.5",), "the ban is told to a worker that joins")

    with running_core(home):
        asyncio.run(worker_hears())


def test_a_ban_is_in_force_though_the_store_is_locked_and_is_stored_later(core: Home, store: Store) -> None:
    with locked(core.store / "cases.db"):
        answer = ask(core, ban("10.0.0.5"))
        assert isinstance(answer, Done)
        assert "The store cannot be written now" in answer.text
        assert [held.device for held in status(core).bans] == ["10.0.0.5"]
    wait_for(lambda: store.bans.in_force(time.time()), "the ban is stored")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        pytest.param(ban("the tablet"), "no device called “the tablet”", id="a name that nobody has"),
        pytest.param(ban("10.0.0.1", seconds=0), "from 1 second to 7 days", id="no time at all"),
        pytest.param(ban("10.0.0.1", seconds=604_801), "from 1 second to 7 days", id="more than a week"),
        pytest.param(
            AskBan(device="10.0.0.1", seconds=60, reason="x" * 501, by="b"), "up to 500 characters", id="an essay"
        ),
        pytest.param(AskLift(device="\x1b[2J", by="x"), "no device called “�[2J”", id="a terminal's control code"),
    ],
)
def test_an_ask_that_cannot_be_done_is_refused_in_words(core: Home, message: ToCore, words: str) -> None:
    answer = ask(core, message)
    assert isinstance(answer, Refused)
    assert words in answer.text


def test_a_ban_asked_for_by_a_term_is_in_force_and_noted_on_the_capture(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    for number in range(5):
        spool.append(captured(number, actions=(BanFor(seconds=1800),)))
    wait_for(
        lambda: store.captures.count() and store.seen_by(the_box("test")).captures.latest()[0].actions_note,
        "the action is noted",
    )
    wait_for(
        lambda: len(((detail := store.seen_by(the_box("test")).captures.get(1)) and detail.actions) or ()) == 2,
        "both sentences are noted",
    )
    (held,) = status(core).bans
    assert (held.device, held.by, held.addresses) == ("ipad-12", "self-harm/1", ("10.0.0.12", "fd00::12"))
    detail = store.seen_by(the_box("test")).captures.get(1)
    assert detail is not None
    assert detail.actions[0].startswith("Internet paused until ")
    assert detail.actions[1].startswith("Internet already paused until ")


# --- who is there --------------------------------------------------------------------------------------------------


async def test_workers_and_their_pulse_are_in_the_status(core: Home) -> None:
    pulse = Pulse(connections=3, requests=70, memory_bytes=90 * MiB, spool_bytes=12, guard_trips=0)
    async with Caller(core) as worker:
        worker.line.send(pulse)
        await until(lambda: [state.pulse for state in status(core).workers] == [pulse], "the pulse is known")
    await until(lambda: status(core).workers == (), "the worker has gone")


async def test_a_worker_that_vanished_and_came_back_is_an_incident(core: Home, store: Store) -> None:
    async with Caller(core, pid=1001) as worker:
        await until(lambda: worker.heard, "joined")
    await asyncio.sleep(0.1)
    async with Caller(core, pid=1002):
        await until(store.incidents.recent, "the incident is stored")
    (incident,) = store.incidents.recent()
    assert incident.text.startswith("worker-1 stopped by itself and came back after 0.")
    assert incident.process == "worker-1"


async def test_a_worker_that_said_goodbye_is_no_incident(core: Home, store: Store) -> None:
    async with Caller(core, pid=1001) as worker:
        await until(lambda: worker.heard, "joined")
        worker.line.send(Goodbye())
        await until(lambda: status(core).workers == (), "the worker has gone")
    async with Caller(core, pid=1002) as worker:
        await until(lambda: worker.heard, "joined again")
    assert store.incidents.recent() == []


async def test_a_worker_may_not_ask_for_a_lift(core: Home) -> None:
    await asyncio.to_thread(ask, core, ban("10.0.0.5"))
    async with Caller(core) as worker:
        worker.line.send(AskLift(device="10.0.0.5", by="x"))
        await until(lambda: status(core).workers == (), "the line is closed")
    assert len(status(core).bans) == 1


async def test_rubbish_on_the_socket_is_dropped_and_core_lives(core: Home) -> None:
    for rubbish in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\0\0\0\5rub", b"\0\0\0\4\x81\xa4type"):
        reader, writer = await asyncio.open_unix_connection(str(core.core_socket))
        writer.write(rubbish)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
    assert status(core).workers == ()


def test_a_second_core_on_the_same_store_does_not_start(core: Home) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "appliance.core"],
        env={"LOLLIPOP_HOME": str(core.root), "PATH": ""},
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert b"another core is running on this store" in second.stderr
    assert status(core).workers == ()


def test_core_ends_at_once_with_lines_open(home: Home) -> None:
    with core_to_kill(home) as core, Call(home.core_socket, "web") as console:
        console.send(Follow())
        assert isinstance(console.ask(AskStatus()), Status)
        core.send_signal(signal.SIGTERM)
        assert core.wait(10) == 0
    assert not (home.store / "core.running").exists()
    log = (home.root / "core.log").read_text()
    assert "Traceback" not in log
