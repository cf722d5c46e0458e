"""What the portal asks, answered: who is here, whose names to choose from, signing in and out. It never raises for what
a child may have got wrong."""

import time
from collections.abc import Callable
from typing import Protocol, assert_never

from appliance.access.timetable import Timetable
from appliance.config import Settings
from appliance.core.proofs import Proofs
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.core.until import ends_at
from appliance.errors import StorageError
from appliance.identify.devices import is_address, plain_address
from appliance.identify.groups import by_member, groups_of
from appliance.identify.seats import How, Session
from appliance.model import Device, Person, Role
from appliance.people.secrets import SecretKind
from appliance.portal_wire import (
    AnswerAup,
    AskAup,
    AskClasses,
    AskGuest,
    AskLogo,
    AskNames,
    AskSchool,
    AskSeat,
    AskSignIn,
    AskSignOut,
    AskStaffSignIn,
    Aup,
    Classes,
    Logo,
    Mistake,
    Names,
    NoAup,
    Noted,
    NotSignedIn,
    PortalAnswer,
    PortalAsk,
    PupilName,
    SchoolClass,
    SchoolSays,
    Seat,
    SignedIn,
    SignedOut,
)
from appliance.store import Store
from appliance.store.rows import GuestRow
from appliance.wire import ProxySignedIn, ProxySignIn, Refused

_EVERYONE = frozenset({Role.PUPIL, Role.STAFF})


class Rules(Protocol):
    """The rules that people accept. They raise StorageError."""

    async def due(self, person: Person, since: float) -> Aup | None:
        """What waits for somebody who signed in at `since`."""

    async def answered(self, person: Person, said: AnswerAup, device: Device) -> None: ...


class Reports(Protocol):
    """What pupils call a mistake. Raises StorageError."""

    async def add(self, said: Mistake, device: Device) -> None: ...


class Words(Protocol):
    """The school in its own words. Raises StorageError."""

    async def says(self) -> SchoolSays: ...
    async def logo(self) -> Logo: ...


class NoRules:
    """Nothing waits for anybody."""

    async def due(self, person: Person, since: float) -> Aup | None:  # noqa: ARG002  # as in the protocol
        return None

    async def answered(self, person: Person, said: AnswerAup, device: Device) -> None: ...


