"""Rules by group, what is done then, pilots; and own terms and ignore entries that can be put back."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0014_policies")
def _cases_policies(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE group_policies (
            "group" TEXT PRIMARY KEY, value TEXT NOT NULL, was TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE pauses (
            number INTEGER PRIMARY KEY AUTOINCREMENT, minutes INTEGER NOT NULL, term TEXT NOT NULL,
            category TEXT NOT NULL, severity TEXT, "group" TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL,
            removed_at REAL
        ) STRICT;;
        CREATE TABLE pilots (
            number INTEGER PRIMARY KEY AUTOINCREMENT, groups TEXT NOT NULL, since REAL NOT NULL, until REAL NOT NULL,
            at REAL NOT NULL, by TEXT NOT NULL
        ) STRICT;;
        ALTER TABLE own_terms ADD COLUMN removed_at REAL;;
        ALTER TABLE ignores ADD COLUMN removed_at REAL
        """,
    )
