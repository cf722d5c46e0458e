"""Pictures that go: which files are still to be taken away, and where nothing may be kept."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0023_evidence")
def _cases_evidence(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE evidence ADD COLUMN wiped INTEGER NOT NULL DEFAULT 0;;
        CREATE INDEX evidence_to_wipe ON evidence (id) WHERE gone_at IS NOT NULL AND wiped = 0;;
        CREATE INDEX evidence_of_helper ON evidence (helper, at) WHERE gone_at IS NULL;;
        CREATE TABLE blinds (
            id INTEGER PRIMARY KEY AUTOINCREMENT, helper TEXT NOT NULL, since REAL NOT NULL, until REAL NOT NULL,
            why TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX blinds_of_helper ON blinds (helper, until);;
        """,
    )
