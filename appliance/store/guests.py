"""Guests: a code for each, with an end. Only its hash is kept."""

from appliance.people.secrets import hash_code, new_code
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing
from appliance.store.rows import GuestRow


class Guests:
    """`by` is who changes it, and `at` when. Guests are kept as a record."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, name: str, until: float, by: str, at: float) -> tuple[str, GuestRow]:
        """The code, which nobody can look up afterwards, and whom it lets in."""
        code = new_code()
        with changing(self._file, by, at) as change:
            values: dict[str, object] = {
                "name": name,
                "code_hash": hash_code(code),
                "since": at,
                "until": until,
                "by": by,
            }
            number = change.insert("guests", values)
            change.note("guest added", f"g{number}: {name}")
        return code, GuestRow(id=f"g{number}", name=name, since=at, until=until, by=by)

    def by_code(self, hashed: bytes, now: float) -> GuestRow | None:
        """By the hash of a code; None for one that is wrong, or has ended."""
        row = self._file.one("SELECT * FROM guests WHERE code_hash = ? AND until > ?", hashed, now)
        return None if row is None else _guest(row)

    def get(self, id_: str, now: float) -> GuestRow | None:
        """None for one that is not there, or has ended."""
        return next((guest for guest in self.in_force(now) if guest.id == id_), None)

    def in_force(self, now: float) -> tuple[GuestRow, ...]:
        """Whose end comes first, first."""
        rows = self._file.rows("SELECT * FROM guests WHERE until > ? ORDER BY until, number", now)
        return tuple(map(_guest, rows))

    def end(self, id_: str, by: str, at: float) -> bool:
        """False where nobody is in force by that id."""
        with changing(self._file, by, at) as change:
            done = change.run("UPDATE guests SET until = ? WHERE 'g' || number = ? AND until > ?", at, id_, at)
            if done:
                change.note("guest ended", id_)
        return done


def _guest(row: Connection) -> GuestRow:
    return GuestRow(id=f"g{row['number']}", name=row["name"], since=row["since"], until=row["until"], by=row["by"])
