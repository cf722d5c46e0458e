"""The log: everything that a pupil or a device did, on one timeline, as somebody may read it."""

import math
from heapq import nlargest

from msgspec.structs import replace

from appliance.extract.searched import searched_for
from appliance.model import ILLEGAL, Viewer
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rollups import day_of
from appliance.store.seen import days, visits
from appliance.store.seen.asked import Bar, Kind, Line, LogChoices, LogFilter, LogPage, Place
from appliance.store.seen.recorded import Recorded, recorded
from appliance.store.seen.within import Within, groups_of, names_of, people_of, within
from appliance.store.sight import whom, whom_by_name

BARS = 42  # days
_DEVICES_OFFERED, _DEVICES_SINCE = 500, 7  # so many, of those that did something in so many days
_TERMS_OFFERED, _TERMS_SINCE = 300, 30 * 86_400.0
_PAGES_KEPT, _KEPT_AT_ONCE = 20, 2000


class SeenActivity:
    """Every method gives only what `viewer` may see. Confide is never in it: nothing of it is stored here."""

    def __init__(self, cases: SqliteFile, activity: SqliteFile, viewer: Viewer) -> None:
        self._cases = cases
        self._activity = activity
        self._viewer = viewer

    def page(self, asked: LogFilter, now: float, before: Place | None = None, length: int = 100) -> LogPage:
        """The newest lines that fit, or those that come after the place where a page ended. What is looked at is
        bounded: a page may have fewer lines and yet be followed by others."""
        leaves = within(self._cases, self._viewer, asked)
        if leaves.nobody:
            return LogPage(lines=(), older=None)
        place = before or _newest(asked, now)
        parts = self._parts(asked, leaves, place, length + 1)
        reached = max((part.reached for part in parts if part.reached is not None), default=None)
        lines = nlargest(length + 1, (line for part in parts for line in part.lines), key=lambda line: line.place)
        if reached is not None:
            lines = [line for line in lines if line.at >= reached]
        if len(lines) > length:
            return LogPage(lines=self._named(lines[:length]), older=lines[length - 1].place)
        older = None if reached is None else Place.just_before(reached)
        return LogPage(lines=self._named(lines), older=older, reached=reached)

    def kept(self, asked: LogFilter, now: float, most: int) -> LogPage:
        """So many of the newest lines that fit, for a list that somebody keeps. `older` as in `page`."""
        lines: list[Line] = []
        place: Place | None = None
        for _ in range(_PAGES_KEPT):
            page = self.page(asked, now, place, min(most - len(lines), _KEPT_AT_ONCE))
            lines += page.lines
            place = page.older
            if place is None or len(lines) >= most:
                break
        return LogPage(lines=tuple(lines), older=place)

    def bars(self, asked: LogFilter, now: float) -> tuple[Bar, ...] | None:
        """How many visits fit on each of the last `BARS` days, oldest first, of those that have some; None where that
        is not counted."""
        leaves = within(self._cases, self._viewer, asked)
        if leaves.nobody or not (asked.wants(Kind.VISIT) or asked.wants(Kind.SEARCH)):
            return None
        question = _visits_asked(asked, leaves, _newest(asked, now))
        last = day_of(question.until - 1)
        return days.bars(self._activity, question, last - BARS + 1, last)

    def choices(self, now: float) -> LogChoices:
        """What there is to filter by."""
        caught = self._caught(now)
        return LogChoices(
            people=people_of(self._cases, self._viewer),
            groups=groups_of(self._cases, self._viewer),
            devices=self._devices(now),
            rooms=tuple(row["name"] for row in self._cases.rows("SELECT name FROM rooms ORDER BY name")),
            categories=tuple(sorted({category for category, _ in caught})),
            terms=tuple(sorted({term for _, term in caught})),
        )

    def _parts(self, asked: LogFilter, leaves: Within, place: Place, need: int) -> tuple[Recorded, ...]:
        parts = recorded(self._cases, self._viewer, asked, leaves, place, need)
        if not (asked.wants(Kind.VISIT) or asked.wants(Kind.SEARCH)):
            return parts
        question = _visits_asked(asked, leaves, place)
        found = visits.find(self._activity, question, place.before(Kind.VISIT), need)
        return (*parts, Recorded(tuple(map(_line, found.rows)), found.reached))

    def _named(self, lines: list[Line]) -> tuple[Line, ...]:
        names = names_of(self._cases, {line.person for line in lines if line.person and not line.person_name})
        return tuple(
            replace(line, person_name=names[line.person]) if not line.person_name and line.person in names else line
            for line in lines
        )

    def _devices(self, now: float) -> tuple[str, ...]:
        where = whom_by_name(self._cases, self._viewer).where("person", "device")
        rows = self._activity.rows(
            f"SELECT DISTINCT +device AS device FROM person_days WHERE day >= ? AND {where.sql} ORDER BY 1 LIMIT ?",  # noqa: S608  # no text from outside
            day_of(now) - _DEVICES_SINCE,
            *where.values,
            _DEVICES_OFFERED,
        )
        return tuple(row["device"] for row in rows)

    def _caught(self, now: float) -> list[tuple[str, str]]:
        """Categories and terms of the last weeks, and nothing of what is hidden."""
        where = whom(self._viewer, "captures.person", "captures.room")
        rows = self._cases.rows(
            "SELECT category, term FROM captures INDEXED BY captures_for_log"  # noqa: S608  # no text from outside
            f" WHERE last_at >= ? AND category <> ? AND {where.sql}"
            " GROUP BY category, term ORDER BY count(*) DESC, category, term LIMIT ?",
            now - _TERMS_SINCE,
            ILLEGAL,
            *where.values,
            _TERMS_OFFERED,
        )
        return [(row["category"], row["term"]) for row in rows]


def _newest(asked: LogFilter, now: float) -> Place:
    return Place.up_to(now) if asked.until is None else Place.just_before(asked.until)


def _visits_asked(asked: LogFilter, leaves: Within, place: Place) -> days.VisitsAsked:
    return days.VisitsAsked(
        within=leaves,
        site=asked.site,
        handling=frozenset(asked.handling),
        searches=not asked.wants(Kind.VISIT),
        text=asked.text,
        since=-math.inf if asked.since is None else asked.since,
        until=place.at,
    )


def _line(row: Connection) -> Line:
    return Line(
        at=row["at"],
        kind=Kind.SEARCH if searched_for(row["url"]) else Kind.VISIT,
        number=row["id"],
        person=row["person"],
        person_name="",
        device=row["device"],
        host=row["host"],
        url=row["url"],
        word=row["handling"],
        detail=row["detail"],
    )
