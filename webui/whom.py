"""Whom somebody may do something to, a person or a device: only those whom they see."""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.identify.devices import is_address, plain_address
from webui.box import box
from webui.security import seen


@dataclass(frozen=True, kw_only=True)
class Whom:
    """`person` is an id, and goes before the device, which is called by name or address."""

    person: str = ""
    device: str = ""


def out_of_sight(whom: Whom) -> str:
    """A sentence where they may do nothing to them; empty where they may. Core takes any name; whom this person may see
    is known only here."""
    if whom.person:
        return "" if seen().bans.may_pause(person=whom.person) else "There is nobody of that name whom you may pause."
    if any(seen().bans.may_pause(room=room) for room in rooms_of(whom.device)):
        return ""
    return "There is no device of that name or address that you may pause."


def is_beside(whom: Whom, capture: int) -> bool:
    """Is it what a capture is about that they see?"""
    row = seen().captures.one(capture) if capture else None
    if row is None:
        return False
    return whom.person == row.person if whom.person else not row.person and whom.device == row.device


def rooms_of(device: str) -> Iterator[str]:
    """Where devices of that name or address stand; an address that nobody knows stands nowhere."""
    named = [one for one in box().settings.devices if device == one.name or plain_address(device) in one.addresses]
    yield from (one.room for one in named)
    yield from (one.room for one in box().store.devices.called(device))
    if not named and is_address(device):
        yield ""


def devices() -> tuple[str, ...]:
    """The names of those that they may do something to."""
    known = [*((one.name, one.room) for one in box().settings.devices)]
    known += [(one.title, one.room) for one in box().store.devices.all()]
    theirs = {room for room in {room for _, room in known} if seen().bans.may_pause(room=room)}
    return tuple(sorted({name for name, room in known if room in theirs}))
