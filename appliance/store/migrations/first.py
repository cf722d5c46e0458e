"""The form that the first release had: captures, bans, sign-in, incidents, the audit trail; visits."""

from sqlite_utils import Database

from appliance.store.migrations.step import activity, cases, run


@cases(name="0001_first")
def _cases_first(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY AUTOINCREMENT, first_at REAL NOT NULL, last_at REAL NOT NULL, count INTEGER NOT NULL,
            device TEXT NOT NULL, address TEXT NOT NULL, room TEXT NOT NULL, term TEXT NOT NULL, category TEXT NOT NULL,
            severity TEXT NOT NULL, definition TEXT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL,
            host TEXT NOT NULL, title TEXT NOT NULL, snippet TEXT NOT NULL, snippet_from INTEGER NOT NULL,
            snippet_to INTEGER NOT NULL, user_agent TEXT NOT NULL, worker TEXT NOT NULL, cut INTEGER NOT NULL,
            raises_why TEXT NOT NULL, others INTEGER NOT NULL, findings TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX captures_by_activity ON captures (last_at, id);;
        CREATE INDEX captures_to_fold ON captures (device, term, last_at);;
        CREATE TABLE hits (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures (id), event TEXT NOT NULL UNIQUE,
            at REAL NOT NULL, address TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, title TEXT NOT NULL,
            snippet TEXT NOT NULL, snippet_from INTEGER NOT NULL, snippet_to INTEGER NOT NULL, channel TEXT NOT NULL,
            findings TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX hits_of_capture ON hits (capture, at);;
        CREATE TABLE due (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures (id), event TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE actions (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures (id), at REAL NOT NULL,
            text TEXT NOT NULL, UNIQUE (capture, text)
        ) STRICT;;
        CREATE TABLE bans (
            id TEXT PRIMARY KEY, device TEXT NOT NULL, addresses TEXT NOT NULL, since REAL NOT NULL,
            until REAL NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, lifted_at REAL,
            lifted_by TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE INDEX bans_by_end ON bans (until);;
        CREATE TABLE sign_in_links (
            token_hash BLOB PRIMARY KEY, made_at REAL NOT NULL, until REAL NOT NULL, used_at REAL
        ) STRICT;;
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE, since REAL NOT NULL, until REAL NOT NULL
        ) STRICT;;
        CREATE TABLE incidents (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL,
            count INTEGER NOT NULL, process TEXT NOT NULL, text TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX incidents_by_time ON incidents (last_at);;
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL
        ) STRICT;;
        CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END;;
        CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit trail is never deleted from'); END;;
        CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
            WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'the audit trail is never replaced'); END;;
        CREATE TABLE spools (
            name TEXT PRIMARY KEY, segment INTEGER NOT NULL, "offset" INTEGER NOT NULL
        ) STRICT;;
        CREATE TABLE refusals (
            host TEXT NOT NULL, device TEXT NOT NULL, count INTEGER NOT NULL, first_at REAL NOT NULL,
            last_at REAL NOT NULL, error TEXT NOT NULL, PRIMARY KEY (host, device)
        ) STRICT
        """,
    )


@activity(name="0001_first")
def _activity_first(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE visits (
            id INTEGER PRIMARY KEY, at REAL NOT NULL, worker TEXT NOT NULL, client TEXT NOT NULL, device TEXT NOT NULL,
            host TEXT NOT NULL, url TEXT NOT NULL, handling TEXT NOT NULL, detail TEXT NOT NULL
        ) STRICT;;
        CREATE INDEX visits_by_time ON visits (at);;
        CREATE INDEX visits_of_device ON visits (device, at);;
        CREATE TABLE trusting (device TEXT PRIMARY KEY, since REAL NOT NULL) STRICT;;
        CREATE TABLE spools (
            name TEXT PRIMARY KEY, segment INTEGER NOT NULL, "offset" INTEGER NOT NULL
        ) STRICT
        """,
    )
