"""Visits, as the log finds them: the days that have some by the sums, then the visits of a day by the cheaper of two
ways. What is looked at for one page is bounded."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

import msgspec

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.seen.days import Day, Seat, VisitsAsked, days, of_site
from appliance.store.seen.within import IN, as_json, like
from appliance.store.sight import Where

MOST_LOOKED_AT = 60_000  # visits for one page, in the order of time; a day is looked at whole
_OF_A_SEAT = 150  # visits that somebody makes at a device on a day, about
_SCATTERED = 3  # a visit found seat by seat costs as much as so many in the order of time
_COLUMNS = "v.id, v.at, v.person, v.device, v.host, v.url, v.handling, v.detail"
_NEWEST = "ORDER BY v.at DESC, v.id DESC LIMIT ?"


class Found(NamedTuple):
    """`reached` is the time down to which everything was looked at; None for all of it."""

    rows: tuple[Connection, ...]
    reached: float | None


def find(activity: SqliteFile, asked: VisitsAsked, before: tuple[float, int], need: int) -> Found:
    """The newest `need` visits that are less than `before`, a time and a number."""
    rows: list[Connection] = []
    looked = 0.0
    for day in days(activity, asked):
        cost, by_time = _cheaper(activity, asked, day, need - len(rows))
        if looked and looked + cost > MOST_LOOKED_AT:
            return Found(tuple(rows), _end_of(day.day))
        looked += cost
        read = _by_time if by_time else _by_seat
        rows += read(activity, asked, day, before, need - len(rows))
        if len(rows) >= need:
            break
    return Found(tuple(rows), None)


def _cheaper(activity: SqliteFile, asked: VisitsAsked, day: Day, need: int) -> tuple[float, bool]:
    """How many visits are looked at, and whether in the order of time or seat by seat."""
    by_seat = _SCATTERED * sum(_cost(seat, asked) for seat in day.seats)
    row = activity.one("SELECT sum(times) FROM person_days WHERE day = ?", day.day)
    total = float(row[0]) if row and row[0] else 0.0
    fit = sum(seat.times for seat in day.seats)
    by_time = total * min(1.0, need / fit) if asked.exact else total
    return min(by_seat, by_time), by_time < by_seat


def _cost(seat: Seat, asked: VisitsAsked) -> int:
    if not asked.by_host:
        return seat.times
    return 1 if seat.first_at == seat.last_at else max(_OF_A_SEAT, seat.times)


def _by_time(
    activity: SqliteFile, asked: VisitsAsked, day: Day, before: tuple[float, int], need: int
) -> Sequence[Connection]:
    where = _fits(asked, before)
    first, last = min(seat.first_at for seat in day.seats), max(seat.last_at for seat in day.seats)
    return activity.rows(
        f"SELECT {_COLUMNS} FROM visits AS v INDEXED BY visits_by_time"  # noqa: S608  # no text from outside
        f" WHERE v.at BETWEEN ? AND ? AND {where.sql} {_NEWEST}",
        first,
        last,
        *where.values,
        need,
    )


def _by_seat(
    activity: SqliteFile, asked: VisitsAsked, day: Day, before: tuple[float, int], need: int
) -> Sequence[Connection]:
    where = _fits(asked, before)
    seats = msgspec.json.encode(day.seats).decode()
    return activity.rows(
        "WITH seats (person, device, first_at, last_at) AS (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3"  # noqa: S608  # no text from outside
        " FROM json_each(?))"
        f" SELECT {_COLUMNS} FROM seats CROSS JOIN visits AS v INDEXED BY visits_of_person ON v.person = seats.person"
        " AND v.at BETWEEN seats.first_at AND seats.last_at AND v.person <> '' AND v.device = seats.device"
        f" WHERE {where.sql}"
        f" UNION ALL SELECT {_COLUMNS} FROM seats CROSS JOIN visits AS v INDEXED BY visits_of_device"
        " ON v.device = seats.device AND v.at BETWEEN seats.first_at AND seats.last_at"
        f" AND v.person = '' AND seats.person = '' WHERE {where.sql} ORDER BY 2 DESC, 1 DESC LIMIT ?",
        seats,
        *where.values,
        *where.values,
        need,
    )


def _fits(asked: VisitsAsked, before: tuple[float, int]) -> Where:
    where = asked.within.where("v.person", "+v.device")
    where = where.also("v.at >= ? AND (v.at, v.id) < (?, ?)", asked.since, *before)
    if asked.site:
        hosts = of_site(asked.site, "host")
        where = where.also(f"v.host IN {hosts.sql}", *hosts.values)
    if asked.handling:
        where = where.also(f"v.handling IN {IN}", as_json(asked.handling))
    if asked.searches:
        where = where.also("v.url LIKE '%?%' AND is_search(v.url)")
    if asked.text:
        where = where.also("(v.host LIKE ? ESCAPE '!' OR v.url LIKE ? ESCAPE '!')", like(asked.text), like(asked.text))
    return where


def _end_of(day: int) -> float:
    """Midnight here, after it."""
    return datetime.combine(date.fromordinal(day + 1), time()).astimezone().timestamp()
