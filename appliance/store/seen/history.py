"""What was captured of somebody before, as those may read it who see them: by the capture that they look at."""

import msgspec

from appliance.model import ILLEGAL, Finding, Frozen, Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.sight import Where, whom

WEEKS = 12
_WEEK = 7 * 86_400.0


class Pattern(Frozen):
    """Captures of one category, week by week, the newest last: `WEEKS` numbers."""

    category: str
    weeks: tuple[int, ...]


class PastHit(Frozen):
    """A hit that a term led, with what else was found in it."""

    capture: int
    at: float
    person: str
    person_name: str
    device: str
    host: str
    findings: tuple[Finding, ...]


class SeenHistory:
    """Of whoever was at the device; else of the device, as long as nobody was known there."""

    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "captures.person", "captures.room")

    def numbers(self, person: str, device: str, limit: int, but: int = 0) -> tuple[int, ...]:
        """Captures, newest first, without `but`."""
        where = self._of(person, device).also("id <> ?", but)
        sql = f"SELECT id FROM captures WHERE {where.sql} ORDER BY last_at DESC, id DESC LIMIT ?"  # noqa: S608  # no text from outside
        return tuple(row["id"] for row in self._file.rows(sql, *where.values, limit))

    def pattern(self, person: str, device: str, now: float) -> tuple[Pattern, ...]:
        """The categories of the last `WEEKS` weeks, the most frequent first."""
        since = now - WEEKS * _WEEK
        where = self._of(person, device).also("last_at > ? AND last_at <= ?", since, now)
        rows = self._file.rows(
            f"SELECT category, CAST((last_at - ?) / {_WEEK} AS INTEGER) AS week, count(*) AS times FROM captures"  # noqa: S608  # the same
            f" WHERE {where.sql} GROUP BY 1, 2",
            since,
            *where.values,
        )
        weeks: dict[str, list[int]] = {}
        for row in rows:
            weeks.setdefault(row["category"], [0] * WEEKS)[min(row["week"], WEEKS - 1)] += row["times"]
        busiest = sorted(weeks.items(), key=lambda item: (-sum(item[1]), item[0]))
        return tuple(Pattern(category=category, weeks=tuple(counts)) for category, counts in busiest)

    def hits_of(self, term: str, since: float, limit: int) -> tuple[PastHit, ...]:
        """Hits of captures that the term leads, newest first; nothing of a category that is hidden."""
        where = Where("term = ? AND last_at >= ? AND category <> ?", (term, since, ILLEGAL))
        rows = self._file.rows(
            "SELECT capture, at, person, person_name, device, hits.host, hits.findings FROM hits"  # noqa: S608  # the same
            f" JOIN captures ON captures.id = capture WHERE {where.sql} AND at >= ? AND {self._where.sql}"
            " ORDER BY at DESC LIMIT ?",
            *where.values,
            since,
            *self._where.values,
            limit,
        )
        return tuple(msgspec.convert({**dict(row), "findings": _findings(row["findings"])}, PastHit) for row in rows)

    def _of(self, person: str, device: str) -> Where:
        if person:
            return self._where.also("person = ?", person)
        return self._where.also("person = '' AND device = ?", device)


def _findings(stored: str) -> tuple[Finding, ...]:
    return msgspec.json.decode(stored, type=tuple[Finding, ...])
