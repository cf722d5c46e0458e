"""Reviews and checks of filtering and monitoring, as the school's duties ask for; nothing of it is ever changed."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0013_standards")
def _cases_standards(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE reviews (
            number INTEGER PRIMARY KEY, at REAL NOT NULL, by TEXT NOT NULL, who TEXT NOT NULL, found TEXT NOT NULL,
            done TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE checks (
            number INTEGER PRIMARY KEY, at REAL NOT NULL, by TEXT NOT NULL, device TEXT NOT NULL, as_whom TEXT NOT NULL,
            what TEXT NOT NULL, passed INTEGER NOT NULL, done TEXT NOT NULL
        ) STRICT
        """,
    )
