"""The workers that are connected, and what each of them holds: the bans, the school's own policy, who is where. What
helpers connect to holds the same and more, and serves no traffic."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from appliance.errors import WireError
from appliance.helper_wire import HelperNews
from appliance.languages.choosing import SchoolWords
from appliance.model import Ban, Frozen
from appliance.policy.school import SchoolPolicy
from appliance.wire import Bans, Connection, Hello, News, Pulse, School, ToCore, WorkerState

ANSWER_SECONDS = 2.0
ALIVE_SECONDS = 5.0  # a worker gives a sign of life each second


class Worker:
    """One worker's line. `holds` is the version that it confirmed last; it takes up what it hears in order. One that
    does not serve pupils' traffic is told the same, and not counted."""

    def __init__(self, hello: Hello, connection: Connection[ToCore]) -> None:
        self.name = hello.name
        self.pid = hello.pid
        self.serves = hello.role == "worker"
        self.since = time.time()
        self.connection = connection
        self.pulse: Pulse | None = None
        self.heard = time.monotonic()
        self.holds = -1

    def beat(self, pulse: Pulse) -> None:
        self.pulse = pulse
        self.heard = time.monotonic()

    def takes(self, kind: type[News]) -> bool:
        """Only `helpers` is told of helpers."""
        return kind is not HelperNews or not self.serves

    @property
    def state(self) -> WorkerState:
        return WorkerState(name=self.name, pid=self.pid, since=self.since, pulse=self.pulse)


class Sent(Frozen):
    """News of which version went to whom."""

    version: int
    to: tuple[str, ...]


class Hub:
    """Versions count from 1 for each run of `core`, over all kinds of news; a worker gets the whole when it joins."""

    def __init__(self) -> None:
        self._workers: dict[str, Worker] = {}
        self._version = 1
        self._latest: dict[type[News], News] = {Bans: Bans(version=1, bans=())}
        self._news = asyncio.Condition()

    @property
    def states(self) -> tuple[WorkerState, ...]:
        return tuple(self._workers[name].state for name in sorted(self._workers) if self._workers[name].serves)

    @property
    def is_alive(self) -> bool:
        """Did any worker that is connected give a sign of life lately?"""
        now = time.monotonic()
        return any(worker.serves and now - worker.heard < ALIVE_SECONDS for worker in self._workers.values())

    def join(self, worker: Worker) -> None:
        """A worker that connects again takes the place of its old line."""
        old = self._workers.get(worker.name)
        if old is not None:
            old.connection.close()
        self._workers[worker.name] = worker
        for news in self._latest.values():
            if worker.takes(type(news)):
                self._tell(worker, news)

    def leave(self, worker: Worker) -> None:
        if self._workers.get(worker.name) is worker:
            del self._workers[worker.name]

    async def confirm(self, worker: Worker, version: int) -> None:
        async with self._news:
            worker.holds = max(worker.holds, version)
            self._news.notify_all()

    async def announce(self, bans: tuple[Ban, ...]) -> tuple[str, ...]:
        """Send the list to every worker and wait until all of them hold it; gives the names of those that did not
        say so in time."""
        return await self.held(self.send(lambda version: Bans(version=version, bans=bans)))

    async def announce_school(self, policy: SchoolPolicy, words: SchoolWords | None = None) -> tuple[str, ...]:
        """The same with the school's own policy, and how it words itself."""
        said = words or SchoolWords()
        return await self.held(self.send(lambda version: School(version=version, policy=policy, words=said)))

    def send(self, news_of: Callable[[int], News]) -> Sent:
        """Tell every worker, and each that joins, in place of the last news of that kind. Does not wait."""
        self._version += 1
        news = news_of(self._version)
        self._latest[type(news)] = news
        names = sorted(name for name, worker in self._workers.items() if worker.takes(type(news)))
        for name in names:
            self._tell(self._workers[name], news)
        return Sent(version=news.version, to=tuple(names))

    async def held(self, sent: Sent) -> tuple[str, ...]:
        """Wait until all of them hold it; gives the names of those that did not say so in time."""
        async with self._news:
            try:
                held = self._news.wait_for(lambda: not self._lagging(sent))
                await asyncio.wait_for(held, ANSWER_SECONDS)
            except TimeoutError:
                return self._lagging(sent)
        return ()

    def _tell(self, worker: Worker, news: News) -> None:
        with contextlib.suppress(WireError):  # too long for one message: the worker will be named as missing
            worker.connection.send(news)

    def _lagging(self, sent: Sent) -> tuple[str, ...]:
        """Those that do not hold it, or are gone."""
        held = {name for name, worker in self._workers.items() if worker.holds >= sent.version}
        return tuple(name for name in sent.to if name not in held)
