"""Figures of the whole school for those who may see figures only: bounded before they leave the store, so that no
screen, file or mail can tell more (FEATURES rows C3, J3)."""

from collections.abc import Mapping
from statistics import median

import msgspec

from appliance.model import Right, Severity, TriageStatus, Viewer
from appliance.reports.bounded import FEW, bounded, breakdown, shared
from appliance.reports.governors import Filtering, SchoolCounts
from appliance.reports.period import Period
from appliance.store._sqlite import SqliteFile
from appliance.store.sight import Where

_COUNTED = "captures INDEXED BY captures_to_count"
_DISMISSED = (TriageStatus.FALSE_POSITIVE, TriageStatus.IGNORED)
_SETTLED = msgspec.json.encode([status for status in TriageStatus if not status.is_open]).decode()
_ACCEPTED = """EXISTS (
    SELECT 1 FROM aup_answers JOIN aup_texts USING (name, version)
    WHERE ended_at IS NULL AND accepted AND person = people.id
)"""


class SeenSchoolFigures:
    """All captures count, whoever they are about; somebody without the right sees a school without any."""

    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._may = Where("1" if viewer.may(Right.FIGURES) else "0", ())

    def counts(self, period: Period) -> SchoolCounts:
        statuses = self._parts("status", period)
        captures = sum(statuses.values())
        waits = self._opened_after(period)
        return SchoolCounts(
            captures=bounded(captures),
            categories=breakdown(self._parts("category", period)),
            severities=breakdown(_in_order(self._parts("severity", period), tuple(reversed(Severity)))),
            statuses=breakdown(_in_order(statuses, tuple(TriageStatus))),
            false_share=shared(sum(statuses.get(status, 0) for status in _DISMISSED), captures),
            opened_after=_median(waits),
            settled_after=_median(self._settled_after(period)),
            never_opened=bounded(captures - len(waits)),
            escalated=bounded(self._escalated(period)),
            pupils=self._pupils("1"),
            accepted=bounded(self._pupils(_ACCEPTED)),
        )

    def filtering(self, period: Period, second_person: bool) -> Filtering:
        """What adults changed and set."""
        return Filtering(
            made=self._count("access_changes", "state = 'done' AND at >= ? AND at < ?", period.since, period.until),
            waiting=self._count("access_changes", "state = 'waiting'"),
            rules=self._count("access_rules", "section = 'rules' AND (until = 0 OR until > ?)", period.until),
            terms_off=self._count("terms_off"),
            own_terms=self._count("own_terms"),
            ignores=self._count("ignores"),
            second_person=second_person,
        )

    def _parts(self, column: str, period: Period) -> dict[str, int]:
        """Those with most first."""
        where = self._within(period)
        rows = self._file.rows(
            f"SELECT {column} AS part, count(*) AS number FROM {_COUNTED} WHERE {where.sql}"  # noqa: S608  # no text from outside
            " GROUP BY part ORDER BY number DESC, part",
            *where.values,
        )
        return {row["part"]: row["number"] for row in rows}

    def _opened_after(self, period: Period) -> list[float]:
        """How many seconds each capture waited for somebody to open it; without those that nobody opened."""
        where = self._within(period).also("opened_at IS NOT NULL")
        sql = f"SELECT opened_at - first_at FROM captures INDEXED BY captures_by_opening WHERE {where.sql}"  # noqa: S608  # no text from outside
        return [row[0] for row in self._file.rows(sql, *where.values)]

    def _settled_after(self, period: Period) -> list[float]:
        """The same for somebody to settle it, by when they first did."""
        where = self._within(period).also("now IN (SELECT value FROM json_each(?))", _SETTLED)
        sql = (
            "SELECT min(triage.at) - first_at FROM captures INDEXED BY captures_by_opening"  # noqa: S608  # the same
            f" CROSS JOIN triage ON capture = captures.id WHERE {where.sql} AND kind = 'status' GROUP BY capture"
        )
        return [row[0] for row in self._file.rows(sql, *where.values)]

    def _escalated(self, period: Period) -> int:
        where = self._within(period)
        sql = (
            "SELECT count(DISTINCT capture) FROM captures INDEXED BY captures_by_opening"  # noqa: S608  # the same
            f" CROSS JOIN triage ON capture = captures.id WHERE {where.sql} AND kind = 'escalated'"
        )
        (number,) = self._file.rows(sql, *where.values)[0]
        return int(number)

    def _pupils(self, condition: str) -> int:
        return self._count("people", f"role = 'pupil' AND left_at IS NULL AND {condition}")

    def _count(self, table: str, condition: str = "1", *values: object) -> int:
        where = self._may.also(condition, *values)
        (number,) = self._file.rows(f"SELECT count(*) FROM {table} WHERE {where.sql}", *where.values)[0]  # noqa: S608  # the same
        return int(number)

    def _within(self, period: Period) -> Where:
        return self._may.also("first_at >= ? AND first_at < ?", period.since, period.until)


def _in_order(parts: Mapping[str, int], order: tuple[str, ...]) -> dict[str, int]:
    """Each of `order`, also those of which there are none; then what is not in it."""
    return {name: parts.get(name, 0) for name in order} | dict(parts)


def _median(seconds: list[float]) -> float | None:
    """None where there are so few that it would tell of one."""
    return median(seconds) if len(seconds) >= FEW else None
