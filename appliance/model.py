"""The data that flows through Lollipop: frozen types, and enums whose stored words a test pins.

Times are seconds since the epoch (float, UTC); durations are seconds; addresses are the text form of `ipaddress`.
Text offsets count characters, and an end is exclusive.
"""

from enum import StrEnum
from typing import dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Frozen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of plain values. The decorator tells type checkers what the metaclass does."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Tagged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Base of values that stand in a union, told apart by their class name when they travel or are stored."""


class Severity(StrEnum):
    """How grave a term is (FEATURES row B2)."""

    MINOR = "minor"
    MODERATE = "moderate"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """0 for minor up to 2 for severe: text does not sort that way."""
        return _SEVERITY_RANK[self]


class Channel(StrEnum):
    """Where in the traffic a text stood. `code` is what nobody sees of a page: scripts, comments, descriptions."""

    TYPED = "typed"
    SEARCH = "search"
    CHAT = "chat"
    TITLE = "title"
    PAGE = "page"
    URL = "url"
    CODE = "code"

    @property
    def weight(self) -> int:
        """The child's own words weigh most, then words sent to the child, then what the child happened to read."""
        return _CHANNEL_WEIGHT[self]


_CHANNEL_WEIGHT = {
    Channel.TYPED: 4,
    Channel.SEARCH: 4,
    Channel.CHAT: 3,
    Channel.TITLE: 2,
    Channel.URL: 1,
    Channel.PAGE: 0,
    Channel.CODE: -1,
}
_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Direction(StrEnum):
    """`sent` left the device, `received` came to it."""

    SENT = "sent"
    RECEIVED = "received"


ILLEGAL = "Illegal content"


def is_hidden(category: str) -> bool:
    """May the terms of this category, and the passages they stand in, be shown only to the people who triage a hit?

    True for Illegal content (FEATURES row B7): not on a list, in an export, a log line or a command's output.
    """
    return category == ILLEGAL


# --- what is on the wire -------------------------------------------------------------------------------------------


class Message(Frozen):
    """One thing that a device sent or received, decoded from its transfer and content encodings.

    `body` holds at most the configured bound; `cut` says that there was more, or that its encoding was broken.
    For a host passed without decrypting, `path` and `body` are empty: the host name is all there is to read.
    """

    client: str
    direction: Direction
    method: str
    scheme: str
    host: str
    path: str
    at: float
    content_type: str = ""
    body: bytes = b""
    cut: bool = False
    referer: str = ""
    user_agent: str = ""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


class Device(Frozen):
    """A device on the school's network. One that nobody named yet is called by its address."""

    name: str
    addresses: tuple[str, ...]
    room: str = ""


class Text(Frozen):
    """Words found in a message, and the channel they stood in. Separate passages are parted by a newline."""

    channel: Channel
    text: str
    cut: bool = False


# --- what was recognised -------------------------------------------------------------------------------------------


class Term(Frozen):
    """One entry of a keyword library. `id` is stable for ever and reads `category-slug/number`.

    `near` and `unless_near` are patterns that must, or must not, stand within so many words on either side; `unless`
    are patterns that take a hit away which stands in them. `lists` are the named alternatives that its patterns use.
    Facts on drugs: `names`, `effects`, `uk_class`; on organisations: the `list` they are on, and since when.
    """

    id: str
    category: str
    pattern: str
    severity: Severity
    definition: str
    channels: tuple[Channel, ...]
    source: str
    since: str
    near: tuple[str, ...] = ()
    unless_near: tuple[str, ...] = ()
    within: int = 8
    unless: tuple[str, ...] = ()
    unless_sites: tuple[str, ...] = ()
    case: bool = False
    short: bool = False
    language: str = "en"
    names: tuple[str, ...] = ()
    effects: str = ""
    uk_class: str = ""
    list: str = ""
    listed: str = ""
    sense: tuple[str, ...] = ()
    lists: dict[str, tuple[str, ...]] = {}

    def __repr__(self) -> str:
        return f"Term({self.id}, hidden)" if is_hidden(self.category) else super().__repr__()


class Match(Frozen):
    """A term found in a text. `start` and `end` are offsets in that text; `snippet` is the passage around it.

    `snippet_start` is where the snippet begins in the text, so the term stands at
    `snippet[start - snippet_start : end - snippet_start]`. `lowered` says why it counts for less than its term.
    """

    term: str
    category: str
    severity: Severity
    definition: str
    channel: Channel
    start: int
    end: int
    text: str
    snippet: str
    snippet_start: int
    lowered: str = ""

    def __repr__(self) -> str:
        return f"Match({self.term}, hidden)" if is_hidden(self.category) else super().__repr__()


# --- what was decided ----------------------------------------------------------------------------------------------


class Reason(StrEnum):
    """Why something was not simply passed on."""

    BLOCK_LIST = "block list"
    BAN = "ban"
    OWN_ADDRESS = "own address"
    GUARD = "guard"


class BanFor(Tagged):
    """Pause the device's internet."""

    seconds: int


Action = BanFor


class Pass(Tagged):
    """Nothing stands against it, and nothing was found in it that counts. `ignored` are the numbers of the ignore
    entries without which something would."""

    ignored: tuple[int, ...] = ()


class Block(Tagged):
    """Not to be fetched. `rule` is the entry that says so, `source` the list or setting it stands in."""

    reason: Reason
    rule: str
    source: str


class Ban(Tagged):
    """The device's internet is paused until `until`. `reason` is in words for the pupil; `by` is a person or a term."""

    id: str
    device: str
    addresses: tuple[str, ...]
    since: float
    until: float
    reason: str
    by: str


class Finding(Frozen):
    """A match and what the policy makes of it: `raises` says that it makes a capture, `why` says which rule decided.

    `count` is how often the term stands in that channel of the message; `match` is one of these places. `ignored` is
    the number of the ignore entry without which it would raise, or 0.
    """

    match: Match
    raises: bool
    why: str
    count: int = 1
    ignored: int = 0


class Capture(Tagged):
    """Worth an adult's eyes. `findings` come in order of weight, so the first is what the capture is about.

    `cut` says that the message was longer than what was read. `recipients` are mail addresses of those to be told.
    """

    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    cut: bool
    recipients: tuple[str, ...] = ()


Verdict = Pass | Block | Ban
Decision = Pass | Capture


# --- what is recorded ----------------------------------------------------------------------------------------------


class Handling(StrEnum):
    """What the worker did with a visit."""

    READ = "read"
    PASSED = "passed"
    BLOCKED = "blocked"
    BANNED = "banned"
    REFUSED_APP = "refused by app"
    FAILED = "failed"


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
    """A page opened, or a host reached without decrypting. `detail` is a rule, an error, or empty."""

    at: float
    worker: str
    client: str
    device: str
    host: str
    url: str
    handling: Handling
    detail: str = ""


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


Event = Captured | Visit | AppRefused | GuardTripped | Ignored | SpoolFull


class SpoolCursor(Frozen, order=True):
    """How far a spool was read: the segment's number, and the offset of its first byte not read yet."""

    segment: int = 0
    offset: int = 0


class Batch(Frozen):
    """What a read of a spool gave: the events in order, where to go on, and how many damaged places were skipped."""

    events: tuple[Event, ...]
    cursor: SpoolCursor
    damaged: int = 0
