"""The file of Confide: apart from all others, with nothing in it that tells who, where or at what time."""

from sqlite_utils import Database

from appliance.store.migrations.step import confide, run

NEVER_CHANGED = ("confide_reports", "confide_entries", "confide_boxes")


@confide(name="0001_confide")
def _confide_first(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE confide_front (only INTEGER PRIMARY KEY CHECK (only = 1), value BLOB NOT NULL) STRICT;;
        CREATE TABLE confide_photos (name TEXT PRIMARY KEY, image BLOB NOT NULL) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_reports (
            id TEXT PRIMARY KEY, day TEXT NOT NULL, once BLOB NOT NULL UNIQUE, lookup BLOB NOT NULL UNIQUE,
            child BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_entries (
            number INTEGER PRIMARY KEY AUTOINCREMENT, report TEXT NOT NULL REFERENCES confide_reports (id),
            day TEXT NOT NULL, of_child INTEGER NOT NULL, once BLOB UNIQUE, body BLOB NOT NULL, digest BLOB NOT NULL,
            seal TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX confide_entries_of_report ON confide_entries (report, number);;
        CREATE TABLE confide_boxes (
            entry INTEGER NOT NULL REFERENCES confide_entries (number), reader INTEGER NOT NULL, box BLOB NOT NULL,
            PRIMARY KEY (entry, reader)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX confide_boxes_of_reader ON confide_boxes (reader, entry);;
        CREATE TABLE confide_erased (
            report TEXT PRIMARY KEY REFERENCES confide_reports (id), day TEXT NOT NULL, asked_by INTEGER NOT NULL,
            agreed_by INTEGER NOT NULL CHECK (agreed_by <> asked_by), seal TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_seen (
            account INTEGER NOT NULL, report TEXT NOT NULL REFERENCES confide_reports (id), number INTEGER NOT NULL,
            PRIMARY KEY (account, report)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE confide_keys (
            account INTEGER PRIMARY KEY, public BLOB NOT NULL, wrapped BLOB NOT NULL, recovery BLOB NOT NULL,
            since TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE confide_kit (only INTEGER PRIMARY KEY CHECK (only = 1), public BLOB NOT NULL, since TEXT NOT NULL)
            STRICT;;
        CREATE TABLE confide_notices (
            id TEXT PRIMARY KEY, account INTEGER NOT NULL, due REAL NOT NULL, urgent INTEGER NOT NULL,
            more INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX confide_notices_by_time ON confide_notices (due);;
        """,
    )
