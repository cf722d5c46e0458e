"""Sign-in links and sessions. Only the SHA-256 of a token is stored: who reads the file cannot sign in with it."""

import hashlib
import secrets

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import Session

SESSION_SECONDS = 12 * 3600.0
_FIELDS = Session.__struct_fields__


class SignIn:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def new_link(self, now: float, ttl: float, account: int | None = None) -> str:
        """A token for one sign-in within `ttl` seconds: into an account, or as whoever is at the box."""
        token = secrets.token_urlsafe(32)
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sign_in_links WHERE until <= ?", (now,))
            connection.execute(
                "INSERT INTO sign_in_links (token_hash, made_at, until, account) VALUES (?, ?, ?, ?)",
                (_hash(token), now, now + ttl, account),
            )
        return token

    def redeem(self, token: str, now: float) -> str | None:
        """Use up a link's token for a session's; None when it is unknown, used or too old."""
        with self._file.transaction() as connection:
            link = connection.execute(
                "UPDATE sign_in_links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND until > ?"
                " RETURNING account",
                (now, _hash(token), now),
            ).fetchone()
            return None if link is None else _begin(connection, link["account"], now)

    def begin(self, account: int, now: float) -> str:
        """A new session's token, for somebody who proved that the account is theirs."""
        with self._file.transaction() as connection:
            return _begin(connection, account, now)

    def session(self, token: str, now: float) -> Session | None:
        row = self._file.one("SELECT * FROM sessions WHERE token_hash = ? AND until > ?", _hash(token), now)
        return None if row is None else Session(**{name: row[name] for name in _FIELDS})

    def end(self, token: str) -> None:
        """Sign out; an unknown token is as good as signed out."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE token_hash = ?", (_hash(token),))


def _begin(connection: Connection, account: int | None, now: float) -> str:
    token = secrets.token_urlsafe(32)
    connection.execute("DELETE FROM sessions WHERE until <= ?", (now,))
    connection.execute(
        "INSERT INTO sessions (token_hash, since, until, account, last_at, proved_at) VALUES (?, ?, ?, ?, ?, ?)",
        (_hash(token), now, now + SESSION_SECONDS, account, now, now),
    )
    return token


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
