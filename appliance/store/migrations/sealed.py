"""The audit trail becomes a chain: each entry carries a seal over itself and the seal before."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0009_sealed")
def _cases_sealed(database: Database) -> None:
    run(database, "ALTER TABLE audit ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
