"""Filters of the log that somebody saved, by account: a name, and the filter as it stands in an address."""

from appliance.model import Frozen
from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing

MOST = 50  # of an account


class SavedFilter(Frozen):
    number: int
    name: str
    query: str


class SavedFilters:
    """`by` is who does it, and `at` when; `account` is 0 for who came by a link that was made at the box."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def of(self, account: int) -> tuple[SavedFilter, ...]:
        """By name."""
        rows = self._file.rows(
            "SELECT number, name, query FROM saved_filters WHERE account = ? ORDER BY name COLLATE NOCASE", account
        )
        return tuple(SavedFilter(**dict(row)) for row in rows)

    def save(self, account: int, name: str, query: str, by: str, at: float) -> bool:
        """Another by the same name is replaced. False, and nothing saved, where there are `MOST` already."""
        known = {one.name for one in self.of(account)}
        if name not in known and len(known) >= MOST:
            return False
        with changing(self._file, by, at) as change:
            change.run(
                "INSERT INTO saved_filters (account, name, query, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (account, name) DO UPDATE SET query = excluded.query, at = excluded.at",
                account,
                name,
                query,
                at,
            )
            change.note("filter saved", name)
        return True

    def delete(self, account: int, number: int, by: str, at: float) -> bool:
        """False where they have none by that number."""
        with changing(self._file, by, at) as change:
            row = change.one("SELECT name FROM saved_filters WHERE number = ? AND account = ?", number, account)
            if row is None:
                return False
            change.run("DELETE FROM saved_filters WHERE number = ?", number)
            change.note("filter deleted", row["name"])
        return True
