"""Who signs in to the console, how they prove it, and what their duties are."""

from sqlite_utils import Database

from appliance.store.migrations.step import cases, run


@cases(name="0010_accounts")
def _cases_accounts(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE accounts (
            number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT NOT NULL COLLATE NOCASE UNIQUE,
            person TEXT NOT NULL DEFAULT '', password_hash TEXT NOT NULL DEFAULT '', totp BLOB NOT NULL DEFAULT x'',
            totp_step INTEGER NOT NULL DEFAULT 0, named TEXT NOT NULL DEFAULT '[]',
            all_named INTEGER NOT NULL DEFAULT 0, staff INTEGER NOT NULL DEFAULT 0,
            wrong_tries INTEGER NOT NULL DEFAULT 0,
            last_wrong_at REAL NOT NULL DEFAULT 0, since REAL NOT NULL, by TEXT NOT NULL, ended_at REAL
        ) STRICT;;
        CREATE TABLE duties (
            account INTEGER NOT NULL REFERENCES accounts (number), duty TEXT NOT NULL, scope TEXT NOT NULL,
            since REAL NOT NULL, by TEXT NOT NULL, PRIMARY KEY (account, duty)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE passkeys (
            id BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts (number), public_key BLOB NOT NULL,
            sign_count INTEGER NOT NULL, name TEXT NOT NULL, since REAL NOT NULL, last_at REAL
        ) STRICT;;
        CREATE TABLE recovery_codes (
            account INTEGER NOT NULL REFERENCES accounts (number), code_hash BLOB NOT NULL, used_at REAL,
            PRIMARY KEY (account, code_hash)
        ) STRICT, WITHOUT ROWID;;
        ALTER TABLE sign_in_links ADD COLUMN account INTEGER REFERENCES accounts (number);;
        ALTER TABLE sessions ADD COLUMN account INTEGER REFERENCES accounts (number);;
        ALTER TABLE sessions ADD COLUMN last_at REAL NOT NULL DEFAULT 0;;
        ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';;
        ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';;
        ALTER TABLE sessions ADD COLUMN proved_at REAL NOT NULL DEFAULT 0;;
        CREATE TABLE choices (name TEXT PRIMARY KEY, value TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL) STRICT
        """,
    )