class PortalDesk:
    def __init__(
        self,
        settings: Settings,
        store: StoreThread,
        seating: Seating,
        proofs: Proofs,
        timetable: Callable[[Store], Timetable] = lambda store: store.access.timetable(),
    ) -> None:
        self._sign_in = settings.sign_in
        self._exempt = frozenset(map(plain_address, settings.sign_in.exempt))
        self._members = by_member(settings.groups)
        self._store = store
        self._seating = seating
        self._proofs = proofs
        self._timetable = timetable
        self.rules: Rules = NoRules()
        self.reports: Reports | None = None
        self.school: Words | None = None

    async def answer(self, ask: PortalAsk) -> PortalAnswer | Refused:
        try:
            return await self._answer(ask)
        except StorageError as error:
            return Refused(text=str(error))

    async def proxy(self, said: ProxySignIn) -> ProxySignedIn:
        """Name and password at the explicit proxy: whoever they are is at that device from now on."""
        try:
            found = await self._proofs.named(self._key(said.client), said.name, said.password, _EVERYONE)
        except StorageError:
            return ProxySignedIn(number=said.number, person=None)
        if isinstance(found, NotSignedIn):
            return ProxySignedIn(number=said.number, person=None, wait=found.wait)
        signed_in = await self._begin(said.client, found, How.PROXY)
        return ProxySignedIn(number=said.number, person=found, until=signed_in.until)

    async def _answer(self, ask: PortalAsk) -> PortalAnswer | Refused:  # noqa: PLR0911  # one for each ask
        match ask:
            case AskSeat():
                return await self._seat(ask.address)
            case AskSchool() | AskLogo():
                return await self._of_school(ask)
            case AskClasses():
                return Classes(classes=await self._store.run(_classes))
            case AskNames():
                return await self._store.run(lambda store: _names(store, ask.school_class))
            case AskSignIn() | AskStaffSignIn() | AskGuest():
                return await self._signed_in(ask)
            case AskSignOut():
                was = await self._seating.end(ask.address)
                return SignedOut(device=self._seating.device_at(ask.address), was=was)
            case AskAup():
                return await self._due(ask.address) or NoAup()
            case AnswerAup():
                return await self._accepted(ask)
            case Mistake():
                return await self._noted(ask)
        assert_never(ask)

    async def _of_school(self, ask: AskSchool | AskLogo) -> SchoolSays | Logo | Refused:
        if self.school is None:
            return Refused(text="The school has said nothing of itself here.")
        return await (self.school.says() if isinstance(ask, AskSchool) else self.school.logo())

    # --- who is here -----------------------------------------------------------------------------------------------

    async def _seat(self, address: str) -> Seat:
        device, session = self._seating.device_at(address), self._seating.session_at(address)
        required, due = self._required(device), await self._due(address) is not None
        mine = session if session and device.person and device.person.id == session.person else None
        return Seat(
            device=device,
            until=mine.until if mine and mine.how is not How.HELPER else 0.0,
            how=_how(mine, device),
            required=required,
            aup_due=due,
            captive_ok=not required and not due,
        )

    def _required(self, device: Device) -> bool:
        """As `access.verdict` decides it."""
        if not self._sign_in.required or device.person:
            return False
        names = (device.name, *device.addresses, device.mac, device.room, *groups_of(device, self._members))
        return self._exempt.isdisjoint(names)

    def _key(self, address: str) -> str:
        """What tells devices apart: those behind another router are told apart by their addresses."""
        device = self._seating.device_at(address)
        return device.mac or plain_address(address)

    # --- in and out ------------------------------------------------------------------------------------------------

    async def _signed_in(self, ask: AskSignIn | AskStaffSignIn | AskGuest) -> SignedIn | NotSignedIn:
        if not is_address(plain_address(ask.address)):
            return NotSignedIn(why="no device", text="It is not known which device this is.")
        found, how = await self._proven(ask)
        return found if isinstance(found, NotSignedIn) else await self._begin(ask.address, found, how)

    async def _proven(self, ask: AskSignIn | AskStaffSignIn | AskGuest) -> tuple[Person | GuestRow | NotSignedIn, How]:
        key = self._key(ask.address)
        match ask:
            case AskSignIn():
                kind = SecretKind(ask.kind)
                return await self._proofs.pupil(key, ask.person, kind, ask.secret), How(ask.kind)
            case AskStaffSignIn():
                return await self._proofs.named(key, ask.name, ask.password, frozenset({Role.STAFF})), How.STAFF
            case AskGuest():
                return await self._proofs.guest(key, ask.code), How.GUEST

    async def _begin(self, address: str, who: Person | GuestRow, how: How) -> SignedIn:
        now = time.time()
        until = ends_at(self._sign_in.until, await self._store.run(self._timetable), now)
        if isinstance(who, GuestRow):
            until, who = min(until, who.until), who.person
        due = await self.rules.due(who, now) is not None
        # The proxy has no page to show them on: who signs in there is shown them at the portal, later.
        await self._seating.begin(address, who, how, until, held=due and how is not How.PROXY)
        return SignedIn(device=self._seating.device_at(address), until=until, aup_due=due)

    # --- rules, and mistakes of ours -------------------------------------------------------------------------------

    async def _due(self, address: str) -> Aup | None:
        device, session = self._seating.device_at(address), self._seating.session_at(address)
        if device.person is None:
            return None
        return await self.rules.due(device.person, session.since if session else 0.0)

    async def _accepted(self, said: AnswerAup) -> Seat:
        device = self._seating.device_at(said.address)
        if device.person is None or device.person.id != said.person:
            return await self._seat(said.address)
        await self.rules.answered(device.person, said, device)
        if not said.accepted:
            await self._seating.end(said.address)
        elif await self._due(said.address) is None:
            await self._seating.release(said.address)
        return await self._seat(said.address)

    async def _noted(self, said: Mistake) -> Noted | Refused:
        if self.reports is None:
            return Refused(text="Reports cannot be taken here.")
        await self.reports.add(said, self._seating.device_at(said.address))
        return Noted()


def _how(session: Session | None, device: Device) -> How | None:
    if session:
        return session.how
    return How.OWNER if device.person else None


def _classes(store: Store) -> tuple[SchoolClass, ...]:
    return tuple(SchoolClass(name=one.name, title=one.title) for one in store.people.classes())


def _names(store: Store, name: str) -> Names:
    group = next((one for one in store.people.classes() if one.name == name), None)
    if group is None:
        return Names(title="", names=())
    pupils = tuple(
        PupilName(id=one.id, shown=one.shown, photo=one.photo, kind=secret.kind.value if secret else "")
        for one in store.people.names_of_class(name)
        for secret in [store.people.secret(one.id)]
    )
    return Names(title=group.title, names=pupils)
