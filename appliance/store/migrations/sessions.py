"""Who signed in at which device, and where devices are; bans follow a device."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0006_sessions")
def _cases_sessions(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE signed_in (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, mac TEXT NOT NULL,
            address TEXT NOT NULL, since REAL NOT NULL, until REAL NOT NULL, how TEXT NOT NULL, ended_at REAL
        ) STRICT;;
        CREATE INDEX signed_in_now ON signed_in (until) WHERE ended_at IS NULL;;
        CREATE INDEX signed_in_of_person ON signed_in (person, since);;
        CREATE TABLE places (
            address TEXT PRIMARY KEY, mac TEXT NOT NULL, seen REAL NOT NULL, until REAL NOT NULL,
            leased INTEGER NOT NULL
        ) STRICT;;
        ALTER TABLE bans ADD COLUMN mac TEXT NOT NULL DEFAULT ''
        """,
    )
