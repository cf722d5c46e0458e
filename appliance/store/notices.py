"""Whom we told of whom within the hour, so that many captures of one child do not become as many mails."""

from collections.abc import Iterable

import msgspec

from appliance.alerts.directory import Recipient
from appliance.alerts.flood import Notice
from appliance.mail.outgoing import NewMail
from appliance.store import outbox
from appliance.store._sqlite import Connection, SqliteFile

_COLUMNS = "account, address, why, about, capture, category, severity, at, held"


class Notices:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def all(self) -> tuple[Notice, ...]:
        """Of hours that were not closed yet."""
        return tuple(map(_notice, self._file.rows("SELECT * FROM notices ORDER BY id")))

    def close(self, stream: Iterable[Notice], mails: Iterable[NewMail], at: float) -> None:
        """The hour of this stream is over: what was held is in the mails, all of it or nothing."""
        with self._file.transaction() as connection:
            outbox.put(connection, mails, at)
            connection.executemany("DELETE FROM notices WHERE id = ?", [(one.id,) for one in stream])


def put(connection: Connection, notices: Iterable[Notice]) -> None:
    """Inside a transaction of the caller's."""
    connection.executemany(
        f"INSERT INTO notices ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # all text is above
        map(_values, notices),
    )


def _values(notice: Notice) -> tuple[int | float | str | None, ...]:
    whom, what = notice.recipient, (notice.capture, notice.category, notice.severity.value)
    return whom.account, whom.address, notice.why.value, notice.about, *what, notice.at, notice.held


def _notice(row: Connection) -> Notice:
    values = dict(row)
    recipient = Recipient(account=values.pop("account"), address=values.pop("address"))
    return msgspec.convert(values | {"recipient": recipient, "held": bool(row["held"])}, Notice)
