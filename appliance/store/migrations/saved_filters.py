"""The log: filters that somebody saved, and ways to read by time what was recorded beside visits."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0018_saved_filters")
def _cases_saved_filters(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE saved_filters (
            number INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
            at REAL NOT NULL, UNIQUE (account, name)
        ) STRICT;;
        CREATE INDEX captures_for_log
            ON captures (last_at, id, person, device, room, category, term, status, channel, host);;
        CREATE INDEX bans_by_start ON bans (since);;
        CREATE INDEX signed_in_for_log ON signed_in (since, number, person, mac);;
        CREATE INDEX aup_answers_by_time ON aup_answers (at);;
        CREATE INDEX mistakes_by_time ON mistakes (at)
        """,
    )
