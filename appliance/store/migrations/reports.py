"""Reports: indexes that figures are counted in without a look at the captures and visits themselves, and what is to be
sent to whom."""

from sqlite_utils import Database

from appliance.store.migrations.step import activity, cases, run


@cases(name="0016_reports")
def _cases_reports(database: Database) -> None:
    run(
        database,
        """
        CREATE INDEX captures_to_count ON captures (
            first_at, person, room, category, severity, status, channel, term, count, person_name
        );;
        CREATE INDEX captures_by_opening ON captures (first_at, opened_at);;
        CREATE TABLE report_schedules (
            number INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL REFERENCES accounts (number),
            report TEXT NOT NULL, person TEXT NOT NULL DEFAULT '', every TEXT NOT NULL, since REAL NOT NULL,
            last_at REAL NOT NULL, UNIQUE (account, report, person)
        ) STRICT
        """,
    )


@activity(name="0004_reports")
def _activity_reports(database: Database) -> None:
    run(
        database,
        """
        CREATE INDEX visits_stopped ON visits (at, detail, person, device, host) WHERE handling IN ('blocked', 'warned')
        """,
    )
