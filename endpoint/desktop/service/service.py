"""The service: what the box says goes to the sessions, what happens in them is kept and goes to the box."""

import asyncio
import contextlib
import logging
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from appliance.errors import StorageError, WireError
from appliance.helpers.protocol import (
    Answer,
    AupAnswer,
    Beat,
    Bye,
    CloseTabs,
    FromBox,
    FromDevice,
    Front,
    LoggedOn,
    LogOff,
    Order,
    Picture,
    Renew,
    ShowMessage,
    State,
    Told,
    Typed,
    Watch,
    encode_picture,
)
from appliance.model import Notice
from endpoint.desktop.link import SOCKET, Pictured, listen
from endpoint.desktop.service.box import Box
from endpoint.desktop.service.config import load
from endpoint.desktop.service.fetch import Libraries, fetch
from endpoint.desktop.service.guards import Guards
from endpoint.desktop.service.health import EVERY, health
from endpoint.desktop.service.hold import Hold
from endpoint.desktop.service.identity import Identity
from endpoint.desktop.service.keeper import Keeper
from endpoint.desktop.service.lines import Lines
from endpoint.desktop.service.moments import between, now
from endpoint.desktop.service.offline import AWAY_AFTER, Passage, Unread, found_in
from endpoint.desktop.service.orders import Orders
from endpoint.desktop.service.processes import Fresh
from endpoint.desktop.service.queue import Queue, Weight
from endpoint.desktop.service.system import Desk, Desks, Usb, log_off

SESSION = (sys.executable, "-m", "endpoint.desktop.session")
ROUND = 2.0
_TELL_STOPS = 30  # rounds between two notices on sessions' parts that were stopped
_NOTICE_SECONDS = 14.0  # for the notice that stands before a log-off
_MOST_SAID = 16
_NOTHING = State(  # of a school that this device does not belong to
    version=0,
    school="",
    talk_to="",
    language="en",
    confide="",
    watch=Watch(typed=False, titles=False, pictures=False, usb="allow"),
)

_log = logging.getLogger(__name__)


