"""`core`: takes events from the spools, writes them, runs actions, and tells workers and consoles what changed."""

import asyncio
import fcntl
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from msgspec.structs import replace

from appliance.choice_wire import ChoiceAsked
from appliance.config import Home, Settings
from appliance.core.access import AccessInForce
from appliance.core.alerts import Alerts
from appliance.core.aup_desk import AupDesk
from appliance.core.callers import of_this_machine
from appliance.core.choosing import Choosing
from appliance.core.confide_keeper import ConfideKeeper
from appliance.core.daily_head import DailyHead
from appliance.core.desk import Desk
from appliance.core.devices import Devices, placed
from appliance.core.dispatch import Dispatcher
from appliance.core.evidence_keeper import EvidenceKeeper
from appliance.core.fallback import Fallback, chosen
from appliance.core.first_link import FirstLinks
from appliance.core.followers import Followers
from appliance.core.helped.helped import Helped
from appliance.core.hub import Hub, Worker
from appliance.core.incident_log import IncidentLog
from appliance.core.machine_link import MachineLink
from appliance.core.mistake_desk import MistakeDesk
from appliance.core.network_link import NetworkLink
from appliance.core.pauses import Pauses
from appliance.core.portal_desk import PortalDesk
from appliance.core.presence import Presence
from appliance.core.proofs import Proofs
from appliance.core.recorder import Recorder
from appliance.core.school import SchoolRules
from appliance.core.school_desk import SchoolDesk
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.core.trouble import Trouble
from appliance.errors import StorageError, WireError
from appliance.evidence.vault import vault_of
from appliance.helper_wire import FromHelpers, HelperAsked
from appliance.keywords.in_force import shelf_troubles
from appliance.model import AppRefused, Captured, Event, Visit
from appliance.portal_wire import PortalAsk
from appliance.store import Store
from appliance.wire import (
    AskBan,
    AskFirstLink,
    AskLift,
    AskMachine,
    AskReload,
    AskStatus,
    Connection,
    Done,
    Follow,
    FromCore,
    Goodbye,
    Hello,
    InForce,
    ProxySignIn,
    Pulse,
    Refused,
    Sighted,
    Spooled,
    ToCore,
    listen,
)

HELLO_SECONDS = 5.0
BUSY_SECONDS = 0.5
log = logging.getLogger("lollipop.core")


class _Part(Protocol):
    async def run(self) -> None: ...


