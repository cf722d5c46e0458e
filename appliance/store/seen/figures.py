"""Figures about captures, over what somebody sees: every number here was counted through their eyes."""

from collections.abc import Iterable

import msgspec

from appliance.errors import RowError
from appliance.model import ILLEGAL, Channel, Viewer
from appliance.reports.period import Period
from appliance.reports.rows import (
    AgentCount,
    CategoryCount,
    HourCount,
    PupilCount,
    RiskRow,
    SearchRow,
    TermCount,
    TermWeek,
    Total,
    WeekCount,
)
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.sight import Where, whom

_DISMISSED = "status IN ('false positive', 'false positive, ignored')"
_STAFF = "SELECT id FROM people WHERE role = 'staff'"
_WEEK = 7 * 86_400
_HOUR = 3600
# Figures are counted in indexes that hold all they need: a capture's own row is long.
_COUNTED = "captures INDEXED BY captures_to_count"
# What is hidden is never spelt out, whatever a figure is for.
_WORDS = f"CASE category WHEN '{ILLEGAL}' THEN '' ELSE substr(snippet, snippet_from + 1, snippet_to - snippet_from) END"


class SeenFigures:
    """Captures count by when they first happened."""

    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "captures.person", "captures.room")

    def total(self, period: Period) -> Total:
        where = self._within(period)
        row = self._file.one(
            f"SELECT count(*) AS captures, coalesce(sum(person = ''), 0) AS unknown,"  # noqa: S608  # no text from outside
            f" coalesce(sum({_DISMISSED}), 0) AS dismissed FROM {_COUNTED} WHERE {where.sql}",
            *where.values,
        )
        return msgspec.convert(dict(row), Total) if row else Total(captures=0, unknown=0, dismissed=0)

    def pupils(self, period: Period, limit: int, category: str = "") -> tuple[PupilCount, ...]:
        """Those with most captures first; of one category, or of all."""
        where = self._within(period).also(f"person <> '' AND person NOT IN ({_STAFF})")
        if category:
            where = where.also("category = ?", category)
        return self._all(
            PupilCount,
            "SELECT person, max(person_name) AS name, count(*) AS captures, sum(count) AS times,"  # noqa: S608  # the same
            " sum(severity = 'severe') AS severe, sum(severity = 'moderate') AS moderate,"
            f" sum(severity = 'minor') AS minor, sum({_DISMISSED}) AS dismissed, max(first_at) AS last_at"
            f" FROM {_COUNTED} WHERE {where.sql} GROUP BY person"
            " ORDER BY captures DESC, times DESC, name, person LIMIT ?",
            *where.values,
            limit,
        )

    def terms(self, period: Period, limit: int) -> tuple[TermCount, ...]:
        """Those caught most first."""
        return self._terms(self._within(period), "captures DESC, times DESC, term", limit)

    def dismissed_terms(self, period: Period, limit: int) -> tuple[TermCount, ...]:
        """Only captures that were false alarms; the terms with most first."""
        return self._terms(self._within(period).also(_DISMISSED), "captures DESC, times DESC, term", limit)

    def agents(self, period: Period, limit: int) -> tuple[AgentCount, ...]:
        where = self._within(period)
        return self._all(
            AgentCount,
            f"SELECT user_agent, count(*) AS captures FROM captures WHERE {where.sql}"  # noqa: S608  # the same
            " GROUP BY user_agent ORDER BY captures DESC, user_agent LIMIT ?",
            *where.values,
            limit,
        )

    def categories(self, period: Period) -> tuple[CategoryCount, ...]:
        """Those with most captures first."""
        where = self._within(period)
        return self._all(
            CategoryCount,
            "SELECT category, count(*) AS captures, sum(severity = 'severe') AS severe,"  # noqa: S608  # the same
            f" sum({_DISMISSED}) AS dismissed FROM {_COUNTED} WHERE {where.sql}"
            " GROUP BY category ORDER BY captures DESC, category",
            *where.values,
        )

    def category_weeks(self, period: Period, person: str = "") -> tuple[WeekCount, ...]:
        """Without false alarms; of one pupil, or of everyone."""
        return self._weeks(period, self._of(person))

    def term_weeks(self, period: Period, person: str, category: str) -> tuple[TermWeek, ...]:
        """Of one pupil's captures in a category, without false alarms."""
        where = self._of(person).also("category = ?", category)
        newest = self._by_week("term", "week, term AS name, count(*) AS captures, max(first_at), id AS newest", where)
        return self._all(
            TermWeek,
            f"SELECT week, term, {_WORDS} AS words, captures FROM ({newest}) JOIN captures ON captures.id = newest"  # noqa: S608  # the same
            " ORDER BY week, term",
            _spans(period),
            *where.values,
        )

    def hours(self, period: Period, person: str = "") -> tuple[HourCount, ...]:
        """Without false alarms."""
        where = self._within(period, self._of(person))
        return self._all(
            HourCount,
            f"SELECT CAST(first_at / {_HOUR} AS INTEGER) AS hour, count(*) AS captures FROM {_COUNTED}"  # noqa: S608  # the same
            f" WHERE {where.sql} GROUP BY hour ORDER BY hour",
            *where.values,
        )

    def searches(self, period: Period, limit: int) -> tuple[SearchRow, ...]:
        """The most urgent first; what a hidden category found is not spelt out."""
        where = self._within(period).also("channel = ?", Channel.SEARCH)
        return self._all(
            SearchRow,
            "SELECT id AS capture, first_at AS at, person, person_name AS name, device, category, severity,"  # noqa: S608  # the same
            f" CASE category WHEN '{ILLEGAL}' THEN '' ELSE snippet END AS words, {_DISMISSED} AS dismissed"
            f" FROM captures WHERE id IN (SELECT id FROM {_COUNTED} WHERE {where.sql})"
            " ORDER BY score DESC, first_at DESC LIMIT ?",
            *where.values,
            limit,
        )

    def search_weeks(self, period: Period) -> tuple[WeekCount, ...]:
        """Searches that were caught, by category, without false alarms."""
        return self._weeks(period, self._where.also(f"NOT {_DISMISSED} AND channel = ?", Channel.SEARCH))

    def risks(self, now: float, weeks: int, person: str = "") -> tuple[RiskRow, ...]:
        """Of the `weeks` times seven days before `now`; of one pupil, or of everyone."""
        where = self._where.also(f"person <> '' AND person NOT IN ({_STAFF})")
        if person:
            where = where.also("person = ?", person)
        where = where.also("first_at > ? AND first_at <= ?", now - weeks * _WEEK, now)
        return self._all(
            RiskRow,
            f"SELECT person, max(person_name) AS name, CAST((? - first_at) / {_WEEK} AS INTEGER) AS week, category,"  # noqa: S608  # the same
            f" severity, channel, {_DISMISSED} AS dismissed, count(*) AS captures, sum(count - 1) AS repeats"
            f" FROM {_COUNTED} WHERE {where.sql} GROUP BY person, week, category, severity, channel, dismissed"
            " ORDER BY person, week, category, severity, channel, dismissed",
            now,
            *where.values,
        )

    def name_of(self, person: str) -> str:
        """As their newest capture has it; empty for somebody of whom there is none to see."""
        row = self._file.one(
            f"SELECT person_name FROM captures WHERE person = ? AND {self._where.sql} ORDER BY first_at DESC LIMIT 1",  # noqa: S608  # the same
            person,
            *self._where.values,
        )
        return str(row["person_name"]) if row else ""

    def _of(self, person: str) -> Where:
        where = self._where.also(f"NOT {_DISMISSED}")
        return where.also("person = ?", person) if person else where

    def _within(self, period: Period, where: Where | None = None) -> Where:
        return (where or self._where).also("first_at >= ? AND first_at < ?", period.since, period.until)

    def _terms(self, where: Where, order: str, limit: int) -> tuple[TermCount, ...]:
        counted = (
            "SELECT term AS name, count(*) AS captures, sum(count) AS times,"  # noqa: S608  # the same
            f" count(DISTINCT nullif(person, '')) AS pupils, sum({_DISMISSED}) AS dismissed,"
            f" max(first_at) AS newest_at, id AS newest FROM {_COUNTED} WHERE {where.sql} GROUP BY term"
        )
        return self._all(
            TermCount,
            f"SELECT term, {_WORDS} AS words, category, severity, definition, counted.captures, counted.times, pupils,"  # noqa: S608  # the same
            f" dismissed, newest, newest_at AS last_at FROM ({counted}) AS counted"
            f" JOIN captures ON captures.id = newest ORDER BY counted.{order} LIMIT ?",
            *where.values,
            limit,
        )

    def _weeks(self, period: Period, where: Where) -> tuple[WeekCount, ...]:
        sql = self._by_week("category", "week, category AS name, count(*) AS captures", where)
        return self._all(WeekCount, f"{sql} ORDER BY week, name", _spans(period), *where.values)

    def _by_week(self, column: str, what: str, where: Where) -> str:
        return (
            f"SELECT {what} FROM (SELECT key AS week, value AS span FROM json_each(?)) CROSS JOIN {_COUNTED}"  # noqa: S608  # the same
            " ON first_at >= json_extract(span, '$[0]') AND first_at < json_extract(span, '$[1]')"
            f" WHERE {where.sql} GROUP BY week, {column}"
        )

    def _all[Row](self, kind: type[Row], sql: str, *values: object) -> tuple[Row, ...]:
        return rows_of(kind, self._file.rows(sql, *values))


def rows_of[Row](kind: type[Row], rows: Iterable[Connection]) -> tuple[Row, ...]:
    """As values. Raises RowError for a word that this version does not know."""
    try:
        found = msgspec.convert([dict(row) for row in rows], list[kind], strict=False)  # type: ignore[valid-type]  # a type at run time
    except msgspec.ValidationError as error:
        raise RowError(f"what was counted for a report cannot be read: {error}") from error
    return tuple(found)


def _spans(period: Period) -> str:
    return msgspec.json.encode(period.week_spans).decode()
