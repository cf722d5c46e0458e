"""The queue of captures: quick to read however many were settled; what was done against false positives."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0015_queue")
def _cases_queue(database: Database) -> None:
    run(
        database,
        """
        CREATE INDEX captures_open ON captures (score DESC, first_at, id)
            WHERE status IN ('unclassified', 'requires attention', 'under investigation', 'escalated');;
        CREATE INDEX captures_open_by_time ON captures (last_at, id)
            WHERE status IN ('unclassified', 'requires attention', 'under investigation', 'escalated');;
        CREATE INDEX captures_settled ON captures (last_at, id)
            WHERE status IN ('false positive', 'false positive, ignored', 'resolved');;
        CREATE INDEX captures_assigned ON captures (assigned) WHERE assigned IS NOT NULL;;
        CREATE INDEX captures_of_term ON captures (term, last_at);;
        CREATE TABLE fixes (
            id INTEGER PRIMARY KEY, capture INTEGER NOT NULL REFERENCES captures (id), "ignore" INTEGER,
            term TEXT NOT NULL, "group" TEXT NOT NULL, undone_at REAL
        ) STRICT;;
        CREATE INDEX fixes_of_capture ON fixes (capture) WHERE undone_at IS NULL
        """,
    )
