"""What `core` and `helpers` say to each other, and what the console asks them about helpers. Framing is that of
`appliance.wire`. Towards `core`, `helpers` is also what a worker is: it writes to a spool of its own, holds the policy,
and confirms news with `InForce`.
"""

from typing import Annotated

import msgspec

from appliance.helpers.protocol import Do, Health, Id, Rules, Short, Watch, Words
from appliance.model import Frozen, Helper, HelperKind, Lock, Person, Tagged

Address = Annotated[str, msgspec.Meta(max_length=64)]

# --- helpers to core -----------------------------------------------------------------------------------------------


class AskEnrol(Tagged):
    """A device that proved to have this key wants to belong to the school. Answered by `Enrolled` or `NotEnrolled` with
    the same `ask`."""

    ask: int
    code: str
    key: bytes
    kind: HelperKind
    name: str
    system: str
    client: Address
    macs: tuple[str, ...] = ()


class HelperHere(Tagged):
    """A helper connected, or is gone (`here` false); and now and then while it is here. What it runs on, in its own
    words."""

    helper: Id
    client: Address
    here: bool
    version: Short = ""
    system: Short = ""
    name: Short = ""
    macs: tuple[str, ...] = ()


class HelperUser(Tagged):
    """Whom the device says that it has logged on, empty for nobody. A claim; it ends with the helper's connection.
    Answered by `HelperPerson`, and again whenever rules come to wait for them or are settled."""

    helper: Id
    client: Address
    user: Short


class HelperHealth(Tagged):
    helper: Id
    health: Health


class HelperRulesSaid(Tagged):
    """What whoever is at the device said to the rules. Declining logs them off."""

    helper: Id
    client: Address
    person: Id
    name: Short
    version: int
    accepted: bool


class OrderAnswered(Tagged):
    """An order came to its end: `why` is a sentence for a grown-up, empty where it was simply done. `arrived` is in how
    many seconds the device had it, None where it never did."""

    order: Id
    done: bool
    why: Words = ""
    arrived: float | None = None


class AskWho(Tagged):
    """Whom does the school know by this user name? Answered by `Who` with the same `ask`."""

    ask: int
    user: Short


# --- core to helpers -----------------------------------------------------------------------------------------------


class Enrolled(Tagged):
    ask: int
    helper: Helper


class NotEnrolled(Tagged):
    """`again`: the reason may pass, such as a store that is full. A wrong code is not worth trying again."""

    ask: int
    why: Words
    again: bool


class Who(Tagged):
    ask: int
    person: Person | None


class HelperPerson(Tagged):
    """Who is at the device, as the school knows them, and which rules wait for them."""

    helper: Id
    person: Person | None
    rules: Rules | None = None


class HelperNews(Tagged):
    """Every helper that may connect, every lock in force, and what the school watches through helpers; whole. A helper
    that is not named any more is refused at once, and its connection ended. Sent when `helpers` connects and after each
    change; it answers `InForce`. `school` is its id."""

    version: int
    school: Id
    helpers: tuple[Helper, ...]
    locks: tuple[Lock, ...]
    watch: Watch


class SendOrder(Tagged):
    """For this helper, now: answered by `OrderAnswered` within its time, also when the device is away."""

    helper: Id
    order: Id
    within: float
    do: Do


class Blind(Tagged):
    """Nothing of this device's screen is taken, kept or shown for so many seconds: something illegal may be on it."""

    helper: Id
    seconds: float


# --- the console to core -------------------------------------------------------------------------------------------


class AskOrder(Tagged):
    """Tell the device of somebody (`person`, an id), or this `device`, what to do, on every helper there. `capture` is
    the one it belongs to, or 0. Answered by `Done` once it is done or known not to be, or by `Refused`."""

    do: Do
    by: str
    device: str = ""
    person: str = ""
    capture: int = 0


class AskLock(Tagged):
    """Lock the screen of a device, or of a person wherever they are. Answered by `Done` or `Refused`."""

    seconds: int
    reason: str
    by: str
    device: str = ""
    person: str = ""


class AskUnlock(Tagged):
    """Answered by `Done` or `Refused`."""

    by: str
    device: str = ""
    person: str = ""


# --- the console to helpers, over a socket of its own: nothing of it is kept -----------------------------------------


class LookAt(Tagged):
    """What is on these screens now? Asked again each few seconds for as long as somebody looks; the device says who
    does (`by`, a name). Answered by `Views`."""

    helpers: Annotated[tuple[Id, ...], msgspec.Meta(max_length=64)]
    by: Short


class View(Frozen):
    """One device. `thumbnail` is a WebP or JPEG as the device sent it (not decoded by us), empty where there is none:
    `why` says why. `age` is for how many seconds it has been so."""

    helper: Id
    here: bool
    application: Short = ""
    title: Words = ""
    url: str = ""
    idle: float = 0.0
    thumbnail: bytes = b""
    format: str = ""
    age: float = 0.0
    why: Words = ""
    blocked: bool = False


class Views(Tagged):
    views: tuple[View, ...]


FromHelpers = AskEnrol | HelperHere | HelperUser | HelperHealth | HelperRulesSaid | OrderAnswered | AskWho
ToHelpers = Enrolled | NotEnrolled | Who | HelperPerson | SendOrder | Blind
HelperAsked = AskOrder | AskLock | AskUnlock
