"""What is answered to somebody whose change of what can be reached was declined."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0019_answers")
def _cases_answers(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE access_changes ADD COLUMN answer TEXT NOT NULL DEFAULT '';;
        CREATE INDEX lessons_of_teacher ON lessons (by, since)
        """,
    )
