"""Figures about visits and about what stopped them, over what somebody sees."""

from appliance.model import Viewer
from appliance.reports.period import Period
from appliance.reports.rows import BlockCount, MistakeCount, SiteCount
from appliance.store._sqlite import SqliteFile
from appliance.store.seen.figures import rows_of
from appliance.store.sight import Where, whom, whom_by_name

_OPENED = "('read', 'passed')"  # `asked` is a look-up of a name, which goes before each of them
_MISTAKE_ROOM = (
    "coalesce((SELECT devices.room FROM devices WHERE devices.name <> '' AND devices.name = mistakes.device), '')"
)


class SeenVisitFigures:
    def __init__(self, cases: SqliteFile, activity: SqliteFile, viewer: Viewer) -> None:
        self._cases = cases
        self._activity = activity
        self._viewer = viewer

    def sites(self, period: Period, limit: int) -> tuple[SiteCount, ...]:
        """Sites that were opened, those with most visits first."""
        where = self._days(period).also(f"handling IN {_OPENED}")
        counted = (
            "SELECT host AS place, sum(times) AS visits, max(last_at) AS last_at,"  # noqa: S608  # no text from outside
            f" count(DISTINCT nullif(person, '')) AS pupils FROM host_days WHERE {where.sql} GROUP BY host"
        )
        rows = self._activity.rows(
            "SELECT site, sum(visits) AS visits, max(pupils) AS pupils, max(last_at) AS last_at"  # noqa: S608  # the same
            f" FROM ({counted}) JOIN hosts ON number = place GROUP BY site ORDER BY visits DESC, site LIMIT ?",
            *where.values,
            limit,
        )
        return rows_of(SiteCount, rows)

    def stopped(self, period: Period, limit: int) -> tuple[BlockCount, ...]:
        """Why pages were blocked or warned of, the most frequent first."""
        where = self._stopped(period)
        rows = self._activity.rows(
            "SELECT detail AS why, count(*) AS visits, count(DISTINCT nullif(person, '')) AS pupils FROM visits"  # noqa: S608  # the same
            f" WHERE {where.sql} GROUP BY detail ORDER BY visits DESC, detail LIMIT ?",
            *where.values,
            limit,
        )
        return rows_of(BlockCount, rows)

    def stopped_searches(self, period: Period) -> int:
        """Searches that were blocked or warned of."""
        where = self._days(period).also(
            "handling NOT IN ('read', 'passed', 'asked') AND handling IN ('blocked', 'warned')"
        )
        row = self._activity.one(
            f"SELECT coalesce(sum(searches), 0) AS searches FROM host_days WHERE {where.sql}",  # noqa: S608  # the same
            *where.values,
        )
        return int(row["searches"]) if row else 0

    def mistakes(self, period: Period, limit: int) -> tuple[MistakeCount, ...]:
        """What pupils called blocked by mistake, newest first."""
        where = whom(self._viewer, "mistakes.person", _MISTAKE_ROOM)
        where = where.also("at >= ? AND at < ?", period.since, period.until)
        rows = self._cases.rows(
            f"SELECT url, times, outcome, at AS last_at FROM mistakes WHERE {where.sql} ORDER BY at DESC LIMIT ?",  # noqa: S608  # the same
            *where.values,
            limit,
        )
        return rows_of(MistakeCount, rows)

    def _days(self, period: Period) -> Where:
        where = whom_by_name(self._cases, self._viewer).where("person", "device")
        return where.also("day >= ? AND day <= ?", period.first.toordinal(), period.last.toordinal())

    def _stopped(self, period: Period) -> Where:
        where = whom_by_name(self._cases, self._viewer).where("person", "device")
        return where.also("handling IN ('blocked', 'warned') AND at >= ? AND at < ?", period.since, period.until)
