"""What people ask of helpers through the console, and the answers: what was done, and what could not be."""

import asyncio
import time
import uuid
from collections.abc import Sequence

from appliance.actions.ban import clock
from appliance.actions.picture import UNCLEAR, failed
from appliance.core.asks import AskError, words_allowed
from appliance.core.helped.here import Here
from appliance.core.helped.locks import Locks
from appliance.core.helped.orders import Orders, Wanted, kind_of
from appliance.core.helped.pictures import Pictures
from appliance.core.helped.roll import Roll
from appliance.core.pauses import Outcome
from appliance.core.seating import Seating
from appliance.core.whom import Whom
from appliance.errors import StorageError
from appliance.helper_wire import AskLock, AskOrder, AskUnlock, HelperAsked
from appliance.helpers.protocol import Do, LogOff, ShowMessage, TakePicture, TakeRecording
from appliance.model import Device, HelperKind, Lock, OrderKind, OrderState, Person
from appliance.store.rows import OrderRow
from appliance.wire import Done, Refused

LONGEST_LOCK = 8 * 3600
LONGEST_WAIT = 12.0  # seconds in which somebody waits for an answer; what takes longer is seen where it is shown
_DONE = {
    OrderKind.SCREENSHOT: "A picture of the screen was taken",
    OrderKind.RECORDING: "The screen was recorded",
    OrderKind.MESSAGE: "The message was shown",
    OrderKind.LOG_OFF: "Logged off",
    OrderKind.CLOSE_TABS: "The tabs were closed",
    OrderKind.RENEW: "The helper looks for a new version",
}
_UNDER_WAY = {
    OrderKind.RECORDING: "The screen is being recorded",
    OrderKind.LOG_OFF: "The device was told to log off",
    OrderKind.RENEW: "The helper was told to look for a new version",
}


