"""Helpers on pupils' devices: who they are, what they were told, and the pictures that they sent."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0022_helpers")
def _cases_helpers(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE helpers (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, key BLOB NOT NULL UNIQUE,
            mac TEXT NOT NULL DEFAULT '', system TEXT NOT NULL DEFAULT '', version TEXT NOT NULL DEFAULT '',
            client TEXT NOT NULL DEFAULT '', since REAL NOT NULL, code INTEGER REFERENCES enrolment_codes (id),
            last_at REAL NOT NULL DEFAULT 0, health TEXT NOT NULL DEFAULT '', health_at REAL NOT NULL DEFAULT 0,
            revoked_at REAL, revoked_by TEXT NOT NULL DEFAULT '', revoked_why TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE INDEX helpers_by_mac ON helpers (mac) WHERE revoked_at IS NULL;;
        CREATE TABLE enrolment_codes (
            id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, label TEXT NOT NULL, since REAL NOT NULL,
            until REAL NOT NULL, most INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0, by TEXT NOT NULL,
            ended_at REAL, ended_by TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE TABLE locks (
            id TEXT PRIMARY KEY, device TEXT NOT NULL, person TEXT NOT NULL, mac TEXT NOT NULL, since REAL NOT NULL,
            until REAL NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, lifted_at REAL,
            lifted_by TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE INDEX locks_by_end ON locks (until);;
        CREATE TABLE orders (
            id TEXT PRIMARY KEY, helper TEXT NOT NULL, device TEXT NOT NULL, room TEXT NOT NULL, person TEXT NOT NULL,
            capture INTEGER REFERENCES captures (id), kind TEXT NOT NULL, by TEXT NOT NULL, at REAL NOT NULL,
            state TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', settled_at REAL, arrived REAL
        ) STRICT;;
        CREATE INDEX orders_of_capture ON orders (capture) WHERE capture IS NOT NULL;;
        CREATE INDEX orders_waiting ON orders (at) WHERE state = 'waiting';;
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY AUTOINCREMENT, "order" TEXT NOT NULL, capture INTEGER REFERENCES captures (id),
            helper TEXT NOT NULL, number INTEGER NOT NULL, device TEXT NOT NULL, room TEXT NOT NULL,
            person TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL,
            format TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, screen INTEGER NOT NULL,
            sequence INTEGER NOT NULL, last INTEGER NOT NULL, gone_at REAL, gone_why TEXT NOT NULL DEFAULT '',
            UNIQUE (helper, number)
        ) STRICT;;
        CREATE INDEX evidence_of_capture ON evidence (capture) WHERE capture IS NOT NULL;;
        CREATE INDEX evidence_of_order ON evidence ("order");;
        CREATE INDEX evidence_kept ON evidence (at) WHERE gone_at IS NULL;;
        CREATE INDEX evidence_by_digest ON evidence (digest) WHERE gone_at IS NULL;;
        CREATE TABLE holds (
            id INTEGER PRIMARY KEY AUTOINCREMENT, capture INTEGER NOT NULL REFERENCES captures (id), at REAL NOT NULL,
            by TEXT NOT NULL, why TEXT NOT NULL, ended_at REAL, ended_by TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE UNIQUE INDEX holds_in_force ON holds (capture) WHERE ended_at IS NULL;;
        CREATE TABLE noticed (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, helper TEXT NOT NULL, number INTEGER NOT NULL,
            device TEXT NOT NULL, room TEXT NOT NULL, person TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL,
            UNIQUE (helper, number)
        ) STRICT;;
        CREATE INDEX noticed_by_time ON noticed (at);;
        """,
    )
