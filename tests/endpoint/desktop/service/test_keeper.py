"""A part of the helper in each session, again and again."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

import psutil

from endpoint.desktop.service.desks import Desk
from endpoint.desktop.service.keeper import Keeper

SLEEP = (sys.executable, "-c", "import time; time.sleep(300)")


def here() -> Desk:
    """A session of this process."""
    return Desk(os.getuid(), ":71", os.getpid(), psutil.Process().create_time(), (("DISPLAY", ":71"),))


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # a process gives no sign
            await asyncio.sleep(0.02)


def runs(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_STOPPED)
    return False


async def test_it_runs_once_for_a_session_and_ends_with_it() -> None:
    ended: list[Desk] = []
    keeper = Keeper(SLEEP, ended.append)
    await keeper.keep([here()])
    await until(lambda: keeper.pids)
    (pid,) = keeper.pids
    await keeper.keep([here()])
    assert keeper.pids == {pid}
    assert keeper.desk_of(pid) == here()
    assert keeper.desk_of(os.getpid()) is None
    await keeper.keep([])
    await until(lambda: not psutil.pid_exists(pid))
    assert not keeper.pids
    assert not ended


async def test_one_that_is_killed_or_frozen_starts_anew_and_is_told() -> None:
    ended: list[Desk] = []
    keeper = Keeper(SLEEP, ended.append)
    await keeper.keep([here()])
    for kind in (signal.SIGKILL, signal.SIGSTOP):
        await until(lambda: keeper.pids)
        (pid,) = keeper.pids
        os.kill(pid, kind)
        await until(lambda pid=pid: not runs(pid))
        await keeper.keep([here()])
        await until(lambda pid=pid: keeper.pids and keeper.pids != {pid})
    assert ended == [here(), here()]
    await keeper.close()
    assert not keeper.pids


async def test_a_program_that_is_not_there_is_tried_again_and_does_no_harm() -> None:
    keeper = Keeper(("/nonexistent/program",), lambda _: None)
    await keeper.keep([here()])
    await asyncio.sleep(0)
    assert not keeper.pids
    await keeper.close()


async def test_one_that_was_closed_starts_nothing_more() -> None:
    keeper = Keeper(SLEEP, lambda _: None)
    await keeper.keep([here()])
    await until(lambda: keeper.pids)
    await keeper.close()
    await keeper.keep([here()])
    await asyncio.sleep(0.2)
    assert not keeper.pids
