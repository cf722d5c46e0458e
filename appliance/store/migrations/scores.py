"""Scores of captures; the school's own terms, switches and ignore entries."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0002_scores_and_the_schools_policy")
def _cases_scores_and_policy(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE captures ADD COLUMN score INTEGER NOT NULL DEFAULT 0;;
        ALTER TABLE captures ADD COLUMN hit_score TEXT NOT NULL DEFAULT '{"value": 0, "reasons": []}';;
        ALTER TABLE captures ADD COLUMN recipients TEXT NOT NULL DEFAULT '[]';;
        UPDATE captures SET score = CASE severity WHEN 'severe' THEN 60 WHEN 'moderate' THEN 36 ELSE 14 END;;
        UPDATE captures SET hit_score = json_object('value', score, 'reasons', json_array());;
        CREATE INDEX captures_by_score ON captures (score DESC, first_at, id);;
        CREATE TABLE own_terms (
            number INTEGER PRIMARY KEY AUTOINCREMENT, pattern TEXT NOT NULL, severity TEXT NOT NULL,
            category TEXT NOT NULL, definition TEXT NOT NULL, channels TEXT NOT NULL, "group" TEXT NOT NULL,
            since TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE terms_off (
            term TEXT NOT NULL, "group" TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL, PRIMARY KEY (term, "group")
        ) STRICT;;
        CREATE TABLE ignores (
            number INTEGER PRIMARY KEY AUTOINCREMENT, "group" TEXT NOT NULL, site TEXT NOT NULL, term TEXT NOT NULL,
            phrase TEXT NOT NULL, reason TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL,
            times INTEGER NOT NULL DEFAULT 0, last_at REAL
        ) STRICT
        """,
    )
