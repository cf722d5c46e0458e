"""Who was at the device: of captures, bans and visits."""

from sqlite_utils import Database

from appliance.store.migrations.step import activity, cases, run


@cases(name="0003_persons")
def _cases_persons(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE captures ADD COLUMN person TEXT NOT NULL DEFAULT '';;
        ALTER TABLE captures ADD COLUMN person_name TEXT NOT NULL DEFAULT '';;
        ALTER TABLE bans ADD COLUMN person TEXT NOT NULL DEFAULT '';;
        CREATE INDEX captures_of_person ON captures (person, last_at) WHERE person <> ''
        """,
    )


@activity(name="0002_persons")
def _activity_persons(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE visits ADD COLUMN person TEXT NOT NULL DEFAULT '';;
        CREATE INDEX visits_of_person ON visits (person, at) WHERE person <> ''
        """,
    )
