"""Who was told at once of whom within the hour, and what waits to be told together when it is over."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0020_notices")
def _cases_notices(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER, address TEXT NOT NULL, why TEXT NOT NULL,
            about TEXT NOT NULL, capture INTEGER NOT NULL, category TEXT NOT NULL, severity TEXT NOT NULL,
            at REAL NOT NULL, held INTEGER NOT NULL
        ) STRICT
        """,
    )
