"""Every device that is here: it comes in, takes the place of its old connection, and goes; and what `core` says to
them."""

import asyncio
import logging

from websockets.asyncio.server import ServerConnection
from websockets.frames import CloseCode

from appliance.clock import steady
from appliance.errors import WireError
from appliance.helper_wire import Blind, HelperNews, HelperPerson, LookAt, OrderAnswered, SendOrder, View, Views
from appliance.helpers.entry import Entry, Unknown
from appliance.helpers.giving import Giving
from appliance.helpers.holding import Holding
from appliance.helpers.line import Line
from appliance.helpers.orders import AWAY
from appliance.helpers.protocol import LONGEST_PICTURE, Refused, Welcome
from appliance.helpers.session import Session
from appliance.helpers.shared import Shared
from appliance.own_process import memory_bytes
from appliance.wire import News, Pulse

logger = logging.getLogger(__name__)

MOST_HERE = 4000
LOOK_EVERY = 0.5
_SEATS_HOLD = 300.0  # seconds without core: after that nobody knows who is where
_FULL = Refused(why="Too many devices are connected.", again=True)
_REVOKED = Refused(why="This device was taken off the list of the school. Enrol it again.", again=False)
_STAFF = "A member of staff is logged on there."
_ANOTHER = "this helper connected again"


class Hub:
    def __init__(self, shared: Shared, holding: Holding) -> None:
        self._shared = shared
        self._holding = holding
        self._entry = Entry(shared.held, shared.core)
        self._sessions: dict[str, Session] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self.unknown = Unknown()
        self.giving = Giving(shared.held)

    # --- devices ---

    async def serve(self, socket: ServerConnection) -> None:
        """One connection, from its knock to its end."""
        client = str(socket.remote_address[0])
        line = Line(socket, client)
        writing = asyncio.create_task(line.write())
        if serving := asyncio.current_task():
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)
        try:
            with self.unknown.one(client):
                came = await self._entry.admit(line) if len(self._sessions) < MOST_HERE else _FULL
                if isinstance(came, Refused):
                    line.send(came)
                    await line.end()
                    return
            await self._stay(Session(self._shared, came, line), line)
        except TimeoutError:
            await line.end(CloseCode.GOING_AWAY, "nothing was heard for too long")
        except WireError as error:
            logger.info("%s: %s", client, error)
            await line.end(CloseCode.POLICY_VIOLATION, "that is not what a helper says")
        finally:
            writing.cancel()

    def end(self) -> None:
        """Whatever devices still say is for whoever serves them next."""
        for task in self._serving:
            task.cancel()

    async def _stay(self, session: Session, line: Line) -> None:
        helper = session.helper.id
        if old := self._sessions.get(helper):
            self._let_go(old, why=_ANOTHER)
        self._sessions[helper] = session
        line.widen(LONGEST_PICTURE)
        line.send(Welcome(helper=helper))
        try:
            for begun in self._shared.orders.of(helper):
                session.order(begun)
            await session.run()
        finally:
            if self._sessions.get(helper) is session:
                del self._sessions[helper]
                self._shared.core.send(session.heard.here(here=False))

    def _let_go(self, session: Session, told: Refused | None = None, why: str = "") -> None:
        if told:
            session.line.send(told)
        task = asyncio.create_task(session.line.end(CloseCode.NORMAL_CLOSURE, why))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    # --- what core says ---

    def hear(self, news: News) -> None:
        """It holds from now on, here and on every device."""
        self._holding.hear(news)
        if isinstance(news, HelperNews):
            self._let_go_of_revoked()
        self._show_all()

    def _let_go_of_revoked(self) -> None:
        for session in list(self._sessions.values()):
            known = self._shared.held.helpers.get(session.helper.id)
            if known is None or known.key != session.helper.key:
                self._let_go(session, _REVOKED)
            else:
                session.helper = session.heard.helper = known

    def _show_all(self) -> None:
        for session in self._sessions.values():
            session.show()

    def told(self, message: HelperPerson | SendOrder | Blind) -> None:
        session = self._sessions.get(message.helper)
        match message:
            case HelperPerson():
                if session:
                    session.meet(message)
            case SendOrder():
                self._order(message, session)
            case Blind():
                now = steady()
                since, until = self._shared.blind.get(message.helper, (now, now))
                self._shared.blind[message.helper] = (since if until > now else now, now + message.seconds)
                if session:
                    session.heard.thumbnail = None
                    session.show()

    def _order(self, message: SendOrder, session: Session | None) -> None:
        if session is None:
            self._shared.core.say(OrderAnswered(order=message.order, done=False, why=AWAY))
        else:
            session.order(self._shared.orders.begin(message, steady()))

    def joined(self) -> None:
        """There is a line to `core`: it hears who is here."""
        for session in self._sessions.values():
            session.heard.tell_core()

    # --- as time passes ---

    async def look_after(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = steady()
            if self._shared.core.silent_for > _SEATS_HOLD and self._shared.held.policy.devices:
                self._holding.seat(())
            for overdue in self._shared.orders.overdue(now):
                self._shared.core.say(overdue)
            for session in list(self._sessions.values()):
                session.look_after(now)
            self._forget_blind(now)

    def _forget_blind(self, now: float) -> None:
        """Pictures of the time may come late, from a device that was away."""
        keep = 86_400.0
        for helper in [one for one, (_, until) in self._shared.blind.items() if now - until > keep]:
            del self._shared.blind[helper]

    def pulse(self) -> Pulse:
        return Pulse(
            connections=len(self._sessions),
            requests=self._shared.messages,
            memory_bytes=memory_bytes(),
            spool_bytes=self._shared.spool_bytes(),
            guard_trips=self._shared.mishaps,
            trouble=self._shared.keeping.trouble[:300],
        )

    # --- the console ---

    def views(self, asked: LookAt) -> Views:
        """What is on these screens; and from now on, for a while, their thumbnails."""
        return Views(views=tuple(self._view(helper, asked.by) for helper in asked.helpers))

    def _view(self, helper: str, by: str) -> View:
        session, now = self._sessions.get(helper), steady()
        if session is None:
            return View(helper=helper, here=False, why=AWAY)
        if session.heard.is_staffs:
            return View(helper=helper, here=True, why=_STAFF)
        self._shared.watching.look(helper, by, now)
        session.want_thumbnails(now)
        heard, standing = session.heard, session.standing
        front, thumbnail = heard.front, heard.thumbnail
        closed = standing is not None and bool(standing.state.lock or standing.state.ban)
        return View(
            helper=helper,
            here=True,
            application=front.application if front else "",
            title=front.title if front else "",
            url=front.url if front else "",
            idle=heard.idle,
            thumbnail=thumbnail.image if thumbnail else b"",
            format=thumbnail.format if thumbnail else "",
            age=max(0.0, now - (thumbnail.at if thumbnail else heard.front_at)),
            why="" if thumbnail else self._why_no_picture(session),
            blocked=closed,
        )

    def _why_no_picture(self, session: Session) -> str:
        if session.standing and not session.standing.state.watch.pictures:
            return "No pictures are taken of this screen now."
        return "Its first picture is on the way."
