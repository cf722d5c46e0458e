"""On which days there is what somebody asks for: from the sums of `rollups.py`, so that no visit of another day is
looked at."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from appliance.model import Handling
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rollups import USUAL, day_of
from appliance.store.seen.asked import Bar
from appliance.store.seen.within import IN, Within, as_json
from appliance.store.sight import Where

FEW, _MANY = 5, 1_000_000  # so many people's or devices' days are walked through, rather than those of a site
_FIRST_STRETCH, _GROWS = 1, 4  # days
_UNUSUAL = "d.handling NOT IN ('read', 'passed', 'asked')"


class VisitsAsked(NamedTuple):
    """Visits from `since` to before `until`. `site` is a host with those below it; `text` stands in the address."""

    within: Within
    site: str
    handling: frozenset[Handling]
    searches: bool
    text: str
    since: float
    until: float

    @property
    def by_host(self) -> bool:
        """Is the sum by host and handling needed, and quick to find? Most visits were read: no sum narrows that."""
        return bool(self.site) or self.unusual

    @property
    def unusual(self) -> bool:
        return bool(self.handling) and not self.handling & USUAL

    @property
    def exact(self) -> bool:
        """Do the sums count just what is asked for?"""
        return not self.text and not self.searches and (self.by_host or not self.handling)


class Seat(NamedTuple):
    """What one person did at one device on a day, as far as it fits: so many visits, between these times. `exact` is
    whether those are all the visits between them."""

    person: str
    device: str
    first_at: float
    last_at: float
    times: int


class Day(NamedTuple):
    day: int
    seats: tuple[Seat, ...]


def days(activity: SqliteFile, asked: VisitsAsked) -> Iterator[Day]:
    """The newest first. Looks back in stretches that grow, so that what is found at once costs little."""
    last, first = day_of(asked.until), max(day_of(asked.since), _oldest(activity))
    stretch = _FIRST_STRETCH
    while last >= first:
        begin = max(first, last - stretch + 1)
        rows = _seats(activity, asked, begin, last)
        for day, seats in groupby(rows, key=lambda row: int(row[0])):
            yield Day(day, tuple(Seat(*seat[1:]) for seat in seats))
        last, stretch = begin - 1, stretch * _GROWS


def bars(activity: SqliteFile, asked: VisitsAsked, first: int, last: int) -> tuple[Bar, ...] | None:
    """For each day that has some. None where the sums do not count just that."""
    count = "d.searches" if asked.searches else "d.times"
    if asked.text or not (asked.by_host or not asked.handling):
        return None
    source, where = _from(asked), _where(asked, first, last)
    rows = activity.rows(
        f"SELECT d.day AS day, sum({count}) AS times FROM {source} WHERE {where.sql} GROUP BY d.day",  # noqa: S608  # no text from outside
        *where.values,
    )
    return tuple(Bar(row["day"], row["times"]) for row in rows)


def _oldest(activity: SqliteFile) -> int:
    row = activity.one("SELECT min(day) FROM person_days")
    return row[0] if row and row[0] is not None else day_of(1e12)


def _seats(activity: SqliteFile, asked: VisitsAsked, first: int, last: int) -> Sequence[Connection]:
    where = _where(asked, first, last)
    return activity.rows(
        "SELECT d.day, d.person, d.device, min(d.first_at), max(d.last_at), sum(d.times)"  # noqa: S608  # no text from outside
        f" FROM {_from(asked)} WHERE {where.sql} GROUP BY d.day, d.person, d.device ORDER BY d.day DESC",
        *where.values,
    )


def _from(asked: VisitsAsked) -> str:
    """Which way in: chosen here, because SQLite knows nothing of how much there is of what."""
    way = _people_way(asked.within)
    if not asked.by_host:
        return f"person_days AS d {way}"
    if way:
        return f"person_days AS p {way} CROSS JOIN host_days AS d USING (day, person, device)"
    if asked.unusual:
        return "host_days AS d INDEXED BY host_days_by_handling"
    return "host_days AS d INDEXED BY host_days_of_host"


def _people_way(within: Within) -> str:
    """Through the days of people or devices, whichever are fewer: where they are few, or both narrow it."""
    persons = _MANY if within.persons is None else len(within.persons)
    devices = _MANY if within.devices is None else len(within.devices)
    if min(persons, devices) > FEW and max(persons, devices) == _MANY:
        return ""
    return f"INDEXED BY person_days_of_{'person' if persons <= devices else 'device'}"


def _where(asked: VisitsAsked, first: int, last: int) -> Where:
    joined = asked.by_host and _people_way(asked.within)
    lead = "p" if joined else "d"
    plain = "" if _people_way(asked.within) else "+"  # keeps SQLite from going through people where they are many
    where = asked.within.where(f"{plain}{lead}.person", f"{plain}{lead}.device")
    where = where.also(f"{lead}.day BETWEEN ? AND ?", first, last)
    where = where.also("d.last_at >= ? AND d.first_at < ?", asked.since, asked.until)
    if asked.searches:
        where = where.also("d.searches > 0")
    if asked.site:
        hosts = of_site(asked.site, "number")
        where = where.also(f"d.host IN {hosts.sql}", *hosts.values)
    if asked.by_host and asked.handling:
        where = where.also(f"d.handling IN {IN}", as_json(asked.handling))
    if asked.by_host and asked.unusual:
        where = where.also(_UNUSUAL)
    return where


def of_site(site: str, column: str) -> Where:
    """A column of the hosts that are the site, or below it."""
    below = "substr(host, -length(?) - 1) = '.' || ?"
    sql = f"(SELECT {column} FROM hosts WHERE site = site_of(?) AND (host = ? OR {below}))"  # noqa: S608  # columns of this file
    return Where(sql, (site,) * 4)
