"""What is taken of a screen for a capture: a picture, of what is severe a recording too, and of what may be illegal to
possess nothing (FEATURES rows A4 and D3). Pure."""

from appliance.helpers.protocol import Do, TakePicture, TakeRecording
from appliance.model import Captured, Frozen, HelperKind, OrderKind, Severity

FRESH_SECONDS = 60.0  # what waited in a spool does not picture who is at the device now
BLIND_SECONDS = 120.0
ILLEGAL_KEPT = "It may be illegal to keep."
UNCLEAR = "Several devices share this address, and nothing says which of them it was."
STAFF_THERE = "A member of staff is logged on there."


class Present(Frozen):
    """A helper of the device, and whether it is here. One that is not `meant` may be another device's at the same
    address."""

    helper: str
    kind: HelperKind
    here: bool
    meant: bool = True


class Order(Frozen):
    """For one helper. `why` is why it is not sent, in a sentence; empty where it is."""

    helper: str
    do: Do
    why: str = ""


class Chosen(Frozen):
    """What the school wants to be taken."""

    pictures: bool = True
    recordings: bool = True


def plan(event: Captured, helpers: tuple[Present, ...], chosen: Chosen, now: float) -> tuple[Order, ...]:
    """What to order for it. Nothing where the device never had a helper, or nothing is wanted: that is no failure."""
    asked = _best(helpers)
    if asked is None or not chosen.pictures or not 0 <= now - event.at + 1.0 <= FRESH_SECONDS + 1.0:
        return ()
    if event.capture.hidden:
        return (Order(helper=asked.helper, do=TakePicture(), why=ILLEGAL_KEPT),)
    if not asked.here:
        return (Order(helper=asked.helper, do=TakePicture(), why="The device is off or its helper is away."),)
    if not asked.meant:
        return (Order(helper=asked.helper, do=TakePicture(), why=UNCLEAR),)
    wanted: tuple[Do, ...] = (TakePicture(),)
    if chosen.recordings and _is_severe(event):
        wanted = (*wanted, TakeRecording())
    return tuple(Order(helper=asked.helper, do=do) for do in wanted)


def _best(helpers: tuple[Present, ...]) -> Present | None:
    """One that is here before one that is away, and a computer's, which sees all of the screen, before a browser's."""
    order = {(True, HelperKind.DESKTOP): 0, (True, HelperKind.BROWSER): 1, (False, HelperKind.DESKTOP): 2}
    return min(helpers, key=lambda one: (order.get((one.here, one.kind), 3), one.helper), default=None)


def _is_severe(event: Captured) -> bool:
    return any(one.raises and one.match.severity is Severity.SEVERE for one in event.capture.findings)


_FAILED = {
    OrderKind.SCREENSHOT: "No picture",
    OrderKind.RECORDING: "No recording",
    OrderKind.MESSAGE: "The message was not shown",
    OrderKind.LOG_OFF: "Not logged off",
    OrderKind.CLOSE_TABS: "The tabs were not closed",
    OrderKind.RENEW: "Not renewed",
}
_PLAIN_WORDS = frozenset({"A", "An", "It", "No", "Nobody", "Nothing", "Several", "Something", "The", "This"})


def failed(kind: OrderKind, why: str) -> str:
    """In a sentence: “No picture: the device is off or its helper is away.”"""
    if not why:
        return f"{_FAILED[kind]}."
    if why.startswith(_FAILED[kind]):
        return why
    first = why.split(maxsplit=1)[0]
    return f"{_FAILED[kind]}: {why[0].lower() + why[1:] if first in _PLAIN_WORDS else why}"
