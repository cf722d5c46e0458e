"""The watch as a process: it opens its sockets as root, gives root away, and tells `core` what it hears."""

import asyncio
import contextlib
import logging
import os
import pwd
import signal
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from appliance.config import Home, Settings, load
from appliance.core.spool import SpoolWriter
from appliance.errors import ConfigError, CoreAwayError, WireError
from appliance.model import Visit
from appliance.network.layout import layout
from appliance.network.watch.budget import Budget
from appliance.network.watch.capture import Tap, taps
from appliance.network.watch.makers import maker
from appliance.network.watch.watch import WORKER, Watch, own_names
from appliance.wire import Connection, FromCore, Goodbye, Hello, Sighted, Spooled

ROUND_SECONDS = 0.05
FRAMES_A_ROUND = 160
WRITE_SECONDS = 1.0
RETRY_SECONDS = 1.0
LOOK_SECONDS = 5.0
FLOOD_SECONDS = 60.0
TOLD_A_SECOND, TOLD_AT_ONCE = 200.0, 2000.0
MOST_BACKLOG = 1024 * 1024
_MEBIBYTE = 1024 * 1024
log = logging.getLogger("lollipop.watch")


def give_root_away(user: str) -> None:
    """Become another user for good, with its groups. The group stays where the user is given by number, and what other
    groups the process has. Raises ConfigError."""
    if os.geteuid() != 0:
        return
    named = not (user.isascii() and user.isdigit())
    try:
        uid, gid = (pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid) if named else (int(user), os.getegid())
    except KeyError as error:
        raise ConfigError(f"network.watch_user: there is no user {user!r} on this box") from error
    if 0 in {uid, gid}:
        raise ConfigError("network.watch_user: must be a user of its own, with a group that is not root's")
    os.setgroups(os.getgrouplist(user, gid) if named else [one for one in os.getgroups() if one])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


class Line:
    """To `core`, as long as it is there; all that is known is told whenever it comes back."""

    def __init__(self, home: Home, watch: Watch) -> None:
        self._home = home
        self._watch = watch
        self._connection: Connection[FromCore] | None = None
        self._budget = Budget(TOLD_A_SECOND, TOLD_AT_ONCE, each=10**9)

    def tell(self, said: Sighted) -> None:
        """What `core` has no time for is dropped: it is told again with the next sign of the device."""
        line = self._connection
        if line and line.backlog < MOST_BACKLOG and self._budget.takes(b"", time.monotonic()):
            line.send(said)

    def ring(self) -> None:
        if self._connection:
            self._connection.send(Spooled())

    async def run(self) -> None:
        while True:
            with contextlib.suppress(CoreAwayError, WireError, OSError):
                await self._talk()
            self._connection = None
            await asyncio.sleep(RETRY_SECONDS)

    async def _talk(self) -> None:
        line = await Connection[FromCore].open(self._home.core_socket, FromCore)
        try:
            line.send(Hello(role="watch", name="", pid=os.getpid()))
            for said in self._watch.table.everything():
                line.send(said)
                await line.drain()
            self._connection = line
            while await line.receive() is not None:
                pass  # nothing is said to the watch that it has to know
        except asyncio.CancelledError:
            line.send(Goodbye())
            with contextlib.suppress(OSError):
                await line.drain()
            raise
        finally:
            line.close()


class Service:
    """Reads in rounds, so that a busy network does not wake us for each frame."""

    def __init__(self, watch: Watch, heard_at: Sequence[Tap], line: Line, spool: SpoolWriter) -> None:
        self._watch = watch
        self._taps = heard_at
        self._line = line
        self._spool = spool
        self._frames = asyncio.Event()
        self._visits: list[Visit] = []
        self._written_at = self._flood_at = 0.0

    async def run(self) -> None:
        """Raises NetworkError when the port is gone."""
        try:
            while True:
                if not self._round(time.time()):
                    await self._wait()
                now = time.monotonic()
                self._tell_floods(now)
                if now - self._written_at >= WRITE_SECONDS:
                    self._write(now)
                await asyncio.sleep(ROUND_SECONDS)
        finally:
            self._write(0.0)

    async def _wait(self) -> None:
        """Until there is a frame, or visits are to be written."""
        loop = asyncio.get_running_loop()
        self._frames.clear()
        for tap in self._taps:
            loop.add_reader(tap.fileno(), self._frames.set)
        try:
            await asyncio.wait_for(self._frames.wait(), WRITE_SECONDS if self._visits else None)
        except TimeoutError:
            return
        finally:
            for tap in self._taps:
                loop.remove_reader(tap.fileno())

    def _round(self, now: float) -> bool:
        """Read what waits. False where there was nothing."""
        any_frame = False
        for tap in self._taps:
            for frame in tap.take(FRAMES_A_ROUND):
                any_frame = True
                for said in self._watch.take(tap.kind, frame, now):
                    self._tell(said)
        return any_frame

    def _tell(self, said: Sighted | Visit) -> None:
        if isinstance(said, Visit):
            self._visits.append(said)
        else:
            self._line.tell(said)

    def _write(self, now: float) -> None:
        """Visits once a second: to write each through to the disk would cost more than to hear it."""
        visits, self._visits, self._written_at = self._visits, [], now
        for visit in visits:
            self._spool.append(visit)
        if visits:
            self._line.ring()

    def _tell_floods(self, now: float) -> None:
        if now - self._flood_at < FLOOD_SECONDS:
            return
        self._flood_at = now
        for tap in self._taps:
            budget = self._watch.budgets[tap.kind]
            too_much, budget.refused = tap.lost() + budget.refused, 0
            if too_much:
                log.warning("%s: %d frames in a minute were more than is read", tap.kind, too_much)


async def serve(home: Home, settings: Settings) -> None:
    """Watch until SIGTERM or SIGINT. Raises LollipopError when it cannot start, or the port goes away."""
    heard_at = taps(settings)
    give_root_away(settings.network.watch_user)
    watch = Watch(own_names(settings), maker)
    line = Line(home, watch)
    with SpoolWriter(home.spool / WORKER, settings.spool.megabytes * _MEBIBYTE) as spool:
        await _until_stopped(Service(watch, heard_at, line, spool).run(), line.run(), _until_elsewhere(home, settings))
    for tap in heard_at:
        tap.close()


async def _until_elsewhere(home: Home, settings: Settings) -> None:
    """Until the box is plugged in another way. Root is given away: who starts us anew lets us hear the other port."""
    while layout(load(home)) == layout(settings):  # noqa: ASYNC110  # another process writes the file
        await asyncio.sleep(LOOK_SECONDS)


async def _until_stopped(*works: Coroutine[Any, Any, None]) -> None:
    """Or until one of them ends."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(work) for work in works]
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({*tasks, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in (*tasks, stopped):
        task.cancel()
    await asyncio.gather(*tasks, stopped, return_exceptions=True)
    for task in done:
        if error := task.exception():
            raise error
