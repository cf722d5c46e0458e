"""Lines of the log as they are shown: by day, and what belongs together in one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from appliance.extract.searched import searched_for
from appliance.model import Handling
from appliance.store.seen.asked import Kind, Line
from appliance.store.sites import site_of
from webui.log.form import HANDLING_WORDS

_TOGETHER_SECONDS = 1800.0
SIGN_IN_WORDS = {
    "picture": "with pictures",
    "password": "with a password",
    "staff": "by a member of staff",
    "guest": "with a guest’s code",
    "proxy": "with a name and password of the network’s",
    "owner": "as whose device it is",
    "helper": "by the school’s own sign-in",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line, or several visits to one site in a row, the newest first. `searched` are the words of a search."""

    lines: tuple[Line, ...]
    searched: str = ""

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def since(self) -> float:
        return self.lines[-1].at

    @property
    def site(self) -> str:
        return self.first.host if self.count == 1 else site_of(self.first.host)

    @property
    def done(self) -> str:
        """What was done, in words."""
        line = self.first
        match line.kind:
            case Kind.VISIT | Kind.SEARCH:
                return HANDLING_WORDS.get(Handling(line.word), line.word) if line.word in set(Handling) else line.word
            case Kind.SIGN_IN:
                return SIGN_IN_WORDS.get(line.word, line.word)
            case _:
                return line.word

    @property
    def stopped(self) -> bool:
        return self.first.word in {Handling.BLOCKED, Handling.BANNED, Handling.WARNED}


@dataclass(frozen=True, kw_only=True)
class LogDay:
    """A day's lines, newest first. `goes_on`: the page before ended within it."""

    date: date
    lines: tuple[Shown, ...]
    goes_on: bool

    @property
    def name(self) -> str:
        return f"{self.date:%A} {self.date.day} {self.date:%B %Y}"


def by_day(lines: Iterable[Line], before: float | None) -> tuple[LogDay, ...]:
    """`before` is when the page before ended."""
    last = None if before is None else date_of(before)
    return tuple(
        LogDay(date=day, lines=tuple(together(some)), goes_on=day == last)
        for day, some in groupby(lines, key=lambda line: date_of(line.at))
    )


def together(lines: Iterable[Line]) -> Iterator[Shown]:
    """Visits to one site in a row, by the same person at the same device, that were handled alike, become one."""
    row: list[Line] = []
    for line in lines:
        if row and not _goes_with(row[-1], line):
            yield _shown(row)
            row = []
        row.append(line)
    if row:
        yield _shown(row)


def date_of(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone().date()


def _goes_with(newer: Line, line: Line) -> bool:
    return (
        newer.kind is Kind.VISIT is line.kind
        and newer.at - line.at < _TOGETHER_SECONDS
        and (newer.person, newer.device, newer.word) == (line.person, line.device, line.word)
        and site_of(newer.host) == site_of(line.host)
    )


def _shown(row: list[Line]) -> Shown:
    first = row[0]
    searched = searched_for(first.url) if first.kind is Kind.SEARCH else ""
    return Shown(lines=tuple(row), searched=searched)
