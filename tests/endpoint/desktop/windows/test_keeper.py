import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import psutil
import pytest

from appliance.helpers.protocol import AupAnswer, Locked, RulePoint, Rules, ShowMessage, State, Watch, encode
from endpoint.desktop.windows import FullError, Windows, keeper
from endpoint.desktop.windows.wanted import digest
from tests.endpoint.desktop.windows.desk import Desk, all_of, until
from tests.running import ROOT

RULES = Rules(person="p1", name="Anna", version=3, title="Our rules", text="", points=(RulePoint(text="Be kind."),))
ANNA = AupAnswer(person="p1", name="Anna", version=3, accepted=True)


def state(**more: object) -> State:
    words = {"version": 1, "school": "Oak", "talk_to": "Mrs Jones", "language": "en", "confide": "http://c.test/"}
    return State(**(words | more))  # type: ignore[arg-type]


def locked(left: float = 60) -> Locked:
    return Locked(left=left, reason="Look at the board.", talk_to="Mrs Jones")


async def soon(probe: Callable[[], object], what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not probe():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def windows(
    answers: list[AupAnswer] | None = None, told: Watch | None = None, sign: bool = False
) -> AsyncIterator[Windows]:
    """With a child who was told what is watched."""
    told_at = keeper.told_file(dict(os.environ))
    told_at.parent.mkdir(parents=True)
    told_at.write_text(digest(told or Watch()))
    found = Windows((answers if answers is not None else []).append, sign=sign, dark=False)
    try:
        yield found
    finally:
        await found.close()


async def test_a_lock_comes_stays_and_goes(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state(lock=locked()))
        await soon(lambda: desk.part_behind() == 0, "the lock")
        first = found.pids()
        found.hold(state(lock=locked()))
        assert found.pids() == first
        found.hold(state(version=2))
        await soon(lambda: desk.part_behind() > 0, "the end of the lock")
        await soon(lambda: not found.pids(), "no process")


@pytest.mark.alone
async def test_a_lock_that_was_killed_is_back_within_a_second(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state(lock=locked()))
        await soon(lambda: desk.part_behind() == 0, "the lock")
        for _ in range(3):
            before = found.pids()["lock"]
            os.kill(before, signal.SIGKILL)
            killed = time.monotonic()
            await soon(lambda before=before: found.pids().get("lock", before) != before, "the next process")
            await soon(lambda: desk.part_behind() == 0, "the lock to be back")
            assert time.monotonic() - killed < 1 + _slower(), "back within a second"
            await _until_there_is_a_spare()


async def _until_there_is_a_spare() -> None:
    """Behind the lock waits the next one."""
    await soon(lambda: sum("lock" in one.cmdline() for one in psutil.Process().children()) == 2, "the spare")


def _slower() -> float:
    """How much longer a program takes to start than on a machine that has nothing else to do."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import tkinter, msgspec"], check=True)
    return max(time.monotonic() - began - 0.1, 0) * 4


async def test_a_lock_ends_by_its_own_time_whatever_the_box_says(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state(lock=locked(left=2)))
        await soon(lambda: desk.part_behind() == 0, "the lock")
        await soon(lambda: desk.part_behind() > 0, "its end")
        await soon(lambda: not found.pids(), "no process")


async def test_a_lock_whose_process_is_stopped_ends_all_the_same(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state(lock=locked(left=2)))
        await soon(lambda: desk.part_behind() == 0, "the lock")
        os.kill(found.pids()["lock"], signal.SIGSTOP)
        await soon(lambda: not found.pids(), "its end")
        assert desk.part_behind() > 0


async def test_a_lock_outlives_its_keeper_and_the_next_one_takes_over(desk: Desk) -> None:
    script = (
        "import asyncio, sys\n"
        "from appliance.helpers.protocol import from_box\n"
        "from endpoint.desktop.windows import Windows\n"
        "async def main():\n"
        "    Windows(print, sign=False, dark=False).hold(from_box(sys.argv[1]))\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, encode(state(lock=locked()))]
    first = subprocess.Popen(  # noqa: ASYNC220  # there is nothing else to wait for
        command, cwd=ROOT, env=desk.environment | {"XDG_DATA_HOME": os.environ["XDG_DATA_HOME"]}
    )
    try:
        await soon(lambda: desk.part_behind() == 0, "the lock")
        orphan = next(one for one in psutil.Process(first.pid).children() if "lock" in one.cmdline())
    finally:
        first.kill()
        first.wait()
    await asyncio.sleep(0.5)
    assert desk.part_behind() == 0
    async with windows() as found:
        found.hold(state())
        await soon(lambda: not orphan.is_running(), "the end of the first keeper's lock")
        assert desk.part_behind() > 0


async def test_a_message_is_told_to_be_shown_when_it_is_and_the_next_waits(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state())
        before = desk.picture()
        await asyncio.wait_for(found.message(ShowMessage(text="Lunch.", sender="Mrs Jones")), 15)
        assert desk.picture() != before
        second = asyncio.create_task(found.message(ShowMessage(text="Home.", sender="Mr Lee")))
        third = asyncio.create_task(found.message(ShowMessage(text="Never.", sender="Mr Lee")))
        await asyncio.sleep(0.3)
        third.cancel()
        assert not second.done()
        await _press(desk, "Return", second.done)
        assert second.exception() is None
        await _press(desk, "Escape", lambda: not found.pids())
        desk.type_until_heard("m")  # whoever had the keyboard has it again


async def test_a_message_for_who_is_locked_stands_on_the_lock_and_after_it(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state(lock=locked()))
        await asyncio.wait_for(found.message(ShowMessage(text="Come here.", sender="Mrs Jones")), 15)
        assert set(found.pids()) == {"lock"}
        found.hold(state(version=2))
        await soon(lambda: set(found.pids()) == {"message"}, "the message")


async def test_more_messages_than_anybody_reads_are_refused(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state())
        waiting = [asyncio.create_task(found.message(ShowMessage(text=str(n), sender="x"))) for n in range(20)]
        await asyncio.sleep(0)
        with pytest.raises(FullError, match="Too many messages"):
            await found.message(ShowMessage(text="one more", sender="x"))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_rules_are_accepted_once(desk: Desk) -> None:
    answers: list[AupAnswer] = []
    async with windows(answers) as found:
        found.hold(state(rules=RULES))
        await soon(lambda: desk.part_behind() == 0, "the rules")
        desk.xdotool("key", "Tab")
        await _press(desk, "Return", lambda: answers)
        assert answers == [ANNA]
        await soon(lambda: desk.part_behind() > 0, "the way to be free")
        found.hold(state(version=2, rules=RULES))  # it was on its way
        await asyncio.sleep(0.5)
        assert not found.pids()
        found.hold(state(version=3, rules=msgspec.structs.replace(RULES, version=4)))
        await soon(lambda: desk.part_behind() == 0, "the next rules")


async def test_rules_that_are_declined_stay_until_the_log_off(desk: Desk) -> None:
    answers: list[AupAnswer] = []
    async with windows(answers) as found:
        found.hold(state(rules=RULES))
        await soon(lambda: desk.part_behind() == 0, "the rules")
        desk.xdotool("key", "Tab", "Tab")
        await asyncio.sleep(1.3)  # a window takes no answer in its first moment
        desk.xdotool("key", "Return")
        await asyncio.sleep(1.3)
        assert not answers  # it asks once more
        desk.xdotool("key", "Tab", "Tab")
        await _press(desk, "Return", lambda: answers)
        assert answers == [msgspec.structs.replace(ANNA, accepted=False)]
        await asyncio.sleep(0.5)
        assert desk.part_behind() == 0


async def test_who_comes_first_is_told_what_is_watched_and_then_no_more(desk: Desk) -> None:
    async with windows(told=Watch(typed=False)) as found:
        found.hold(state())
        await soon(lambda: "watched" in found.pids(), "the page")
        await _press(desk, "Return", lambda: not found.pids())
        found.hold(state(version=2, watch=Watch(watched_by="Mrs Jones")))
        await soon(lambda: set(found.pids()) == {"mark"}, "the mark that somebody looks, and no page")
        found.hold(state(version=3, watch=Watch(usb="block")))
        await soon(lambda: set(found.pids()) == {"watched"}, "the page, for more is watched now")


async def test_a_log_off_is_told_for_ten_seconds(desk: Desk) -> None:
    async with windows() as found:
        found.hold(state())
        began = time.monotonic()
        telling = asyncio.create_task(found.log_off_notice("The lesson is over."))
        await soon(lambda: "notice" in found.pids(), "the notice")
        os.kill(found.pids()["notice"], signal.SIGKILL)
        await telling
        assert 9.5 < time.monotonic() - began < 12
        await soon(lambda: not found.pids(), "its end")


async def test_the_sign_opens_confide(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setattr("webbrowser._tryorder", None)  # it looks at BROWSER once in a process's life
    async with windows(sign=True) as found:
        found.hold(state())
        await soon(lambda: _yellow(desk) > 0, "the tab at the edge")
        desk.xdotool("mousemove", "2284", "580", "click", "1")
        await soon(lambda: "menu" in found.pids(), "the menu")
        await _press(desk, "Return", opened.exists)
        await soon(lambda: opened.read_text() == "http://c.test/", "the address")
        await soon(lambda: not found.pids(), "the end of the menu")


def _yellow(desk: Desk) -> float:
    return all_of(desk.picture(), (2250, 550, 2304, 620), "#ffd23f")


async def _press(desk: Desk, key: str, probe: Callable[[], object]) -> None:
    deadline = time.monotonic() + 15
    while not probe():
        assert time.monotonic() < deadline, f"nothing came of {key}"
        desk.xdotool("key", key)
        await asyncio.sleep(0.2)


def test_where_it_stands_what_a_user_was_told() -> None:
    assert keeper.told_file({"XDG_DATA_HOME": "/home/anna/data"}) == Path("/home/anna/data/lollipop/told")
    assert until(lambda: keeper.told_file({}), "a path").is_absolute()
