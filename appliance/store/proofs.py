"""What people prove themselves by at the console: a password's hash, a sealed secret of an app, passkeys, recovery
codes. Every change stands in the audit trail; `by` is who makes it, and `at` when."""

from collections.abc import Iterable

from appliance.errors import PeopleError
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.rows import NewPasskey, PasskeyRow

_FIELDS = PasskeyRow.__struct_fields__
_COUNT = """
    SELECT (SELECT count(*) FROM passkeys WHERE account = ?1)
        + (SELECT count(*) FROM accounts WHERE number = ?1 AND totp != x'') AS count
"""


class Proofs:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def password(self, account: int) -> str:
        """Its hash; empty where none was chosen yet."""
        row = self._file.one("SELECT password_hash FROM accounts WHERE number = ?", account)
        return str(row["password_hash"]) if row else ""

    def set_password(self, account: int, hashed: str, keep: int, by: str, at: float) -> None:
        """Ends all their sessions but the one that is numbered `keep`, and links that were made for them."""
        with changing(self._file, by, at) as change:
            change.run("UPDATE accounts SET password_hash = ? WHERE number = ?", hashed, account)
            change.run("DELETE FROM sessions WHERE account = ? AND id != ?", account, keep)
            change.run("DELETE FROM sign_in_links WHERE account = ?", account)
            change.note("password chosen", f"account {account}")

    def choose_password(self, link: bytes, hashed: str, at: float) -> int | None:
        """By a link, which is used up by that: `link` is its token's hash. The account; None for a link that is
        unknown, used, too old, or was made at the box."""
        sql = (
            "UPDATE sign_in_links SET used_at = ?1 WHERE token_hash = ?2 AND used_at IS NULL AND until > ?1"
            " AND account IN (SELECT number FROM accounts WHERE ended_at IS NULL) RETURNING account"
        )
        with changing(self._file, "by a link", at) as change:
            row = change.one(sql, at, link)
            if row is None:
                return None
            change.run("UPDATE accounts SET password_hash = ? WHERE number = ?", hashed, row["account"])
            change.run("DELETE FROM sessions WHERE account = ?", row["account"])
            change.note("password chosen", f"account {row['account']}")
        return int(row["account"])

    def has_second(self, account: int) -> bool:
        """An app or a passkey; recovery codes alone are none."""
        return self._count(account) > 0

    def app(self, account: int) -> tuple[bytes, int]:
        """The sealed secret, empty where there is no app, and the last time step that was taken."""
        row = self._file.one("SELECT totp, totp_step FROM accounts WHERE number = ?", account)
        return (bytes(row["totp"]), int(row["totp_step"])) if row else (b"", 0)

    def set_app(self, account: int, sealed: bytes, step: int, by: str, at: float) -> None:
        with changing(self._file, by, at) as change:
            change.run("UPDATE accounts SET totp = ?, totp_step = ? WHERE number = ?", sealed, step, account)
            change.note("authenticator app added", f"account {account}")

    def take_step(self, account: int, step: int) -> bool:
        """False where it, or a later one, was taken before."""
        with self._file.transaction() as connection:
            sql = "UPDATE accounts SET totp_step = ?1 WHERE number = ?2 AND totp_step < ?1"
            return bool(connection.execute(sql, (step, account)).rowcount)

    def remove_app(self, account: int, by: str, at: float) -> None:
        """Raises PeopleError where there is no passkey beside it."""
        with changing(self._file, by, at) as change:
            _keep_one(change, account)
            change.run("UPDATE accounts SET totp = x'' WHERE number = ?", account)
            change.note("authenticator app removed", f"account {account}")

    def passkeys(self, account: int) -> tuple[PasskeyRow, ...]:
        """The oldest first."""
        return tuple(
            map(_passkey, self._file.rows("SELECT * FROM passkeys WHERE account = ? ORDER BY since, rowid", account))
        )

    def passkey(self, id_: bytes) -> PasskeyRow | None:
        row = self._file.one("SELECT * FROM passkeys WHERE id = ?", id_)
        return None if row is None else _passkey(row)

    def add_passkey(self, account: int, key: NewPasskey, name: str, host: str, by: str, at: float) -> None:
        """Raises PeopleError for one that is somebody's already."""
        with changing(self._file, by, at) as change:
            if change.one("SELECT 1 FROM passkeys WHERE id = ?", key.id):
                raise PeopleError("This passkey is there already.")
            values: dict[str, object] = {
                "id": key.id,
                "account": account,
                "public_key": key.public_key,
                "sign_count": key.sign_count,
                "name": name,
                "host": host,
                "since": at,
            }
            change.insert("passkeys", values)
            change.note("passkey added", f"account {account}: {name}")

    def signed(self, id_: bytes, sign_count: int, at: float) -> None:
        """A passkey was used."""
        with self._file.transaction() as connection:
            sql = "UPDATE passkeys SET sign_count = ?, last_at = ? WHERE id = ?"
            connection.execute(sql, (sign_count, at, id_))

    def remove_passkey(self, account: int, id_: bytes, by: str, at: float) -> bool:
        """False where it is not theirs. Raises PeopleError where it is their only second factor."""
        with changing(self._file, by, at) as change:
            row = change.one("SELECT name FROM passkeys WHERE id = ? AND account = ?", id_, account)
            if row is None:
                return False
            _keep_one(change, account)
            change.run("DELETE FROM passkeys WHERE id = ?", id_)
            change.note("passkey removed", f"account {account}: {row['name']}")
        return True

    def set_codes(self, account: int, hashes: Iterable[bytes], by: str, at: float) -> None:
        """These recovery codes, instead of those before."""
        with changing(self._file, by, at) as change:
            change.run("DELETE FROM recovery_codes WHERE account = ?", account)
            rows = [(account, one) for one in hashes]
            change.many("INSERT INTO recovery_codes (account, code_hash) VALUES (?, ?)", rows)
            change.note("recovery codes made", f"account {account}")

    def use_code(self, account: int, hashed: bytes, by: str, at: float) -> bool:
        """False for a code that is not theirs, or was used."""
        sql = "UPDATE recovery_codes SET used_at = ? WHERE account = ? AND code_hash = ? AND used_at IS NULL"
        with changing(self._file, by, at) as change:
            done = change.run(sql, at, account, hashed)
            if done:
                change.note("recovery code used", f"account {account}")
        return done

    def codes_left(self, account: int) -> int:
        sql = "SELECT count(*) AS count FROM recovery_codes WHERE account = ? AND used_at IS NULL"
        row = self._file.one(sql, account)
        return int(row["count"]) if row else 0

    def drop_second(self, account: int, by: str, at: float) -> None:
        """All second factors and recovery codes, for somebody who lost them; ends their sessions."""
        with changing(self._file, by, at) as change:
            change.run("UPDATE accounts SET totp = x'' WHERE number = ?", account)
            for table in ("passkeys", "recovery_codes", "sessions"):
                change.run(f"DELETE FROM {table} WHERE account = ?", account)  # noqa: S608  # names of this line
            change.note("second step taken away", f"account {account}")

    def _count(self, account: int) -> int:
        row = self._file.one(_COUNT, account)
        return int(row["count"]) if row else 0


def _keep_one(change: Change, account: int) -> None:
    row = change.one(_COUNT, account)
    if row is None or row["count"] <= 1:
        raise PeopleError("This is the only second step there is. Add another one first.")


def _passkey(row: Connection) -> PasskeyRow:
    return PasskeyRow(**{name: row[name] for name in _FIELDS})
