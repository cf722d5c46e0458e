"""Reviews and checks of filtering and monitoring. They are written once and stay; each stands in the audit trail."""

from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing
from appliance.store.rows import CheckRow, ReviewRow


class Standards:
    """`by` is who writes it down, and `at` when."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def review(self, who: str, found: str, done: str, by: str, at: float) -> None:
        """A review was held: `who` took part, what it `found`, and what was or will be `done`."""
        with changing(self._file, by, at) as change:
            change.insert("reviews", {"at": at, "by": by, "who": who, "found": found, "done": done})
            change.note("review recorded", "filtering and monitoring")

    def check(self, device: str, as_whom: str, what: str, passed: bool, done: str, by: str, at: float) -> None:
        """Somebody tried `what` at a `device` `as_whom`: it was as it should be (`passed`), or something was done."""
        values = {"device": device, "as_whom": as_whom, "what": what, "passed": passed, "done": done}
        with changing(self._file, by, at) as change:
            number = change.insert("checks", {"at": at, "by": by, **values})
            change.note("check recorded", f"check {number}")

    def reviews(self) -> tuple[ReviewRow, ...]:
        """Newest first."""
        rows = self._file.rows('SELECT number, at, "by", who, found, done FROM reviews ORDER BY number DESC')
        return tuple(ReviewRow(**dict(row)) for row in rows)

    def checks(self, limit: int = 200) -> tuple[CheckRow, ...]:
        """Newest first."""
        return tuple(map(_check, self._file.rows("SELECT * FROM checks ORDER BY number DESC LIMIT ?", limit)))


def _check(row: Connection) -> CheckRow:
    return CheckRow(**{name: row[name] for name in CheckRow.__struct_fields__} | {"passed": bool(row["passed"])})
