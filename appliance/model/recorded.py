"""What is recorded, and how it is read from a spool."""

from enum import StrEnum

from appliance.model.decided import Capture
from appliance.model.helped import Noticed, Pictured
from appliance.model.traffic import Device
from appliance.model.values import Frozen, Tagged
from appliance.model.words import Direction


class Handling(StrEnum):
    """What was done with a visit. `asked` is a name that was looked up: nothing more was seen of it. `spared` would
    have been closed or warned of, were it not in a pilot."""

    READ = "read"
    PASSED = "passed"
    BLOCKED = "blocked"
    BANNED = "banned"
    REFUSED_APP = "refused by app"
    FAILED = "failed"
    WARNED = "warned"
    SIGN_IN = "sign-in"
    ASKED = "asked"
    SPARED = "spared"


class Captured(Tagged):
    """A capture, as the worker saw it."""

    id: str
    at: float
    worker: str
    client: str
    device: Device
    direction: Direction
    url: str
    host: str
    title: str
    user_agent: str
    capture: Capture


class Visit(Tagged):
    """A page opened, or a host reached without decrypting. `detail` is a rule, an error, or empty; `person` an id."""

    at: float
    worker: str
    client: str
    device: str
    host: str
    url: str
    handling: Handling
    detail: str = ""
    person: str = ""


class AppRefused(Tagged):
    """A client would not accept our certificate for a host: a device without it, or an app that pins."""

    at: float
    worker: str
    client: str
    device: str
    host: str
    error: str


class GuardTripped(Tagged):
    """One of our own hooks failed; `outcome` is what the school's choice made of the flow."""

    at: float
    worker: str
    hook: str
    flow: str
    client: str
    host: str
    error: str
    outcome: str


class Ignored(Tagged):
    """Something was found and not captured, because the school ignores it. `entries` are numbers of ignore entries."""

    at: float
    worker: str
    device: str
    entries: tuple[int, ...]


class SpoolFull(Tagged):
    """The spool reached its bound: `dropped` events were not kept between `since` and `at`."""

    at: float
    worker: str
    since: float
    dropped: int


Event = Captured | Visit | AppRefused | GuardTripped | Ignored | SpoolFull | Pictured | Noticed


class SpoolCursor(Frozen, order=True):
    """How far a spool was read: the segment's number, and the offset of its first byte not read yet."""

    segment: int = 0
    offset: int = 0


class Batch(Frozen):
    """What a read of a spool gave: the events in order, where to go on, and how many damaged places were skipped."""

    events: tuple[Event, ...]
    cursor: SpoolCursor
    damaged: int = 0
