"""A small `core` that speaks the wire, and a hub in front of it: for tests of the hub, and of what connects to it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance import ca
from appliance.config import Helpers, Home, Portal, Settings
from appliance.core.spool import SpoolReader
from appliance.helper_wire import (
    AskEnrol,
    AskWho,
    Enrolled,
    HelperNews,
    HelperPerson,
    HelperUser,
    NotEnrolled,
    SendOrder,
    Who,
)
from appliance.helpers.protocol import Do, Watch
from appliance.helpers.service import Service
from appliance.match.terms import Terms
from appliance.model import Channel, Event, Helper, Lock, Person, Role, Severity, SpoolCursor, Term
from appliance.wire import Connection, InForce, News, ToCore, listen
from tests.helpers.device import Device, Where
from tests.running import free_ports

CODE = "ABCD-EFGH-JKLM"
WITHIN = 10.0
ADA = Person(id="p-1", name="Ada Lovelace", role=Role.PUPIL, groups=("Year 3",))
TERMS = Terms(
    [
        Term(
            id="self-harm/1",
            category="Self-harm",
            pattern="hurt myself",
            severity=Severity.SEVERE,
            definition="says that they hurt themselves",
            channels=(Channel.TYPED, Channel.TITLE, Channel.SEARCH),
            source="ours",
            since="2026-01",
        )
    ]
)


class Core:
    """Enrols whoever knows `CODE`, and knows `people` by user name. What it heard is in `said`."""

    def __init__(self, home: Home) -> None:
        self.school = "school-1"
        self.helpers: tuple[Helper, ...] = ()
        self.locks: tuple[Lock, ...] = ()
        self.watch = Watch()
        self.people: dict[str, Person] = {"ada": ADA}
        self.said: list[ToCore] = []
        self.answers = True
        self.knows = True
        self._home = home
        self._version = 0
        self._news = asyncio.Condition()
        self._line: Connection[ToCore] | None = None
        self._server: asyncio.Server | None = None

    @property
    def is_there(self) -> bool:
        return self._server is not None

    async def start(self) -> None:
        self._server = await listen(self._home.core_socket, self._talk)

    async def stop(self) -> None:
        if self._line:
            self._line.close()
        if self._server:
            self._server.close()
            await self._server.wait_closed()
        self._line = self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = self._line = Connection[ToCore](reader, writer, ToCore)
        if self.knows:
            line.send(self._all())
        try:
            while (message := await line.receive()) is not None:
                async with self._news:
                    self.said.append(message)
                    self._news.notify_all()
                if self.answers:
                    self._answer(line, message)
        finally:
            line.close()

    def _answer(self, line: Connection[ToCore], message: ToCore) -> None:
        match message:
            case AskEnrol() if message.code == CODE:
                helper = Helper(id=uuid.uuid4().hex, kind=message.kind, name=message.name, key=message.key)
                self.helpers = (*self.helpers, helper)
                line.send(Enrolled(ask=message.ask, helper=helper))
                line.send(self._all())
            case AskEnrol():
                line.send(NotEnrolled(ask=message.ask, why="There is no such code.", again=False))
            case AskWho():
                line.send(Who(ask=message.ask, person=self.people.get(message.user)))
            case HelperUser():
                line.send(HelperPerson(helper=message.helper, person=self.people.get(message.user)))

    def _all(self) -> HelperNews:
        self._version += 1
        return HelperNews(
            version=self._version, school=self.school, helpers=self.helpers, locks=self.locks, watch=self.watch
        )

    async def tell(self, news: Callable[[int], News] | None = None) -> None:
        """News, by default of helpers; until they are in force."""
        assert self._line
        self._version += 1
        message = news(self._version) if news else self._all()
        self._line.send(message)
        await self.until(lambda said: isinstance(said, InForce) and said.version >= message.version)

    async def order(self, helper: str, do: Do, within: float = 5.0, order: str = "") -> str:
        order = order or uuid.uuid4().hex
        self.send(SendOrder(helper=helper, order=order, within=within, do=do))
        return order

    def send(self, message: Any) -> None:
        assert self._line
        self._line.send(message)

    async def until(self, holds: Callable[[ToCore], bool]) -> Any:
        """The first thing that it heard for which it holds, now or later."""
        async with asyncio.timeout(WITHIN), self._news:
            await self._news.wait_for(lambda: any(holds(one) for one in self.said))
            return next(one for one in self.said if holds(one))


class Box:
    """A hub in this process, its core, and what it kept."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.home = Home(root)
        self.home.make()
        (port,) = free_ports(1)
        self.settings = Settings(helpers=Helpers(port=port, **settings), portal=Portal(names=("lollipop",)))
        self.core = Core(self.home)
        self.service: Service | None = None
        ca.ensure(self.home, "School", datetime.now(UTC))

    @property
    def where(self) -> Where:
        return Where("127.0.0.1", self.settings.helpers.port, ca.export(self.home, datetime.now(UTC)))

    @property
    def kept(self) -> tuple[Event, ...]:
        """Everything in its spool."""
        return SpoolReader(self.home.spool / "helpers").read(SpoolCursor(), 100_000).events

    @asynccontextmanager
    async def hub(self) -> AsyncIterator[None]:
        """It runs, and knows who may connect."""
        stop = asyncio.Event()
        service = self.service = Service(self.home, self.settings, TERMS)
        running = asyncio.create_task(service.run(stop))
        try:
            await self._answers(running)
            yield
        finally:
            stop.set()
            await running
            self.service = None

    async def _answers(self, running: asyncio.Task[None]) -> None:
        async with asyncio.timeout(WITHIN):
            while not running.done():
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.settings.helpers.port)
                except OSError:
                    await asyncio.sleep(0.01)
                else:
                    writer.close()
                    break
            else:
                running.result()
        if self.core.is_there and self.core.knows:
            await self.core.until(lambda said: isinstance(said, InForce))

    @asynccontextmanager
    async def device(self, **about: Any) -> AsyncIterator[Device]:
        """One that has just enrolled."""
        async with Device.enrolled(self.where, CODE, **about) as device:
            yield device


@asynccontextmanager
async def box(root: Path, **settings: Any) -> AsyncIterator[Box]:
    made = Box(root, **settings)
    await made.core.start()
    try:
        async with made.hub():
            yield made
    finally:
        await made.core.stop()
