"""Events and small clients that the tests of core share."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils.utils import sqlite3

from appliance.config import Home
from appliance.errors import CoreAwayError
from appliance.model import (
    Action,
    Capture,
    Captured,
    Channel,
    Device,
    Direction,
    Finding,
    Handling,
    Match,
    Severity,
    Visit,
)
from appliance.wire import AskStatus, Call, Status

TABLET = Device(name="ipad-12", addresses=("10.0.0.12", "fd00::12"), room="Year 4")


def visit(number: int, size: int = 0, at: float | None = None) -> Visit:
    return Visit(
        at=time.time() if at is None else at,
        worker="worker-1",
        client="10.0.0.12",
        device="ipad-12",
        host="www.example.org",
        url=f"https://www.example.org/{number}/" + "x" * size,
        handling=Handling.READ,
    )


def captured(  # noqa: PLR0913  # all but one have defaults
    number: int | str,
    *,
    at: float | None = None,
    term: str = "self-harm/1",
    device: Device = TABLET,
    actions: tuple[Action, ...] = (),
    others: int = 0,
    channel: Channel = Channel.SEARCH,
    severity: Severity = Severity.SEVERE,
    recipients: tuple[str, ...] = (),
) -> Captured:
    """`number` becomes the event's id and stands in its address, so that each can be found again."""
    match = Match(
        term=term,
        category="Self-harm",
        severity=severity,
        definition="Wish to die",
        channel=channel,
        start=17,
        end=23,
        text="to die",
        snippet="I want to die today",
        snippet_start=10,
    )
    finding = Finding(match=match, raises=True, why="severe terms always raise")
    return Captured(
        id=str(number),
        at=time.time() if at is None else at,
        worker="worker-1",
        client=device.addresses[0],
        device=device,
        direction=Direction.SENT,
        url=f"https://search.example/?q={number}",
        host="search.example",
        title="Search",
        user_agent="Mozilla/5.0",
        capture=Capture(findings=(finding,) * (1 + others), actions=actions, cut=False, recipients=recipients),
    )


@contextmanager
def core_to_kill(home: Home) -> Iterator["subprocess.Popen[bytes]"]:
    """A real core in a process of its own, once it answers; killed at the end if it still runs."""
    environment = os.environ | {"LOLLIPOP_HOME": str(home.root)}
    with (home.root / "core.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "appliance.core"], env=environment, stderr=log)
    try:
        wait_for(lambda: process.poll() is not None or _answers(home), "core answers", 30)
        assert process.poll() is None, (home.root / "core.log").read_text()
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def running_core(home: Home) -> Iterator["subprocess.Popen[bytes]"]:
    """The same, ended in order at the end."""
    with core_to_kill(home) as process:
        yield process
        process.terminate()
        assert process.wait(20) == 0, (home.root / "core.log").read_text()


def _answers(home: Home) -> bool:
    return home.core_socket.exists() and isinstance(_try_status(home), Status)


def _try_status(home: Home) -> object:
    try:
        with Call(home.core_socket, "cli") as call:
            return call.ask(AskStatus())
    except CoreAwayError:
        return None


def status(home: Home) -> Status:
    with Call(home.core_socket, "cli") as call:
        answer = call.ask(AskStatus())
    assert isinstance(answer, Status)
    return answer


def wait_for(true: Callable[[], object], what: str, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.02)


async def until(true: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"in vain: {what}"
        await asyncio.sleep(0.005)


_LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program that holds a database. In a process of its own, because file locks belong to processes."""
    command = [sys.executable, "-c", _LOCKER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as locker:
        assert locker.stdout is not None
        assert locker.stdout.readline() == b"locked\n"
        yield
        locker.kill()


def column(path: Path, sql: str) -> list[str]:
    """The first column of what a query gives, without the store's help. The same library as the store's, because two
    in one process would undo each other's locks."""
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute(sql)]
    finally:
        connection.close()


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
