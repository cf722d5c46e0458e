"""Which account asked for a change: names may be alike, and people are called differently one day."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0021_askers")
def _cases_askers(database: Database) -> None:
    run(database, "ALTER TABLE access_changes ADD COLUMN account INTEGER")
