"""One worker: mitmproxy as a library, with only the addons that are needed, each one of ours behind the guard."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
from mitmproxy import master
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.options import Options

from appliance import ca, pipeline
from appliance.access.rules import AccessPolicy
from appliance.categories.in_force import load_lists
from appliance.clock import steady, today
from appliance.config import Home, Settings
from appliance.core.spool import SpoolWriter
from appliance.errors import PolicyError
from appliance.identify.devices import identify
from appliance.keywords.in_force import load_in_force
from appliance.languages.choosing import SchoolWords
from appliance.match.terms import Terms
from appliance.model import Ban, Device, Direction, Message, Pass, Warn
from appliance.own_process import memory_bytes, raise_file_limit
from appliance.policy.rules import Policy, build_policy, with_access, with_bans, with_school, with_seats
from appliance.policy.school import SchoolPolicy
from appliance.standing import Memory, on_steady_clock
from appliance.wire import AccessNews, Bans, News, Pulse, School, Seats
from proxy_addons import bounds, door, flows, lean, light, pages, trouble
from proxy_addons.apart import Apart
from proxy_addons.core_link import CoreLink
from proxy_addons.gate import Gate
from proxy_addons.guard import Guard
from proxy_addons.layers import NextLayer
from proxy_addons.leaves import Leaves
from proxy_addons.names import remember_names
from proxy_addons.proxy_sign_in import ProxySignIn
from proxy_addons.reach import Reach
from proxy_addons.reading import Reading
from proxy_addons.record import Recorder
from proxy_addons.refusals import Refusals, RefusingApps
from proxy_addons.state import State
from proxy_addons.tls_ends import Ends

logger = logging.getLogger(__name__)

IDLE_AFTER = 600  # seconds without a byte in either direction; quiet WebSockets send pings more often than that
_LOOK_EVERY = 5.0
_SEATS_HOLD = 300.0  # seconds without core: after that nobody knows who is where
_END_WITHIN = 2.0
_PAUSE = 0.01


class Worker(master.Master):
    """Everything of one worker, wired together. `run()` serves until `shutdown()`."""

    def __init__(self, number: int, home: Home, settings: Settings) -> None:
        lean.install()
        light.install()
        bounds.install()
        door.install()
        super().__init__(Options())
        self._legacy_log_events.uninstall()
        self.name = f"worker-{number}"
        self.state = State(settings=settings, policy=build_policy(settings, _terms(home, settings)))
        trouble.speak(lambda: self.state.said.spoken.first)
        self.home = home
        self.lists = load_lists(home)
        for sentence in self.lists.troubles:
            logger.warning("%s", sentence)
        _read_once(self.state.policy)
        self.memory = Memory(home.spool / self.name / "bans", tuple[Ban, ...], ())
        self.school = Memory(home.spool / self.name / "school", SchoolPolicy, SchoolPolicy())
        self.words = Memory(home.spool / self.name / "words", SchoolWords, SchoolWords())
        self.access = Memory(home.spool / self.name / "access", AccessPolicy, AccessPolicy())
        self.spool = SpoolWriter(home.spool / self.name, settings.spool.megabytes * 1024 * 1024)
        self.recorder = Recorder(self.name, self.spool)
        self.guard = Guard(self.name, settings.proxy.on_failure, self.recorder.keep, self.close_client)
        self.guard.language = self.state.language_of
        self.bounds = bounds.Bounds(self.heard_at, self.close_client)
        self.addons: lean.Chain = lean.Chain(self)
        self.proxyserver = Proxyserver()
        self.addons.add(self.proxyserver)
        self.link = CoreLink(self.name, home.core_socket, self.hear, self.pulse)
        self.recorder.bell = self.link.ring
        self._add_ours(home, settings)
        self._set_options(number, settings)

    def _add_ours(self, home: Home, settings: Settings) -> None:
        leaves = Leaves(ca.ensure(home, settings.school.name, today()))
        refusals = Refusals()
        gate = Gate(self.state, self.recorder, refusals)
        reach = Reach(
            settings.network.lan,
            self.state.policy.access.blocked,
            self.abort_server,
            private_too=settings.proxy.reach_private,
        )
        self.doors = door.Doors(self.guard, self.bounds, gate, reach)
        self.addons.add_guarded(
            self.guard,
            self.bounds,
            NextLayer(),
            Apart(self.state),
            gate,
            ProxySignIn(self.state, self.link),
            Ends(leaves, settings.proxy.trusted_roots),
            RefusingApps(self.state, self.recorder, refusals),
            reach,
            Reading(self.state, self.recorder, self.guard),
        )

    def _set_options(self, number: int, settings: Settings) -> None:
        proxy = settings.proxy
        modes = [f"regular@{proxy.listen}:{proxy.port + number - 1}"]
        if proxy.transparent:
            modes.append(f"transparent@{proxy.transparent_port + number - 1}")
        self.options.update(
            mode=modes,
            connection_strategy="lazy",  # a page of ours over HTTPS never contacts the origin
            upstream_cert=False,
            http3=False,
            rawtcp=False,  # what is neither HTTP nor TLS could not be read
            show_ignored_hosts=False,
            validate_inbound_headers=True,
            ssl_insecure=False,
            tcp_timeout=IDLE_AFTER,
        )
        lean.freeze(self.options)

    async def run(self) -> None:
        raise_file_limit()
        remember_names()
        self._hold(self.memory.recall())
        self._take_up(self.school.recall())
        self.state.said = self.words.recall()
        self._reach(self.access.recall())
        tasks = [asyncio.create_task(self.link.run()), asyncio.create_task(self._close_slow())]
        try:
            await super().run()
        finally:
            await self._stop_serving()
            await self.link.goodbye()
            for task in tasks:
                task.cancel()
            self.spool.close()

    async def _stop_serving(self) -> None:
        await self.proxyserver.servers.update([])
        for client in self._connections():
            self.close_client(client)
        end = time.monotonic() + _END_WITHIN
        while self._connections() and time.monotonic() < end:  # noqa: ASYNC110  # mitmproxy gives no signal
            await asyncio.sleep(_PAUSE)

    async def running(self) -> None:
        await super().running()
        if closed := [server.mode.full_spec for server in self.proxyserver.servers if not server.is_running]:
            raise OSError(f"not every port could be opened: {', '.join(closed)}")
        listening = ", ".join(f"{host}:{port}" for host, port, *_ in self.proxyserver.listen_addrs())
        logger.info("listening on %s", listening)

    # --- what core says ---

    def hear(self, message: News) -> None:
        """It holds from now on."""
        match message:
            case Bans():
                self.enforce(message)
            case School():
                self._take_up(message.policy)
                self.school.keep(message.policy)
                self.state.said = message.words
                self.words.keep(message.words)
            case AccessNews():
                self._reach(message.policy)
                self.access.keep(message.policy)
            case Seats():
                self._seat(message.devices)

    def _seat(self, devices: tuple[Device, ...]) -> None:
        """Devices are where these say, and whoever is at one is these. What was open to somebody who left is ended, and
        so is what is closed to somebody who came. Nothing of it is remembered over a restart: people move on."""
        before, settings = self.state.policy.devices, self.state.settings
        self.state.policy = with_seats(self.state.policy, settings, devices)
        for client, end in self._open():
            was, is_ = _person_at(client, before), _person_at(client, self.state.policy.devices)
            if was != is_ and (was or self._shut(client)):
                end()

    def _open(self) -> list[tuple[str, Callable[[], None]]]:
        """Every client's connection: whose it is, and how it ends."""
        handlers = (handler.client for handler in self.proxyserver.connections.values())
        inside = [(flows.client_of(client), partial(self.close_client, client.id)) for client in handlers]
        return [*inside, *((passed.who, passed.abort) for passed in self.doors.open.values())]

    def _take_up(self, school: SchoolPolicy) -> None:
        """What core sends can be used. What we remember may be of another version: then we wait for core's."""
        try:
            self.state.policy = with_school(self.state.policy, self.state.settings, school)
        except PolicyError as error:
            logger.warning("the school's own terms could not be taken up: %s", error)

    def enforce(self, message: Bans) -> None:
        """The bans hold from now on, for open connections too: those of a banned client are closed."""
        self._hold(message.bans)
        self.memory.keep(message.bans)

    def _hold(self, bans: tuple[Ban, ...]) -> None:
        self.state.policy = with_bans(self.state.policy, on_steady_clock(bans, time.time(), steady()))
        self._close_shut()

    def _reach(self, said: AccessPolicy) -> None:
        """What the school says of what can be reached, and the lists that are on the disk now."""
        self.lists = load_lists(self.home, self.lists)
        self.state.policy = with_access(self.state.policy, said, self.lists.categories, self.lists.illegal)
        self.guard.choice = self.state.policy.access.filtering.on_failure
        self._close_shut()

    def _close_shut(self) -> None:
        """End what is open to those who may reach nothing now, and what passes unread and may not any more."""
        for handler in list(self.proxyserver.connections.values()):
            if self._shut(flows.client_of(handler.client)):
                self.close_client(handler.client.id)
        for passed in list(self.doors.open.values()):
            if self._shut(passed.who, passed.host):
                passed.abort()

    def _shut(self, client: str, host: str = "") -> bool:
        """Is this host closed to the client; or everything, where none is given?"""
        about = Message(
            client=client, direction=Direction.SENT, method="", scheme="", host=host, path="", at=time.time()
        )
        return not isinstance(pipeline.admit(about, self.state.policy, steady())[1], Pass | Warn)

    # --- connections ---

    def _connections(self) -> list[str]:
        return [*map(str, self.proxyserver.connections), *self.doors.open]

    def heard_at(self, client: str) -> float:
        """When the last byte came over a client's connection or one made for it; 0 where there is none any more."""
        if passed := self.doors.open.get(client):
            return passed.last_heard()
        handler = self.proxyserver.connections.get(client)
        return handler.timeout_watchdog.last_activity if handler else 0.0

    def close_client(self, client: str) -> None:
        """Cut a client's connection, and with it those made for it. Bytes that wait are not sent any more."""
        if passed := self.doors.open.get(client):
            passed.abort()
        if handler := self.proxyserver.connections.get(client):
            for transport in list(handler.transports.values()):
                if transport.writer:
                    transport.writer.transport.abort()  # type: ignore[union-attr]  # TCP only: it is a StreamWriter

    def abort_server(self, client: str, server: str) -> None:
        """Cut one connection that was made for a client."""
        handler = self.proxyserver.connections.get(client)
        for connection, transport in list(handler.transports.items()) if handler else ():
            if connection.id == server and transport.writer:
                transport.writer.transport.abort()  # type: ignore[union-attr]  # the same

    async def _close_slow(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self.link.silent_for > _SEATS_HOLD:
                self._seat(())
            for client in (*self.bounds.too_slow(), *self.doors.idle(IDLE_AFTER)):
                self.close_client(client)

    def pulse(self) -> Pulse:
        return Pulse(
            connections=len(self._connections()),
            requests=self.state.requests,
            memory_bytes=memory_bytes(),
            spool_bytes=self.recorder.spool_bytes,
            guard_trips=self.guard.trips,
        )


def _person_at(client: str, devices: Mapping[str, Device]) -> str:
    person = identify(client, devices).person
    return person.id if person else ""


def _terms(home: Home, settings: Settings) -> Terms:
    found = load_in_force(home, settings)
    for sentence in found.troubles:
        logger.warning("%s", sentence)
    return found.terms


def _read_once(policy: Policy) -> None:
    """Some of it is compiled when the first text is read. That must not hold up the first child who asks."""
    about = Message(
        client="", direction=Direction.SENT, method="GET", scheme="https", host="a.example", path="/?q=words", at=0.0
    )
    pipeline.inspect(about, policy)
    page = msgspec.structs.replace(
        about, direction=Direction.RECEIVED, content_type="text/html", body=b"<title>A page</title><p>Some words</p>"
    )
    pipeline.inspect(page, policy)
    pages.read_once()
