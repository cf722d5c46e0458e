"""What `core` still has to tell, whom it waits for, and which digests it made."""

from collections.abc import Iterable

import msgspec

from appliance.alerts.digest import Preferences
from appliance.alerts.flood import Notice
from appliance.alerts.rules import How
from appliance.mail.outgoing import NewMail
from appliance.model import Frozen
from appliance.store import notices, outbox
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing


class ToTell(Frozen):
    """A capture that is new or has become graver; with `account`, one that was escalated to them by the step `triage`,
    and `by` is who did."""

    id: int
    capture: int
    triage: int | None
    account: int | None
    by: str


class Watched(Frozen):
    """A severe capture that was told at `since`, and to how many steps of the ladder. `handled`: somebody opened
    it, or decided about it."""

    capture: int
    since: float
    told: int
    handled: bool


class DigestMade(Frozen):
    """The last digest that was looked at: its day, and the newest capture that it could be about."""

    day: str
    upto: int


class Queue(Frozen):
    """Mails to queue, and notices of these and of those that wait for the end of the hour."""

    mails: tuple[NewMail, ...] = ()
    notices: tuple[Notice, ...] = ()

    def put(self, connection: Connection, at: float) -> None:
        outbox.put(connection, self.mails, at)
        notices.put(connection, self.notices)


class Alerting:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def to_tell(self, limit: int = 200) -> tuple[ToTell, ...]:
        """Oldest first."""
        rows = self._file.rows(
            "SELECT to_tell.*, coalesce(triage.name, '') AS by FROM to_tell LEFT JOIN triage ON triage.id = triage"
            " ORDER BY to_tell.id LIMIT ?",
            limit,
        )
        return tuple(ToTell(**dict(row)) for row in rows)

    def tell(self, told: ToTell, queue: Queue, watch: bool, at: float) -> None:
        """It was told: the mails are queued, and a capture to watch is watched, all of it or nothing."""
        with self._file.transaction() as connection:
            queue.put(connection, at)
            if watch:
                connection.execute(
                    "INSERT OR IGNORE INTO watched (capture, since, told) VALUES (?, ?, 0)", (told.capture, at)
                )
            connection.execute("DELETE FROM to_tell WHERE id = ?", (told.id,))

    def watched(self) -> tuple[Watched, ...]:
        rows = self._file.rows(
            "SELECT watched.*, opened_at IS NOT NULL OR status <> 'unclassified' AS handled"
            " FROM watched JOIN captures ON captures.id = capture ORDER BY capture"
        )
        return tuple(Watched(**(dict(row) | {"handled": bool(row["handled"])})) for row in rows)

    def climb(self, capture: int, told: int, queue: Queue, at: float) -> None:
        """So many steps were told by now."""
        with self._file.transaction() as connection:
            queue.put(connection, at)
            connection.execute("UPDATE watched SET told = ? WHERE capture = ?", (told, capture))

    def unwatch(self, captures: Iterable[int]) -> None:
        with self._file.transaction() as connection:
            connection.executemany("DELETE FROM watched WHERE capture = ?", [(one,) for one in captures])

    def digest(self, recipient: str, how: How) -> DigestMade | None:
        row = self._file.one("SELECT day, upto FROM digests WHERE recipient = ? AND period = ?", recipient, how.value)
        return None if row is None else DigestMade(**dict(row))

    def digested(self, recipient: str, how: How, made: DigestMade, mails: Iterable[NewMail], at: float) -> None:
        with self._file.transaction() as connection:
            outbox.put(connection, mails, at)
            connection.execute(
                "INSERT OR REPLACE INTO digests (recipient, period, day, upto) VALUES (?, ?, ?, ?)",
                (recipient, how.value, made.day, made.upto),
            )

    def preferences(self, account: int) -> Preferences:
        """What somebody chose for themselves, or the defaults."""
        row = self._file.one("SELECT value FROM alert_preferences WHERE account = ?", account)
        return Preferences() if row is None else msgspec.json.decode(row["value"], type=Preferences)

    def prefer(self, account: int, preferences: Preferences, by: str, at: float) -> None:
        value = msgspec.json.encode(preferences).decode()
        with changing(self._file, by, at) as change:
            change.run("INSERT OR REPLACE INTO alert_preferences (account, value) VALUES (?, ?)", account, value)
            change.note("alert preferences", f"account {account}")