class Core:
    """The parts and how they hear of each other."""

    def __init__(self, home: Home, settings: Settings, store: StoreThread) -> None:
        self._home = home
        self._store = store
        self.incidents = IncidentLog(store)
        self.callers = of_this_machine()
        self._presence = Presence(self.incidents)
        self._talks: set[asyncio.Task[None]] = set()
        self._followers = Followers()
        self._hub = Hub()
        self._network = NetworkLink(home.network_socket, self.incidents)
        self._machine = MachineLink(home.machine_socket, store)
        self._fallback = Fallback(chosen(settings), self._hub, self._network, self.incidents)
        self._pauses = Pauses(store, self._hub, self._network)
        self._seating = Seating(store, self._hub, settings.known, self._pauses.follow)
        self._portal = PortalDesk(settings, store, self._seating, Proofs(store))
        self._portal.rules = AupDesk(store)
        self._portal.reports = MistakeDesk(store)
        self._portal.school = SchoolDesk(home, settings, store)
        self._school = SchoolRules(store, self._hub, self.incidents)
        self._access = AccessInForce(store, self._hub)
        self._choosing = Choosing(home, store, self.incidents, self._chosen, self._network.apply)
        self._access.chosen = self._choosing.filtering
        self._first_links = FirstLinks(store)
        self._alerts = Alerts(store, self.incidents)
        self._daily_head = DailyHead(home, store)
        self._confide = ConfideKeeper(home, settings, store, self.incidents)
        self._helped = Helped(home, store, self._hub, self._seating, self.incidents, self._followers.tell)
        self._dispatcher = Dispatcher(store, self._pauses, self._followers.tell, self._helped.hide)
        trouble = Trouble(self.incidents)
        for sentence in shelf_troubles(home, settings):
            self.incidents.tell("libraries", sentence, "core")
        self._recorder = Recorder(home.spool, store, trouble, settings.fold.minutes * 60.0, self._recorded)
        self._recorder.heard = self._heard
        self._recorder.placed = lambda event: placed(event, self._seating.device_at, time.time())
        self._pictures = EvidenceKeeper(
            vault_of(home, settings), settings.evidence, store, self.incidents, self._recorder.waiting
        )
        self._helped.when_pictures_go(self._pictures.ring)
        self._devices = Devices(store, self.incidents, self._followers.found)
        self._desk = Desk(store, self._seating, self._hub, self._network, self._pauses, self._recorder, trouble)
        self._desk.helpers = lambda: (self._helped.here, self._helped.trouble)
        self._desk.trying_until = lambda: self._choosing.until

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`. Raises StorageError when the store cannot be read at the start."""
        await self._pauses.load()
        await self._school.load()
        await self._choosing.load()
        await self._access.load()
        await self._seating.load()
        await self._helped.load()
        server = await listen(self._home.core_socket, self._serve)
        parts: tuple[_Part, ...] = (
            self._recorder,
            self._dispatcher,
            self._alerts,
            self._daily_head,
            self._confide,
            self._pauses,
            self._seating,
            self._helped,
            self._devices,
            self._network,
            self._fallback,
            self._pictures,
            self.incidents,
        )
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part.run()) for part in parts]
            await stop.wait()
            server.close()
            for task in (*tasks, *self._talks):
                task.cancel()
        await self._helped.close()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self.incidents.flush()

    def _chosen(self, settings: Settings) -> None:
        """Other settings hold; most of them are read again by those who need them."""
        self._fallback.choice = chosen(settings)

    async def _reloaded(self) -> Done | Refused:
        self._devices.reload()
        self._confide.ring()
        try:
            done, *others = await asyncio.gather(self._school.reload(), self._access.load(), self._seating.reload())
            others.append(await self._helped.reload())
            return replace(done, missing=tuple(sorted({*done.missing, *chain.from_iterable(others)})))
        except StorageError as error:
            return Refused(text=str(error))

    def _heard(self, events: Sequence[Event]) -> None:
        self._pictures.heard(events)
        self._seating.visited((one.client, one.at) for one in events if isinstance(one, Captured | Visit | AppRefused))
        self._helped.recorded(events)

    def _recorded(self, captures: Sequence[int]) -> None:
        self._followers.tell(captures)
        self._dispatcher.ring()
        self._alerts.ring()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its Hello to its end."""
        talk = asyncio.current_task()
        assert talk is not None  # noqa: S101  # asyncio runs each connection in a task of its own
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        line = Connection[ToCore](reader, writer, ToCore)
        hello: object = None
        try:
            hello = await asyncio.wait_for(line.receive(), HELLO_SECONDS)
            if isinstance(hello, Hello) and self.callers.admit(hello, line.peer_uid()):
                await self._talk(hello, line)
        except TimeoutError:
            log.warning("a connection did not say who it is")
        except WireError as error:
            log.warning("%s: %s", hello, error)
        finally:
            line.close()

    async def _talk(self, hello: Hello, line: Connection[ToCore]) -> None:
        self._presence.came(hello)
        goodbye = False
        try:
            match hello.role:
                case "worker":
                    goodbye = await self._worker(hello, line)
                case "helpers":
                    goodbye = await self._helpers(hello, line)
                case "watch":
                    goodbye = await self._watch(line)
                case "portal":
                    goodbye = await self._only(line, PortalAsk, self._portal.answer)
                case "front":
                    goodbye = await self._only(line, AskStatus | AskFirstLink, self._front)
                case _:
                    goodbye = await self._person(line)
        finally:
            if not goodbye:
                self._presence.vanished(hello)

    async def _worker(self, hello: Hello, line: Connection[ToCore]) -> bool:
        """A worker's line, until it ends; True when it said goodbye."""
        worker = Worker(hello, line)
        self._hub.join(worker)
        self._recorder.ring()
        try:
            while (message := await line.receive()) is not None:
                match message:
                    case Spooled():
                        self._recorder.ring()
                    case Pulse():
                        worker.beat(message)
                    case InForce():
                        await self._hub.confirm(worker, message.version)
                    case ProxySignIn():
                        self._later(self._prove(message, line))
                    case Goodbye():
                        return True
                    case _:
                        raise WireError(f"{type(message).__name__} is not for a worker to say")
            return False
        finally:
            self._hub.leave(worker)

    async def _helpers(self, hello: Hello, line: Connection[ToCore]) -> bool:
        """The line of what helpers connect to, until it ends; True when it said goodbye."""
        held = Worker(hello, line)
        self._helped.join(line)
        self._hub.join(held)
        self._recorder.ring()
        try:
            while (message := await line.receive()) is not None:
                match message:
                    case Spooled():
                        self._recorder.ring()
                    case Pulse():
                        held.beat(message)
                        self._helped.feels(message.trouble)
                    case InForce():
                        await self._hub.confirm(held, message.version)
                    case Goodbye():
                        return True
                    case _ if isinstance(message, FromHelpers):
                        self._helped.heard(message)
                    case _:
                        raise WireError(f"{type(message).__name__} is not for helpers to say")
            return False
        finally:
            self._hub.leave(held)
            self._helped.leave(line)

    async def _prove(self, message: ProxySignIn, line: Connection[ToCore]) -> None:
        line.send(await self._portal.proxy(message))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """What takes a while must not hold up what a worker says next."""
        task = asyncio.create_task(work)
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    async def _watch(self, line: Connection[ToCore]) -> bool:
        """The network's watch, until its line ends; True when it said goodbye."""
        while (message := await line.receive()) is not None:
            match message:
                case Sighted():
                    self._seating.sighted(message)
                    self._devices.sighted(message)
                case Spooled():
                    self._recorder.ring()
                case Goodbye():
                    return True
                case _:
                    raise WireError(f"{type(message).__name__} is not for the watch to say")
        return False

    async def _only[Ask](
        self, line: Connection[ToCore], kind: Any, answer: Callable[[Ask], Awaitable[FromCore]]
    ) -> bool:
        """The line of one that asks one kind of things, and nothing else is answered; True when it said goodbye."""
        while (message := await line.receive()) is not None:
            if isinstance(message, Goodbye):
                return True
            if not isinstance(message, kind):
                raise WireError(f"{type(message).__name__} is not for it to ask")
            line.send(await answer(message))
        return False

    async def _front(self, ask: AskStatus | AskFirstLink) -> FromCore:
        return await (self._desk.status() if isinstance(ask, AskStatus) else self._first_links.answer(ask))

    async def _person(self, line: Connection[ToCore]) -> bool:
        """A console's or a command's line, until it ends; True when it said goodbye."""
        try:
            while (message := await line.receive()) is not None:
                if isinstance(message, Goodbye):
                    return True
                if isinstance(message, Follow):
                    self._followers.join(line)
                else:
                    line.send(await self._answer(message))
            return False
        finally:
            self._followers.leave(line)

    async def _answer(self, message: ToCore) -> FromCore:  # noqa: PLR0911  # one line for each kind
        match message:
            case AskBan():
                return await self._desk.ban(message)
            case AskLift():
                return await self._desk.lift(message)
            case AskReload():
                return await self._reloaded()
            case AskMachine():
                return await self._machine.answer(message)
            case AskStatus():
                return await self._desk.status()
            case _ if isinstance(message, HelperAsked):
                return await self._helped.answer(message)
            case _ if isinstance(message, ChoiceAsked):
                return await self._choosing.answer(message)
            case _:
                return Refused(text=f"{type(message).__name__} is not for you to say.")


class _Running:
    """The mark of a `core` that runs. One that is still there at a start tells that the last did not end in order."""

    def __init__(self, path: Path) -> None:
        """Raises StorageError when another `core` holds it, or the disk cannot."""
        self._path = path
        self.left_behind = path.exists()
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(f"{path.name} cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._fd)
            raise StorageError("another core is running on this store") from error

    def end(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._fd)


async def serve(home: Home, settings: Settings) -> None:
    """Run `core` until SIGTERM or SIGINT. Raises LollipopError when it cannot start."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = _Running(home.store / "core.running")
    store = StoreThread(Store.open(home, busy_seconds=BUSY_SECONDS))
    try:
        for name in await store.run(lambda opened: opened.migrate()):
            log.info("the store took the step %s", name)
        core = Core(home, settings, store)
        if running.left_behind:
            core.incidents.tell("stopped", "core did not end in order and was started again.", "core")
        await core.run(stop)
        running.end()
    finally:
        store.close()
