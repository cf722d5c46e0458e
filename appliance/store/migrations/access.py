"""What may be reached: rules, changes that wait or were made, lessons, the timetable, and what pupils say is wrong."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0007_access")
def _cases_access(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE access_rules (
            number INTEGER PRIMARY KEY AUTOINCREMENT, section TEXT NOT NULL, place INTEGER NOT NULL,
            until REAL NOT NULL, rule TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX access_rules_in_order ON access_rules (section, place);;
        CREATE TABLE access_changes (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL,
            change TEXT NOT NULL, told TEXT NOT NULL, state TEXT NOT NULL, decided_at REAL,
            decided_by TEXT NOT NULL DEFAULT '', inverse TEXT NOT NULL DEFAULT '',
            undoes INTEGER REFERENCES access_changes (number), undone_by INTEGER REFERENCES access_changes (number)
        ) STRICT;;
        CREATE INDEX access_changes_waiting ON access_changes (state) WHERE state = 'waiting';;
        CREATE TABLE access_timetable (id INTEGER PRIMARY KEY CHECK (id = 1), timetable TEXT NOT NULL) STRICT;;
        CREATE TABLE lessons (
            id TEXT PRIMARY KEY, since REAL NOT NULL, until REAL NOT NULL, by TEXT NOT NULL, lesson TEXT NOT NULL,
            ended_at REAL, ended_by TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE INDEX lessons_by_end ON lessons (until);;
        CREATE TABLE mistakes (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, device TEXT NOT NULL, person TEXT NOT NULL,
            url TEXT NOT NULL, words TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1, settled_at REAL,
            settled_by TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE INDEX mistakes_open ON mistakes (url, person, device) WHERE settled_at IS NULL
        """,
    )
