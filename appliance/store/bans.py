"""Bans: kept for ever as a record; in force until their time or until they are lifted."""

from collections.abc import Iterable, Sequence

import msgspec

from appliance.model import Ban
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import BanRow


class Bans:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, ban: Ban) -> None:
        """A ban whose id is stored already is passed over."""
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO bans (id, device, addresses, since, until, reason, by, person, mac)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    ban.id,
                    ban.device,
                    _pack(ban.addresses),
                    ban.since,
                    ban.until,
                    ban.reason,
                    ban.by,
                    ban.person,
                    ban.mac,
                ),
            )

    def retime(self, bans: Sequence[Ban]) -> None:
        """Write when these bans began and end, after the clock that said so was set."""
        times = [(ban.since, ban.until, ban.id) for ban in bans]
        with self._file.transaction() as connection:
            connection.executemany("UPDATE bans SET since = ?, until = ? WHERE id = ?", times)

    def end(self, ids: Iterable[str], by: str, at: float) -> None:
        """End those that are in force at `at`."""
        with self._file.transaction() as connection:
            connection.executemany(
                "UPDATE bans SET lifted_at = ?, lifted_by = ? WHERE id = ? AND until > ? AND lifted_at IS NULL",
                [(at, by, one, at) for one in ids],
            )

    def lift(self, device: str, by: str, at: float) -> list[Ban]:
        """End every ban of a device that is in force at `at`; gives those that were."""
        with self._file.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM bans WHERE device = ? AND until > ? AND lifted_at IS NULL", (device, at)
            ).fetchall()
            connection.execute(
                "UPDATE bans SET lifted_at = ?, lifted_by = ? WHERE device = ? AND until > ? AND lifted_at IS NULL",
                (at, by, device, at),
            )
        return [ban_of(row) for row in rows]

    def in_force(self, now: float) -> tuple[Ban, ...]:
        """Oldest first."""
        rows = self._file.rows("SELECT * FROM bans WHERE until > ? AND lifted_at IS NULL ORDER BY since, id", now)
        return tuple(ban_of(row) for row in rows)

    def recent(self, limit: int = 50) -> list[BanRow]:
        """Newest first."""
        rows = self._file.rows("SELECT * FROM bans ORDER BY since DESC, id DESC LIMIT ?", limit)
        return [BanRow(ban=ban_of(row), lifted_at=row["lifted_at"], lifted_by=row["lifted_by"]) for row in rows]


def _pack(addresses: tuple[str, ...]) -> str:
    return msgspec.json.encode(addresses).decode()


def ban_of(row: Connection) -> Ban:
    return Ban(
        id=row["id"],
        device=row["device"],
        addresses=msgspec.json.decode(row["addresses"], type=tuple[str, ...]),
        since=row["since"],
        until=row["until"],
        reason=row["reason"],
        by=row["by"],
        person=row["person"],
        mac=row["mac"],
    )
