"""Sign-in links and sessions. Only the SHA-256 of a token is stored: who reads the file cannot sign in with it."""

import hashlib
import secrets

from appliance.store._sqlite import SqliteFile
from appliance.store.rows import Session

SESSION_SECONDS = 12 * 3600.0


class SignIn:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def new_link(self, now: float, ttl: float) -> str:
        """A token for one sign-in within `ttl` seconds."""
        token = secrets.token_urlsafe(32)
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sign_in_links WHERE until <= ?", (now,))
            connection.execute(
                "INSERT INTO sign_in_links (token_hash, made_at, until) VALUES (?, ?, ?)",
                (_hash(token), now, now + ttl),
            )
        return token

    def redeem(self, token: str, now: float) -> str | None:
        """Use up a link's token for a session's; None when it is unknown, used or too old."""
        session = secrets.token_urlsafe(32)
        with self._file.transaction() as connection:
            used = connection.execute(
                "UPDATE sign_in_links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND until > ?",
                (now, _hash(token), now),
            )
            if not used.rowcount:
                return None
            connection.execute("DELETE FROM sessions WHERE until <= ?", (now,))
            connection.execute(
                "INSERT INTO sessions (token_hash, since, until) VALUES (?, ?, ?)",
                (_hash(session), now, now + SESSION_SECONDS),
            )
        return session

    def session(self, token: str, now: float) -> Session | None:
        row = self._file.one("SELECT * FROM sessions WHERE token_hash = ? AND until > ?", _hash(token), now)
        return None if row is None else Session(id=row["id"], since=row["since"], until=row["until"])

    def end(self, token: str) -> None:
        """Sign out; an unknown token is as good as signed out."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE token_hash = ?", (_hash(token),))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