class HelperAsks:
    """Answers asks. It never raises for what a person may have got wrong."""

    def __init__(
        self, whom: Whom, seating: Seating, roll: Roll, here: Here, orders: Orders, locks: Locks, pictures: Pictures
    ) -> None:
        self._whom = whom
        self._seating = seating
        self._roll = roll
        self._here = here
        self._orders = orders
        self._locks = locks
        self._pictures = pictures

    async def answer(self, ask: HelperAsked) -> Done | Refused:
        try:
            match ask:
                case AskOrder():
                    return await self._order(ask)
                case AskLock():
                    return await self._lock(ask)
                case AskUnlock():
                    return await self._unlock(ask)
        except (AskError, StorageError) as error:
            return Refused(text=str(error))

    # --- orders ----------------------------------------------------------------------------------------------------

    async def _order(self, ask: AskOrder) -> Done | Refused:
        kind = kind_of(ask.do)
        if kind is None:
            raise AskError("That is not for the console to order.")
        self._check_chosen(kind)
        whom = await self._named(ask)
        helpers = self._for(ask.do, self._helpers(whom))
        if not helpers:
            return Refused(text=failed(kind, self._why_none(whom)))
        pictures = isinstance(ask.do, TakePicture | TakeRecording)
        wanted = [
            Wanted(
                helper=one,
                device=self._here.device_of(one),
                do=ask.do,
                why=self._pictures.kept_off(one) if pictures else "",
            )
            for one in helpers
        ]
        ends = await self._orders.begin(wanted, by=words_allowed(ask.by), capture=ask.capture or None)
        ended, pending = await asyncio.wait(ends, timeout=LONGEST_WAIT)
        return _told(kind, [one.result() for one in ended], len(pending))

    def _check_chosen(self, kind: OrderKind) -> None:
        """Raises AskError for what the school does not want."""
        choice = self._roll.choice
        if kind in {OrderKind.SCREENSHOT, OrderKind.RECORDING} and not choice.pictures:
            raise AskError(failed(kind, "The school chose that none are taken."))

    def _for(self, do: Do, helpers: Sequence[str]) -> tuple[str, ...]:
        """What is about the whole screen is for a computer's helper, where there is one beside a browser's."""
        known = {one: helper for one in helpers if (helper := self._roll.get(one))}
        computers = {self._place(one) for one, helper in known.items() if helper.kind is HelperKind.DESKTOP}
        if not isinstance(do, TakePicture | TakeRecording | ShowMessage | LogOff):
            return tuple(known)
        return tuple(
            one
            for one, helper in known.items()
            if helper.kind is HelperKind.DESKTOP or self._place(one) not in computers
        )

    # --- locks -----------------------------------------------------------------------------------------------------

    async def _lock(self, ask: AskLock) -> Done | Refused:
        if not 1 <= ask.seconds <= LONGEST_LOCK:
            raise AskError(f"A screen is locked for 1 second to 8 hours; {ask.seconds} seconds was asked for.")
        whom, now = await self._named(ask), time.time()
        here = self._helpers(whom)
        if isinstance(whom, Device) and self._here.is_unclear(whom):
            return Refused(text=f"{whom.name}: the screen cannot be locked. {UNCLEAR}")
        if not here and isinstance(whom, Device) and not self._roll.of_mac(whom.mac):
            return Refused(text=f"{whom.name} has no helper: its screen cannot be locked.")
        lock = Lock(
            id=uuid.uuid4().hex,
            device=whom.name,
            since=now,
            until=now + ask.seconds,
            reason=words_allowed(ask.reason),
            by=words_allowed(ask.by),
            person=whom.id if isinstance(whom, Person) else "",
            mac=whom.mac if isinstance(whom, Device) else "",
        )
        outcome = await self._locks.begin(lock)
        return _with(outcome, self._locked(whom, here, clock(lock.until, now)))

    async def _unlock(self, ask: AskUnlock) -> Done | Refused:
        # A device may be nowhere and a person may have left: the name is in the lock.
        locks = tuple(one for one in self._locks.in_force() if _is_asked(one, ask))
        name = locks[0].device if locks else ""
        if not locks:
            whom = await self._named(ask)
            name, locks = whom.name, self._locks.of(whom)
        if not locks:
            return Done(text=f"{name}: the screen was not locked.")
        return _with(await self._locks.lift(locks, ask.by), f"{name}: the screen is no longer locked.")

    def _locked(self, whom: Device | Person, here: Sequence[str], until: str) -> str:
        places = {self._place(one): self._here.device_of(one).name for one in here}
        if isinstance(whom, Device):
            return f"{whom.name}: screen locked until {until}{'' if here else ', as soon as its helper is back'}."
        if not here:
            later = f"A device with a helper is locked as soon as they are at it, until {until}."
            return f"{self._why_none(whom, 'locked')} {later}"
        count = f"on {len(places)} device{'s' if len(places) > 1 else ''}: {', '.join(sorted(places.values()))}"
        without = [one.name for one in self._devices_of(whom) if not self._here.at(one)]
        more = "".join(f" {name} has no helper: its screen cannot be locked." for name in without)
        return f"{whom.name}: screen locked until {until}, {count}.{more}"

    # --- who is meant ----------------------------------------------------------------------------------------------

    async def _named(self, ask: HelperAsked) -> Device | Person:
        """By the id of a helper too: it may be at a device of which the network knows nothing."""
        if not ask.person and ask.device in self._here.ids:
            return self._here.device_of(ask.device)
        return await self._whom.asked(ask.device, ask.person)

    def _helpers(self, whom: Device | Person) -> tuple[str, ...]:
        return self._here.with_person(whom.id) if isinstance(whom, Person) else self._here.at(whom)

    def _devices_of(self, person: Person) -> list[Device]:
        return [one for one in self._seating.devices if one.person and one.person.id == person.id]

    def _place(self, helper: str) -> str:
        device = self._here.device_of(helper)
        return device.mac or device.name

    def _why_none(self, whom: Device | Person, wanted: str = "reached") -> str:
        """Why there is no helper to tell."""
        if isinstance(whom, Device):
            if self._here.is_unclear(whom):
                return UNCLEAR
            return _away(whom.name, bool(self._roll.of_mac(whom.mac)))
        at = self._devices_of(whom)
        if not at:
            return f"{whom.name} is at no device that is known."
        names = " and ".join(one.name for one in at)
        which = "whose helper is away" if any(self._roll.of_mac(one.mac) for one in at) else "which has no helper"
        return f"{whom.name} is at {names}, {which}: its screen cannot be {wanted}."


def _away(name: str, has_one: bool) -> str:
    return f"{name} is off or its helper is away." if has_one else f"{name} has no helper."


def _is_asked(lock: Lock, ask: AskUnlock) -> bool:
    """By the words that stand in the lock."""
    if ask.person:
        return ask.person in {lock.person, lock.device if lock.person else ""}
    return lock.device == ask.device and not lock.person


def _told(kind: OrderKind, rows: Sequence[OrderRow], pending: int) -> Done | Refused:
    """In one answer; refused where none was done, or may be yet."""
    done = [row.device for row in rows if row.state is OrderState.DONE]
    said = dict.fromkeys(row.why for row in rows if row.why)
    sentences = [f"{_DONE[kind]} ({', '.join(dict.fromkeys(done))})."] if done else []
    if pending:
        sentences.append(f"{_UNDER_WAY.get(kind, 'It is under way')}.")
    text = " ".join((*sentences, *said))
    return Done(text=text) if done or pending else Refused(text=text)


def _with(outcome: Outcome, text: str) -> Done:
    if outcome.missing:
        text += f" Not confirmed in time by {', '.join(outcome.missing)}."
    if outcome.unstored:
        text += " The store cannot be written now: a restart before it can would undo this."
    return Done(text=text, in_force_ms=outcome.ms, missing=outcome.missing)
