"""One child who writes many things within an hour is not as many mails: after the first few the rest is told together
when the hour is over. Pure."""

from collections.abc import Iterable, Sequence

from appliance.alerts.directory import Recipient
from appliance.alerts.facts import CaptureFacts
from appliance.mail.outgoing import Why
from appliance.model import Frozen, Severity, is_hidden

MOST_AT_ONCE = 5
HOUR = 3600.0


class Notice(Frozen):
    """`recipient` is to be told of `capture`, which is about a person by their id, or a device by its name. `held`:
    not by itself. `id` is 0 until it is stored."""

    recipient: Recipient
    why: Why
    about: str
    capture: int
    category: str
    severity: Severity
    at: float
    held: bool = False
    id: int = 0

    @property
    def stream(self) -> tuple[Recipient, Why, str]:
        """What is counted together."""
        return self.recipient, self.why, self.about


def about(facts: CaptureFacts) -> str:
    """Illegal content is counted by itself: a mail that lists it must not say whose it is (FEATURES row B7)."""
    return facts.category if is_hidden(facts.category) else facts.person or f"device {facts.device}"


def is_held(notice: Notice, before: Iterable[Notice]) -> bool:
    """`before` are the notices of the last hour. What a person escalates, and a severe capture in a category that was
    not severe before, never waits."""
    same = [one for one in before if one.stream == notice.stream]
    if notice.why is Why.ESCALATED or sum(not one.held for one in same) < MOST_AT_ONCE:
        return False
    grave = {one.category for one in same if one.severity is Severity.SEVERE}
    return notice.severity is not Severity.SEVERE or notice.category in grave


def hours_over(notices: Iterable[Notice], now: float) -> tuple[Sequence[Notice], ...]:
    """The streams whose hour is over, each oldest first. It begins with the first mail; a clock that was set back does
    not make it longer."""
    streams: dict[object, list[Notice]] = {}
    for one in sorted(notices, key=lambda one: one.at):
        streams.setdefault(one.stream, []).append(one)
    return tuple(stream for stream in streams.values() if not 0 <= now - stream[0].at < HOUR)
