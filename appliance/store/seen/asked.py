"""What may be asked of the log, and what it answers."""

from enum import StrEnum
from typing import NamedTuple

from appliance.model import Frozen, Handling, TriageStatus


class Kind(StrEnum):
    """What a line of the log is. A search is a visit, too."""

    VISIT = "visit"
    SEARCH = "search"
    CAPTURE = "capture"
    PAUSE = "pause"
    RULES = "rules"
    SIGN_IN = "sign-in"
    MISTAKE = "mistake"


def rank_of(kind: Kind) -> int:
    """Of lines of the same moment, those of a higher rank come first. Searches stand among visits."""
    return 0 if kind is Kind.SEARCH else _KINDS.index(kind)


class LogFilter(Frozen):
    """Everything that is given must fit a line; what is empty is not asked for.

    `person` is an id or a part of a name; `site` a host, which stands for those below it; `category`, `term`, `status`
    and `channel` are those of captures; `handling` is that of visits. From `since` up to `until`, seconds since the
    epoch. `text` stands somewhere in an address or a title.
    """

    person: str = ""
    group: str = ""
    device: str = ""
    room: str = ""
    site: str = ""
    category: str = ""
    term: str = ""
    status: TriageStatus | None = None
    channel: str = ""
    kinds: tuple[Kind, ...] = ()
    handling: tuple[Handling, ...] = ()
    since: float | None = None
    until: float | None = None
    text: str = ""

    def wants(self, kind: Kind) -> bool:
        return kind in self._possible() and (not self.kinds or kind in self.kinds)

    def _possible(self) -> frozenset[Kind]:
        """The kinds that have all that is asked for."""
        possible = frozenset(Kind)
        if self.handling:
            possible &= {Kind.VISIT, Kind.SEARCH}
        if self.category or self.term or self.status or self.channel:
            possible &= {Kind.CAPTURE}
        if self.site or self.text:
            possible &= {Kind.VISIT, Kind.SEARCH, Kind.CAPTURE, Kind.MISTAKE}
        return possible


class Place(NamedTuple):
    """Where a page of the log ended: what comes next is older. `rank` is the kind's place in `RANKS`."""

    at: float
    rank: int
    number: int

    @classmethod
    def just_before(cls, at: float) -> "Place":
        return cls(at, 0, -1)

    @classmethod
    def up_to(cls, at: float) -> "Place":
        return cls(at, len(_KINDS), 0)

    def before(self, kind: Kind) -> tuple[float, int]:
        """The same for lines of one kind: those whose time and number are less than these."""
        rank = rank_of(kind)
        if rank == self.rank:
            return self.at, self.number
        return self.at, -1 if rank > self.rank else _MOST


class Line(Frozen):
    """Something that somebody or a device did. `number` is its row, of a capture the capture's. `word` is what was done
    with a visit, a capture's status, what was said to the rules, or how somebody signed in; `detail` a rule, a
    definition or a reason. `hidden`: of a capture that shows nothing of what it found."""

    at: float
    kind: Kind
    number: int
    person: str
    person_name: str
    device: str
    host: str = ""
    url: str = ""
    word: str = ""
    detail: str = ""
    category: str = ""
    severity: str = ""
    hidden: bool = False

    @property
    def place(self) -> Place:
        return Place(self.at, rank_of(self.kind), self.number)


class LogPage(Frozen):
    """Lines, newest first. `older` is where to go on, or None at the end; `reached` is the time down to which
    everything was looked at, where the search stopped before it had found enough."""

    lines: tuple[Line, ...]
    older: Place | None
    reached: float | None = None


class Bar(NamedTuple):
    """How many visits fit on a day, counted as `date.toordinal()` does."""

    day: int
    times: int


class LogChoices(Frozen):
    """What can be filtered by, of what the viewer sees: people as (id, name), groups as (name, title)."""

    people: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    devices: tuple[str, ...]
    rooms: tuple[str, ...]
    categories: tuple[str, ...]
    terms: tuple[str, ...]


_KINDS = tuple(Kind)
_MOST = 2**62
