"""Mail on its way. It is added once for each key, in the transaction of its cause where there is one, and stays until
the server has taken it (FEATURES row C7)."""

import secrets
from collections.abc import Iterable

import msgspec

from appliance.mail.outgoing import (
    KEPT_TRYING,
    CaptureMail,
    ConfideMail,
    Content,
    DigestMail,
    GatheredMail,
    InvitationMail,
    Letter,
    MailState,
    NewMail,
    OutboxState,
    QueuedMail,
    TestMail,
)
from appliance.store import incidents
from appliance.store._sqlite import Connection, SqliteFile

REFUSED_SHOWN = 20
_KIND = {
    CaptureMail: "capture",
    DigestMail: "digest",
    GatheredMail: "gathered",
    InvitationMail: "invitation",
    Letter: "letter",
    ConfideMail: "confide",
    TestMail: "test",
}
_NOT_YET = "state IN ('waiting', 'sending')"
_IN_TROUBLE = f"trouble <> '' AND kind <> 'test' AND ({_NOT_YET} OR state = 'refused')"
_TEST_FIRST = "ORDER BY kind <> 'test', next_at, id"


class Outbox:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, mails: Iterable[NewMail], at: float) -> int:
        """How many of them were not there yet."""
        with self._file.transaction() as connection:
            return put(connection, mails, at)

    def get(self, id_: int) -> QueuedMail | None:
        row = self._file.one("SELECT * FROM outbox WHERE id = ?", id_)
        return None if row is None else _mail(row)

    def with_key(self, key: str) -> QueuedMail | None:
        row = self._file.one("SELECT * FROM outbox WHERE key = ?", key)
        return None if row is None else _mail(row)

    def state(self) -> OutboxState:
        sums = self._file.one(
            f"SELECT count(*) AS waiting, min(queued_at) AS oldest_at FROM outbox WHERE {_NOT_YET} AND kind <> 'test'"  # noqa: S608  # all text is above
        )
        sent = self._file.one("SELECT max(last_at) AS at FROM outbox WHERE state = 'sent'")
        last = f"SELECT trouble, last_at FROM outbox WHERE {_IN_TROUBLE} ORDER BY last_at DESC LIMIT 1"  # noqa: S608  # the same
        trouble = self._file.one(last)
        refused = self._file.rows(
            "SELECT * FROM outbox WHERE state = 'refused' AND kind <> 'test' ORDER BY last_at DESC, id DESC LIMIT ?",
            REFUSED_SHOWN,
        )
        return OutboxState(
            waiting=sums["waiting"] if sums else 0,
            oldest_at=sums["oldest_at"] if sums else None,
            sent_at=sent["at"] if sent else None,
            trouble=trouble["trouble"] if trouble else "",
            trouble_at=trouble["last_at"] if trouble else None,
            refused=tuple(map(_mail, refused)),
        )

    def waiting(self, limit: int = 50) -> tuple[QueuedMail, ...]:
        """Oldest first."""
        rows = self._file.rows(f"SELECT * FROM outbox WHERE {_NOT_YET} ORDER BY queued_at, id LIMIT ?", limit)  # noqa: S608  # all text is above
        return tuple(map(_mail, rows))

    # --- for the process that sends --------------------------------------------------------------------------------

    def claim(self, now: float, tests_only: bool = False) -> QueuedMail | None:
        """The next whose turn it is, now marked as being sent."""
        only = "AND kind = 'test'" if tests_only else ""
        with self._file.transaction() as connection:
            row = connection.execute(
                f"SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= ? {only} {_TEST_FIRST} LIMIT 1",  # noqa: S608  # all text is above
                (now,),
            ).fetchone()
            if row is None:
                return None
            claimed = connection.execute(
                "UPDATE outbox SET state = 'sending', tries = tries + 1, last_at = ? WHERE id = ? RETURNING *",
                (now, row["id"]),
            ).fetchone()
            return _mail(claimed)

    def interrupted(self) -> int:
        """What was being sent when the process ended waits again: nobody knows whether the server took it."""
        with self._file.transaction() as connection:
            return int(connection.execute("UPDATE outbox SET state = 'waiting' WHERE state = 'sending'").rowcount)

    def sent(self, id_: int, at: float) -> None:
        """What it was about is no longer kept."""
        self._close(id_, MailState.SENT, at, "")

    def dropped(self, id_: int, at: float, why: str) -> None:
        self._close(id_, MailState.DROPPED, at, why)

    def later(self, id_: int, next_at: float, trouble: str) -> None:
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET state = 'waiting', next_at = ?, trouble = ? WHERE id = ?", (next_at, trouble, id_)
            )

    def refused(self, id_: int, at: float, trouble: str, told: str = "") -> None:
        """For good. What it was about is kept, for somebody may send it again; `told` becomes an incident."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET state = 'refused', last_at = ?, trouble = ? WHERE id = ?", (at, trouble, id_)
            )
            if told:
                incidents.put(connection, "mail", at, told, "mail")

    def hurry(self) -> None:
        """Everything that waits has its turn now: the settings changed, or somebody asked."""
        with self._file.transaction() as connection:
            connection.execute("UPDATE outbox SET next_at = 0 WHERE state = 'waiting'")

    def again(self, id_: int, at: float) -> bool:
        """Try one that was refused as if it were new. False where there is none."""
        with self._file.transaction() as connection:
            done = connection.execute(
                "UPDATE outbox SET state = 'waiting', tries = 0, next_at = 0, queued_at = ?, trouble = ''"
                " WHERE id = ? AND state = 'refused'",
                (at, id_),
            )
            return bool(done.rowcount)

    def put_away(self, id_: int) -> bool:
        """A refused one need not be shown any more."""
        with self._file.transaction() as connection:
            sql = "UPDATE outbox SET state = 'dropped', content = '' WHERE id = ? AND state = 'refused'"
            return bool(connection.execute(sql, (id_,)).rowcount)

    def forget(self, before: float) -> None:
        """Mails that were done with by then. Their cause is so old that it cannot queue them again."""
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM outbox WHERE state IN ('sent', 'dropped', 'refused') AND last_at < ?", (before,)
            )

    def _close(self, id_: int, state: MailState, at: float, trouble: str) -> None:
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET state = ?, last_at = ?, trouble = ?, content = '' WHERE id = ?",
                (state.value, at, trouble, id_),
            )


def put(connection: Connection, mails: Iterable[NewMail], at: float) -> int:
    """`add`, inside a transaction of the caller's."""
    rows = [
        (mail.key, _token(), mail.account, mail.address, _KIND[type(mail.content)], _json(mail.content), at, at)
        for mail in mails
    ]
    return int(
        connection.executemany(
            "INSERT OR IGNORE INTO outbox (key, token, account, address, kind, content, queued_at, next_at, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
            rows,
        ).rowcount
    )


def is_given_up(mail: QueuedMail, now: float) -> bool:
    return now - mail.queued_at > KEPT_TRYING


def _token() -> str:
    return secrets.token_hex(16)


def _json(content: Content) -> str:
    return msgspec.json.encode(content).decode()


def _mail(row: Connection) -> QueuedMail:
    stored = row["content"]
    return QueuedMail(
        id=row["id"],
        token=row["token"],
        account=row["account"],
        address=row["address"],
        kind=row["kind"],
        content=msgspec.json.decode(stored, type=Content) if stored else None,
        queued_at=row["queued_at"],
        state=MailState(row["state"]),
        tries=row["tries"],
        next_at=row["next_at"],
        last_at=row["last_at"],
        trouble=row["trouble"],
    )
