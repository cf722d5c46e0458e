"""A passkey belongs to the name that the console was open under when it was made."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0017_factors")
def _cases_factors(database: Database) -> None:
    run(
        database,
        """
        ALTER TABLE passkeys ADD COLUMN host TEXT NOT NULL DEFAULT '';;
        CREATE INDEX passkeys_of_account ON passkeys (account);;
        CREATE INDEX sessions_of_account ON sessions (account)
        """,
    )
