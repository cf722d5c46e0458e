"""Which reports people have sent to themselves. Every change stands in the audit trail; `by` is who makes it, and `at`
when."""

import msgspec

from appliance.reports.due import Every, Schedule
from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing


class ReportSchedules:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def put(self, account: int, report: str, person: str, every: Every, by: str, at: float) -> None:
        """The same report of the same pupil once: another time takes the place of the one before."""
        with changing(self._file, by, at) as change:
            change.run(
                "INSERT INTO report_schedules (account, report, person, every, since, last_at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, report, person) DO UPDATE SET every = excluded.every",
                account,
                report,
                person,
                every,
                at,
                at,
            )
            change.note("report scheduled", f"account {account}: {report} {person}".strip() + f", every {every}")

    def remove(self, number: int, account: int, by: str, at: float) -> bool:
        """False where that account has none of that number."""
        with changing(self._file, by, at) as change:
            done = change.run("DELETE FROM report_schedules WHERE number = ? AND account = ?", number, account)
            if done:
                change.note("report no longer scheduled", f"account {account}: schedule {number}")
        return done

    def of(self, account: int) -> tuple[Schedule, ...]:
        return tuple(one for one in self.all() if one.account == account)

    def all(self) -> tuple[Schedule, ...]:
        """In the order in which they were made."""
        rows = self._file.rows("SELECT * FROM report_schedules ORDER BY number")
        return tuple(msgspec.convert(dict(row), Schedule) for row in rows)

    def looked_after(self, number: int, at: float) -> None:
        """Its mail is in the outbox, or there was nothing that its account may have."""
        with self._file.transaction() as connection:
            connection.execute("UPDATE report_schedules SET last_at = ? WHERE number = ?", (at, number))