class Service:
    """One computer. `session` is the command that runs in each session."""

    def __init__(
        self,
        config: Path,
        *,
        session: Sequence[str] = SESSION,
        line: Path = SOCKET,
        desks: Desks | None = None,
        usb: Usb | None = None,
    ) -> None:
        """Raises ConfigError, OSError."""
        self._folder = load(config).state
        self._config, self._line = config, line
        self.identity = Identity(self._folder)
        seal = self.identity.seal
        self.queue = Queue(self._folder / "waiting", seal)
        self._hold = Hold(self._folder / "state", seal)
        self._libraries = Libraries(self._folder / "libraries", seal)
        self.box = Box(config, self.identity, self.queue, self, lambda: self._idle)
        self.desks = desks or Desks()
        self.keeper = Keeper(session, self._stopped)
        self._lines = Lines(self.keeper.desk_of, self._said, self.state)
        self._orders = Orders(self._do, self.box.send, self._folder / "orders", seal)
        self._guards = Guards(usb or Usb(), self._tell, self._show)
        self._fresh = Fresh()
        self._unread = Unread()
        self._rules_said: dict[str, AupAnswer] = {}
        self._stops: Counter[str] = Counter()
        self._shown = self.state()
        self._user: str | None = None
        self._idle = 0.0
        self._reading: asyncio.Task[None] | None = None

    def state(self) -> State:
        """What holds now."""
        return self._hold.now(now(), here=self.box.here) or _NOTHING

    async def run(self) -> None:
        """Until it is cancelled."""
        self._tell_of_the_last_end()
        async with await listen(self._lines.handle, self._line), asyncio.TaskGroup() as tasks:
            try:
                for work in (self.box.run, self._rounds, self._healths):
                    tasks.create_task(work())
                await asyncio.Event().wait()
            finally:
                await self._end()

    async def _end(self) -> None:
        with contextlib.suppress(WireError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self.box.send(Bye(why="The computer is shut down, or the helper renewed."))
        await self.keeper.close()
        if self._reading:
            self._reading.cancel()
        (self._folder / "running").unlink(missing_ok=True)

    # --- the box's side ---

    async def welcomed(self) -> None:
        self._user = None
        await self._say_user()
        await self.box.send(health(len(self.queue), self._uids()))
        for said in self._rules_said.values():
            await self.box.send(said)
        self._rules_said.clear()
        await self._orders.say_again()
        for passage in self._unread.all():
            self._keep_typed(passage, offline=True)

    async def heard(self, message: FromBox) -> None:
        self._hold.word(now())
        match message:
            case State():
                self._hold.take(message, now())
                await self._show_state()
                self._renew_libraries(message.digest)
            case Order():
                self._orders.take(message)
            case _:
                pass

    async def away(self) -> None:
        self._hold.word(now())
        await self._show_state()

    async def sent_away(self) -> None:
        for kept in (self.queue, self._hold, self._libraries, self._orders):
            kept.forget()
        self._unread.all()
        self._rules_said.clear()
        await self._show_state()

    async def _show_state(self) -> None:
        self._shown = self.state()
        await self._lines.tell(self._shown)

    async def _do(self, order: Order) -> Answer:
        desk = self.desks.front()
        match order.do:
            case LogOff():
                return await self._log_off(desk, order)
            case CloseTabs():
                return Answer(order=order.id, done=False, why="Tabs are closed by the browser's helper.")
            case Renew():
                return Answer(order=order.id, done=False, why="This helper is renewed with the computer's programs.")
            case _:
                return await self._lines.ask(desk, order)

    async def _log_off(self, desk: Desk | None, order: Order) -> Answer:
        if desk is None:
            return Answer(order=order.id, done=False, why="Nobody is logged on.")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(_NOTICE_SECONDS, max(order.within - 6.0, 0.0))):
                await self._lines.ask(desk, order)
        why = await log_off(desk)
        return Answer(order=order.id, done=not why, why=why)

    # --- the sessions' side ---

    async def _said(self, desk: Desk, message: FromDevice | Pictured) -> None:
        in_front = desk == self.desks.front()
        match message:
            case Pictured():
                await self._picture(message.header, message.image)
            case Typed():
                self._typed(msgspec.structs.replace(message, user=desk.user))
            case Told():
                self._tell(message.what, message.detail, desk.user)
            case AupAnswer():
                await self._rules(message)
            case Beat() if in_front:
                self._idle = message.idle
            case Front() if in_front:
                await self.box.send(message)
            case _:
                pass

    async def _picture(self, header: Picture, image: bytes) -> None:
        if header.kind == "thumbnail":
            await self.box.send_frame(encode_picture(header, image))
        elif self._orders.is_known(header.order):
            with _kept():
                number = self.queue.put_picture(header, image)
                self.box.queued(number, Weight.FRAME if header.kind == "frame" else Weight.STILL)

    def _typed(self, typed: Typed) -> None:
        passage = Passage(now(), typed)
        if self.box.away_for() > AWAY_AFTER:
            self._unread.add(passage)
        else:
            self._keep_typed(passage, offline=not self.box.here)

    def _keep_typed(self, passage: Passage, *, offline: bool) -> None:
        ago = passage.typed.ago + between(passage.at, now())
        self._keep(msgspec.structs.replace(passage.typed, ago=ago, offline=offline))

    async def _rules(self, said: AupAnswer) -> None:
        if not await self.box.send(said) and len(self._rules_said) < _MOST_SAID:
            self._rules_said[said.person] = said

    def _tell(self, what: Notice, detail: str, user: str = "") -> None:
        self._keep(Told(number=0, ago=0.0, what=what, detail=detail[:1000], user=user))

    def _keep(self, message: Typed | Told) -> None:
        with _kept():
            number = self.queue.put(message)
            self.box.queued(number, Weight.WORDS if isinstance(message, Typed) else Weight.NOTICE)

    async def _show(self, text: str) -> None:
        """A message of the helper's own, to whoever is in front."""
        order = Order(id=f"own-{uuid.uuid4().hex}", within=30.0, do=ShowMessage(text=text, sender=self.state().school))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(order.within):
                await self._lines.ask(self.desks.front(), order)

    # --- what is looked after ---

    async def _rounds(self) -> None:
        rounds = 0
        while True:
            fresh = self._fresh.round()
            await self.keeper.keep(self.desks.look(fresh, self.keeper.pids))
            await self._say_user()
            state = self.state()
            await self._guards.look(fresh, state, self._uids())
            await self._ends(state)
            self._read_if_due(state)
            if rounds % _TELL_STOPS == 0:
                self._tell_stops()
            rounds += 1
            await asyncio.sleep(ROUND)

    async def _healths(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.box.send(health(len(self.queue), self._uids()))
            if self.box.here:
                self._renew_libraries(self.state().digest)  # where they did not come

    def _uids(self) -> frozenset[int]:
        return frozenset(desk.uid for desk in self.desks.here)

    async def _say_user(self) -> None:
        desk = self.desks.front()
        user = desk.user if desk else ""
        if user != self._user and await self.box.send(LoggedOn(user=user[:200])):
            self._user = user

    async def _ends(self, state: State) -> None:
        """What came to its end since the last round, whether or not the box is there."""
        shown = self._shown
        if (state.lock is None, state.ban is None, state.only is None) != (
            shown.lock is None,
            shown.ban is None,
            shown.only is None,
        ):
            if shown.lock and not state.lock and not self.box.here:
                self._tell(Notice.LOCK_ENDED, shown.lock.reason)
            await self._show_state()
        with _kept():
            self._hold.save(now(), here=self.box.here)

    def _stopped(self, desk: Desk) -> None:
        self._stops[desk.user] += 1

    def _tell_stops(self) -> None:
        for user, times in self._stops.items():
            self._tell(Notice.TAMPERED, f"The helper was stopped {times} × in this session; it started again.", user)
        self._stops.clear()
        if dropped := self.queue.dropped:
            self.queue.dropped = 0
            self._tell(Notice.LOST, f"{dropped} messages to the school could not be kept on this device.")

    def _tell_of_the_last_end(self) -> None:
        """A service that is told to end takes its mark away."""
        mark, boot = self._folder / "running", now().boot
        with _kept():
            if mark.exists() and mark.read_text(encoding="ascii") == boot:
                self._tell(Notice.TAMPERED, "The helper's service was stopped; it started again.")
            mark.write_text(boot, encoding="ascii")

    # --- reading while the box is away ---

    def _renew_libraries(self, digest: str) -> None:
        if digest and self._libraries.read(digest) is None and _over(self._reading):
            self._reading = asyncio.create_task(self._fetch(digest))

    async def _fetch(self, digest: str) -> None:
        try:
            self._libraries.keep(digest, await fetch(load(self._config), self.identity, digest))
        except (WireError, OSError) as error:
            _log.warning("No libraries for the time without the box: %s", error)

    def _read_if_due(self, state: State) -> None:
        if not self.box.here and self._unread.due(now()) and _over(self._reading):
            self._reading = asyncio.create_task(self._read(state.digest))

    async def _read(self, digest: str) -> None:
        libraries = self._libraries.read(digest)
        if libraries is None:
            return  # the box may be back before there is no room
        try:
            for passage in await found_in(self._unread.all(), libraries):
                self._keep_typed(passage, offline=True)
        except WireError as error:
            _log.warning("Words typed without the box are lost: %s", error)


def _over(task: asyncio.Task[None] | None) -> bool:
    return task is None or task.done()


@contextlib.contextmanager
def _kept() -> Iterator[None]:
    """A disk that takes nothing must not end the service: what stands here is tried, and told in the log."""
    try:
        yield
    except (StorageError, OSError) as error:
        _log.warning("Not kept: %s", error)
