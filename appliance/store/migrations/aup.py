"""The rules that people accept, in versions, and who said what to them."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0008_aup")
def _cases_aup(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE aup_texts (
            name TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, content TEXT NOT NULL,
            since REAL NOT NULL, by TEXT NOT NULL, ended_at REAL, PRIMARY KEY (name, version)
        ) STRICT;;
        CREATE TABLE aup_answers (
            number INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, person_name TEXT NOT NULL,
            device TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, accepted INTEGER NOT NULL,
            at REAL NOT NULL
        ) STRICT;;
        CREATE INDEX aup_answers_of_person ON aup_answers (person, name, at)
        """,
    )
