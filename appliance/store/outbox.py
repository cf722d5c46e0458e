"""Mail on its way. It is added once for each key, in the transaction of its cause where there is one, and stays until
the server has taken it (FEATURES row C7).

A mail about Confide is nobody's but its recipient's: it stands in no list, count or time here, its number leaves no gap
among the others, and soon after it was sent nothing is left of it (decision 0044).
"""

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
_LISTED = "kind <> 'confide'"
_COUNTED = "kind NOT IN ('confide', 'test')"
_IN_TROUBLE = f"trouble <> '' AND {_COUNTED} AND ({_NOT_YET} OR state = 'refused')"
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
            f"SELECT count(*) AS waiting, min(queued_at) AS oldest_at FROM outbox WHERE {_NOT_YET} AND {_COUNTED}"  # noqa: S608  # all text is above
        )
        sent = self._file.one(f"SELECT max(last_at) AS at FROM outbox WHERE state = 'sent' AND {_LISTED}")  # noqa: S608  # the same
        last = f"SELECT trouble, last_at FROM outbox WHERE {_IN_TROUBLE} ORDER BY last_at DESC LIMIT 1"  # noqa: S608  # the same
        trouble = self._file.one(last)
        refused = self._file.rows(
            f"SELECT * FROM outbox WHERE state = 'refused' AND {_COUNTED} ORDER BY last_at DESC, id DESC LIMIT ?",  # noqa: S608  # the same
            REFUSED_SHOWN,
        )
        unlisted = self._file.one("SELECT 1 FROM outbox WHERE state = 'refused' AND kind = 'confide'")
        return OutboxState(
            waiting=sums["waiting"] if sums else 0,
            oldest_at=sums["oldest_at"] if sums else None,
            sent_at=sent["at"] if sent else None,
            trouble=trouble["trouble"] if trouble else "",
            trouble_at=trouble["last_at"] if trouble else None,
            refused=tuple(map(_mail, refused)),
            refused_unlisted=unlisted is not None,
        )

    def waiting(self, limit: int = 50) -> tuple[QueuedMail, ...]:
        """Oldest first."""
        oldest = f"SELECT * FROM outbox WHERE {_NOT_YET} AND {_LISTED} ORDER BY queued_at, id LIMIT ?"  # noqa: S608  # all text is above
        return tuple(map(_mail, self._file.rows(oldest, limit)))

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
        again = "UPDATE outbox SET state = 'waiting' WHERE state = 'sending'"
        with self._file.transaction() as connection:
            listed = int(connection.execute(f"{again} AND {_LISTED}").rowcount)
            connection.execute(again)
            return listed

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
        new = "state = 'waiting', tries = 0, next_at = 0, queued_at = ?, trouble = ''"
        with self._file.transaction() as connection:
            sql = f"UPDATE outbox SET {new} WHERE id = ? AND state = 'refused' AND {_LISTED}"  # noqa: S608  # all text is above
            return bool(connection.execute(sql, (at, id_)).rowcount)

    def put_away(self, id_: int) -> bool:
        """A refused one need not be shown any more."""
        with self._file.transaction() as connection:
            sql = f"UPDATE outbox SET state = 'dropped', content = '' WHERE id = ? AND state = 'refused' AND {_LISTED}"  # noqa: S608  # all text is above
            return bool(connection.execute(sql, (id_,)).rowcount)

    def forget(self, before: float) -> None:
        """Mails that were done with by then. Their cause is so old that it cannot queue them again."""
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM outbox WHERE state IN ('sent', 'dropped', 'refused') AND last_at < ?", (before,)
            )

    def forget_unlisted(self, done_before: float, refused_before: float) -> None:
        """Mails about Confide that were done with, or refused, by then."""
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM outbox WHERE kind = 'confide'"
                " AND (state IN ('sent', 'dropped') AND last_at < ? OR state = 'refused' AND last_at < ?)",
                (done_before, refused_before),
            )

    def _close(self, id_: int, state: MailState, at: float, trouble: str) -> None:
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET state = ?, last_at = ?, trouble = ?, content = '' WHERE id = ?",
                (state.value, at, trouble, id_),
            )


def put(connection: Connection, mails: Iterable[NewMail], at: float) -> int:
    """`add`, inside a transaction of the caller's."""
    rows = [_row(mail, at) for mail in mails]
    return int(
        connection.executemany(
            "INSERT OR IGNORE INTO outbox (id, key, token, account, address, kind, content, queued_at, next_at, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
            rows,
        ).rowcount
    )


def _row(mail: NewMail, at: float) -> tuple[object, ...]:
    kind, content = _KIND[type(mail.content)], _json(mail.content)
    return _number(mail), mail.key, _token(), mail.account, mail.address, kind, content, at, at


def is_given_up(mail: QueuedMail, now: float) -> bool:
    return now - mail.queued_at > KEPT_TRYING


def _number(mail: NewMail) -> int | None:
    """The next, or one that leaves no gap and tells no order."""
    return -1 - secrets.randbelow(1 << 62) if isinstance(mail.content, ConfideMail) else None


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
