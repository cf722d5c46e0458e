"""Sign-in links and sessions. Only the SHA-256 of a token is stored: who reads the file cannot sign in with it."""

import hashlib
import secrets

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing
from appliance.store.rows import LinkRow, Session

SESSION_SECONDS = 12 * 3600.0
# A lesson is an hour at most: who looks between lessons is not asked for a password every time, and a computer that was
# left alone shows nothing an hour later. Evidence asks earlier (`webui.security.PROOF_SECONDS`).
IDLE_SECONDS = 3600.0
_TOUCH_SECONDS = 60.0  # `last_at` is written no more often
_FIELDS = Session.__struct_fields__


class SignIn:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def new_link(self, now: float, ttl: float, account: int | None = None) -> str:
        """A token for one sign-in within `ttl` seconds: as whoever is at the box, or to choose the password of an
        account, whose older links end."""
        token = secrets.token_urlsafe(32)
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sign_in_links WHERE until <= ? OR account = ?", (now, account))
            connection.execute(
                "INSERT INTO sign_in_links (token_hash, made_at, until, account) VALUES (?, ?, ?, ?)",
                (token_hash(token), now, now + ttl, account),
            )
        return token

    def link(self, token: str, now: float) -> LinkRow | None:
        """A look that does not use it up. None for one that is unknown, used or too old."""
        sql = "SELECT account, until FROM sign_in_links WHERE token_hash = ? AND used_at IS NULL AND until > ?"
        row = self._file.one(sql, token_hash(token), now)
        return None if row is None else LinkRow(account=row["account"], until=row["until"])

    def redeem(self, token: str, now: float, address: str = "", browser: str = "") -> str | None:
        """Use up the token of a link made at the box for a session's; None when it is unknown, used or too old, or an
        account's: that takes a password (`Proofs.choose_password`)."""
        with self._file.transaction() as connection:
            link = connection.execute(
                "UPDATE sign_in_links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND until > ?"
                " AND account IS NULL RETURNING account",
                (now, token_hash(token), now),
            ).fetchone()
            return None if link is None else _begin(connection, None, now, address, browser)

    def begin(self, account: int, now: float, address: str = "", browser: str = "") -> str:
        """A new session's token, for somebody who proved that the account is theirs."""
        with self._file.transaction() as connection:
            return _begin(connection, account, now, address, browser)

    def session(self, token: str, now: float) -> Session | None:
        """None for one that ended, by its time or because nobody used it."""
        sql = "SELECT * FROM sessions WHERE token_hash = ? AND until > ? AND last_at > ?"
        row = self._file.one(sql, token_hash(token), now, now - IDLE_SECONDS)
        return None if row is None else _session(row)

    def of_account(self, account: int, now: float) -> tuple[Session, ...]:
        """Those that hold, the one used last first."""
        sql = "SELECT * FROM sessions WHERE account = ? AND until > ? AND last_at > ? ORDER BY last_at DESC, id DESC"
        return tuple(map(_session, self._file.rows(sql, account, now, now - IDLE_SECONDS)))

    def touch(self, number: int, last_at: float, now: float) -> None:
        """A session is used now, and was `last_at`."""
        if now - last_at < _TOUCH_SECONDS:
            return
        with self._file.transaction() as connection:
            connection.execute("UPDATE sessions SET last_at = ? WHERE id = ?", (now, number))

    def prove(self, number: int, now: float) -> None:
        """Somebody proved once more who they are."""
        with self._file.transaction() as connection:
            connection.execute("UPDATE sessions SET proved_at = ? WHERE id = ?", (now, number))

    def end(self, token: str) -> None:
        """Sign out; an unknown token is as good as signed out."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash(token),))

    def end_one(self, account: int, number: int, by: str, at: float) -> bool:
        """A session of this account, by its number. False where there is none such."""
        with changing(self._file, by, at) as change:
            done = change.run("DELETE FROM sessions WHERE id = ? AND account = ?", number, account)
            if done:
                change.note("session ended", f"account {account}, sign-in {number}")
        return done

    def end_all(self, account: int, but: int, by: str, at: float) -> None:
        """Every session of the account; `but` is the number of one that stays, or 0."""
        with changing(self._file, by, at) as change:
            if change.run("DELETE FROM sessions WHERE account = ? AND id != ?", account, but):
                change.note("sessions ended", f"account {account}")

    def end_everything(self) -> None:
        """Every session and every link of anybody: the store came out of a backup, and those may have ended since."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM sessions")
            connection.execute("DELETE FROM sign_in_links")


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _session(row: Connection) -> Session:
    return Session(**{name: row[name] for name in _FIELDS})


def _begin(connection: Connection, account: int | None, now: float, address: str, browser: str) -> str:
    token = secrets.token_urlsafe(32)
    connection.execute("DELETE FROM sessions WHERE until <= ? OR last_at <= ?", (now, now - IDLE_SECONDS))
    connection.execute(
        "INSERT INTO sessions (token_hash, since, until, account, last_at, proved_at, address, browser)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (token_hash(token), now, now + SESSION_SECONDS, account, now, now, address, browser),
    )
    return token
