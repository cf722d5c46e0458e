"""Who signed in at which device, kept as a record; and where devices are, so that `core` knows it when it starts."""

from collections.abc import Iterable

from appliance.identify.places import Place
from appliance.identify.seats import How, Session
from appliance.store._sqlite import Connection, SqliteFile


class Sessions:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def begin(self, session: Session) -> None:
        """A session whose id is stored already gets the device that it was found to be at."""
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT INTO signed_in (id, person, mac, address, since, until, how) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET mac = excluded.mac",
                (
                    session.id,
                    session.person,
                    session.mac,
                    session.address,
                    session.since,
                    session.until,
                    session.how.value,
                ),
            )

    def end(self, ids: Iterable[str], at: float) -> None:
        with self._file.transaction() as connection:
            connection.executemany(
                "UPDATE signed_in SET ended_at = ? WHERE id = ? AND ended_at IS NULL", [(at, one) for one in ids]
            )

    def in_force(self) -> tuple[Session, ...]:
        """Those that nobody ended, oldest first; the time of some may be over."""
        rows = self._file.rows("SELECT * FROM signed_in WHERE ended_at IS NULL ORDER BY since, number")
        return tuple(map(_session, rows))

    def of_person(self, person: str, limit: int = 50) -> tuple[Session, ...]:
        """Newest first; one that ended early has its end as `until`."""
        rows = self._file.rows(
            "SELECT id, person, mac, address, since, how, coalesce(min(ended_at, until), until) AS until"
            " FROM signed_in WHERE person = ? ORDER BY since DESC, number DESC LIMIT ?",
            person,
            limit,
        )
        return tuple(map(_session, rows))

    def places(self) -> tuple[Place, ...]:
        """Those seen longest ago first."""
        rows = self._file.rows("SELECT * FROM places ORDER BY seen")
        return tuple(
            Place(
                address=row["address"],
                mac=row["mac"],
                seen=row["seen"],
                until=row["until"],
                leased=bool(row["leased"]),
            )
            for row in rows
        )

    def keep_places(self, places: Iterable[Place], gone: Iterable[str]) -> None:
        """Write those, and forget the addresses `gone`."""
        rows = [(one.address, one.mac, one.seen, one.until, int(one.leased)) for one in places]
        with self._file.transaction() as connection:
            connection.executemany("DELETE FROM places WHERE address = ?", [(address,) for address in gone])
            connection.executemany(
                "INSERT OR REPLACE INTO places (address, mac, seen, until, leased) VALUES (?, ?, ?, ?, ?)", rows
            )


def _session(row: Connection) -> Session:
    return Session(
        id=row["id"],
        person=row["person"],
        mac=row["mac"],
        address=row["address"],
        since=row["since"],
        until=row["until"],
        how=How(row["how"]),
    )
