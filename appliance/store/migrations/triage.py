"""What adults make of captures: a status, notes, and who looked. Nothing of it is ever changed or deleted."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0011_triage")
def _cases_triage(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE captures ADD COLUMN status TEXT NOT NULL DEFAULT 'unclassified';;
        ALTER TABLE captures ADD COLUMN assigned INTEGER REFERENCES accounts (number);;
        ALTER TABLE captures ADD COLUMN opened_at REAL;;
        ALTER TABLE captures ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;;
        CREATE INDEX captures_by_status ON captures (status, score DESC, first_at, id);;
        CREATE TABLE triage (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures (id), at REAL NOT NULL,
            account INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, was TEXT NOT NULL, now TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX triage_of_capture ON triage (capture, id);;
        CREATE TRIGGER triage_is_not_changed BEFORE UPDATE ON triage
            BEGIN SELECT RAISE(ABORT, 'what was decided about a capture is never changed'); END;;
        CREATE TRIGGER triage_is_not_deleted BEFORE DELETE ON triage
            BEGIN SELECT RAISE(ABORT, 'what was decided about a capture is never deleted'); END;;
        CREATE TRIGGER triage_is_not_replaced BEFORE INSERT ON triage
            WHEN EXISTS (SELECT 1 FROM triage WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'what was decided about a capture is never replaced'); END;;
        CREATE TABLE looks (
            account INTEGER NOT NULL, capture INTEGER NOT NULL REFERENCES captures (id), at REAL NOT NULL,
            PRIMARY KEY (account, capture)
        ) STRICT, WITHOUT ROWID
        """,
    )
