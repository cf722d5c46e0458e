"""The action of a term: pause the internet, of whoever is at the device, or else of the device itself. What was done is
told in a sentence (FEATURES row D3)."""

import time
from typing import Protocol

from appliance.model import Ban, BanFor, Captured, Device, Frozen, Person, WouldBanFor

REASON = "A grown-up at school wants to talk with you first about something on this device."
_DAY = 86_400
_MINUTE = 60
_AS_LONG_AS = 60.0  # a chat that repeats a term each second must not make a ban of each, a second longer than the last


class Begun(Protocol):
    """How a ban came into force: who did not confirm it, and whether it waits for the store."""

    @property
    def missing(self) -> tuple[str, ...]: ...
    @property
    def unstored(self) -> bool: ...


class Pauses(Protocol):
    """What the action needs of `core`."""

    def of(self, whom: Device | Person) -> tuple[Ban, ...]: ...
    async def begin(self, ban: Ban) -> Begun: ...


class Nothing(Frozen):
    """No ban is to be begun, and `why` says so on the capture."""

    why: str


async def pause(action: BanFor, event: Captured, pauses: Pauses, now: float) -> str:
    """Do it; gives the sentence for the capture."""
    wanted = plan(action, event, pauses.of(event.device.person or event.device), now)
    if isinstance(wanted, Nothing):
        return wanted.why
    return sentence(wanted, await pauses.begin(wanted))


def spared(action: WouldBanFor) -> str:
    """What the capture says of a pause that a pilot kept from being made."""
    minutes = action.seconds // _MINUTE
    return f"Internet not paused, because of the pilot: it would have been, for {minutes} minutes."


def plan(action: BanFor, event: Captured, in_force: tuple[Ban, ...], now: float) -> Ban | Nothing:
    """The ban that the action asks for, or why there is none. It counts from when the term was seen, so that what
    waited in a spool does not ban a child tomorrow. Its id is the event's: asked twice, it is one ban."""
    until = event.at + action.seconds
    if until <= now:
        return Nothing(why="Internet not paused: the time for it was over when this was recorded.")
    standing = max((ban.until for ban in in_force if ban.id != event.id), default=0.0)
    if standing >= until - min(_AS_LONG_AS, action.seconds / 10):
        return Nothing(why=f"Internet already paused until {clock(standing, now)}.")
    person = event.device.person
    return Ban(
        id=event.id,
        device=person.name if person else event.device.name,
        addresses=() if person else tuple(dict.fromkeys((*event.device.addresses, event.client))),
        since=now,
        until=until,
        reason=REASON,
        by=event.capture.findings[0].match.term,
        person=person.id if person else "",
        mac="" if person else event.device.mac,
    )


def sentence(ban: Ban, begun: Begun) -> str:
    """What was done, and what could not be done."""
    parts = [f"Internet paused until {clock(ban.until, ban.since)}."]
    if begun.missing:
        parts.append(f"Not confirmed in time by {', '.join(begun.missing)}.")
    if begun.unstored:
        parts.append("It could not be stored yet, so a restart would end it.")
    return " ".join(parts)


def clock(at: float, now: float) -> str:
    """The box's local time, with the date when it is not within a day."""
    form = "%H:%M" if at - now < _DAY else "%d %B, %H:%M"
    return time.strftime(form, time.localtime(at))
