"""People, their groups and rooms, how they prove who they are, and guests."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0004_people")
def _cases_people(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE people (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, given TEXT NOT NULL,
            family TEXT NOT NULL, username TEXT NOT NULL, role TEXT NOT NULL, year INTEGER,
            photo TEXT NOT NULL DEFAULT '', source TEXT NOT NULL, source_id TEXT NOT NULL,
            since REAL NOT NULL, left_at REAL, UNIQUE (source, source_id)
        ) STRICT;;
        CREATE TABLE groups (name TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL) STRICT;;
        CREATE TABLE memberships (
            "group" TEXT NOT NULL REFERENCES groups (name), person TEXT NOT NULL REFERENCES people (id),
            part TEXT NOT NULL, by_hand INTEGER NOT NULL, PRIMARY KEY (person, "group", part, by_hand)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX memberships_by_group ON memberships ("group", part);;
        CREATE TABLE rooms (name TEXT PRIMARY KEY) STRICT;;
        CREATE TABLE secrets (
            person TEXT PRIMARY KEY REFERENCES people (id), kind TEXT NOT NULL, hash TEXT NOT NULL, since REAL NOT NULL,
            wrong_tries INTEGER NOT NULL DEFAULT 0, last_wrong_at REAL NOT NULL DEFAULT 0
        ) STRICT;;
        CREATE TABLE guests (
            number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, code_hash BLOB NOT NULL UNIQUE,
            since REAL NOT NULL, until REAL NOT NULL, by TEXT NOT NULL
        ) STRICT
        """,
    )
