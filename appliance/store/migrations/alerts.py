"""Mail that waits to be sent, who is told of what, and what is still to be told.

Triggers write what is to be told, so that it is kept in the transaction of its cause. A later step that rebuilds
`captures` or `triage` must make them again.
"""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0012_alerts")
def _cases_alerts(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE,
            account INTEGER REFERENCES accounts (number), address TEXT NOT NULL, kind TEXT NOT NULL,
            content TEXT NOT NULL, queued_at REAL NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
            next_at REAL NOT NULL, last_at REAL, trouble TEXT NOT NULL DEFAULT ''
        ) STRICT;;
        CREATE INDEX outbox_by_turn ON outbox (state, next_at, id);;
        CREATE INDEX outbox_by_time ON outbox (state, last_at);;
        CREATE TABLE alert_rules (
            number INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, since REAL NOT NULL, by TEXT NOT NULL,
            replaces INTEGER REFERENCES alert_rules (number), ended_at REAL
        ) STRICT;;
        INSERT INTO alert_rules (rule, since, by) VALUES
            ('{"severities":["severe"],"how":"at once","duties":["dsl","deputy"]}', 0, 'Lollipop'),
            ('{"severities":["moderate","minor"],"how":"daily","duties":["dsl"]}', 0, 'Lollipop');;
        CREATE TABLE alert_preferences (account INTEGER PRIMARY KEY REFERENCES accounts (number), value TEXT NOT NULL)
            STRICT;;
        CREATE TABLE to_tell (
            id INTEGER PRIMARY KEY AUTOINCREMENT, capture INTEGER NOT NULL, triage INTEGER, account INTEGER
        ) STRICT;;
        CREATE TRIGGER capture_is_told AFTER INSERT ON captures
            BEGIN INSERT INTO to_tell (capture) VALUES (NEW.id); END;;
        CREATE TRIGGER graver_capture_is_told AFTER UPDATE OF severity ON captures WHEN NEW.severity <> OLD.severity
            BEGIN INSERT INTO to_tell (capture) VALUES (NEW.id); END;;
        CREATE TRIGGER escalation_is_told AFTER INSERT ON triage WHEN NEW.kind = 'escalated'
            BEGIN
                INSERT INTO to_tell (capture, triage, account)
                SELECT id, NEW.id, assigned FROM captures WHERE id = NEW.capture AND assigned IS NOT NULL;
            END;;
        CREATE TABLE watched (capture INTEGER PRIMARY KEY, since REAL NOT NULL, told INTEGER NOT NULL) STRICT;;
        CREATE TABLE digests (
            recipient TEXT NOT NULL, period TEXT NOT NULL, day TEXT NOT NULL, upto INTEGER NOT NULL,
            PRIMARY KEY (recipient, period)
        ) STRICT, WITHOUT ROWID
        """,
    )
