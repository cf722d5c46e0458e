"""What terms and categories caught, as those may read it who change them: how often, and what a change would have made
of it. Nothing that is hidden is among it."""

from datetime import date, datetime

import msgspec

from appliance.model import ILLEGAL, Device, Finding, Frozen, Person, Role, Severity, Viewer
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import Opened
from appliance.store.sight import whom, whom_by_name

_SPARED = "text LIKE 'Internet not paused, because of the pilot%'"  # as `actions/ban.py` says it
_ACTED = f"EXISTS (SELECT 1 FROM actions WHERE capture = captures.id AND {_SPARED})"  # noqa: S608  # all text is above
_NOBODY: tuple[str, ...] = ()


class Told(Frozen):
    """A capture that was told, and whose: what a change is tried on."""

    id: int
    at: float
    category: str
    device: Device
    host: str
    findings: tuple[Finding, ...]


class Made(Frozen):
    """How many captures of a category and severity somebody made on a day; `paused` would have paused the internet,
    were it not for a pilot."""

    day: date
    category: str
    severe: bool
    device: Device
    times: int
    paused: int


class Closed(Frozen):
    """A site that a pilot let pass on a day, and how often."""

    day: date
    host: str
    times: int


class SeenKeywords:
    """Every method gives only what `viewer` may see."""

    def __init__(self, cases: SqliteFile, activity: SqliteFile, viewer: Viewer) -> None:
        self._cases = cases
        self._activity = activity
        self._viewer = viewer
        self._where = whom(viewer, "captures.person", "captures.room")

    def by_category(self, since: float) -> dict[str, int]:
        """How many captures each category made since then."""
        return self._counted("category", since)

    def by_term(self, since: float) -> dict[str, int]:
        """The same of each term that led one; of hidden ones too, by their ids."""
        return self._counted("term", since)

    def _counted(self, column: str, since: float) -> dict[str, int]:
        rows = self._cases.rows(
            f"SELECT {column}, count(*) FROM captures WHERE last_at >= ? AND {self._where.sql} GROUP BY {column}",  # noqa: S608  # no text from outside
            since,
            *self._where.values,
        )
        return {row[0]: row[1] for row in rows}

    def told(self, since: float, limit: int) -> tuple[Told, ...]:
        """The newest captures since then, nothing of a category that is hidden."""
        rows = self._cases.rows(
            f"SELECT id, last_at, category, device, room, person, person_name, host, findings"  # noqa: S608  # no text from outside
            f" FROM captures WHERE last_at >= ? AND category <> ? AND {self._where.sql}"
            " ORDER BY last_at DESC LIMIT ?",
            since,
            ILLEGAL,
            *self._where.values,
            limit,
        )
        groups = self.groups_of_people()
        return tuple(_told(row, groups.get(row["person"], _NOBODY)) for row in rows)

    def made(self, since: float, until: float) -> tuple[Made, ...]:
        """Captures between two times, counted; nothing of a category that is hidden."""
        rows = self._cases.rows(
            "SELECT date(last_at, 'unixepoch', 'localtime') AS day, category, severity, device, room, person,"  # noqa: S608  # no text from outside
            f" person_name, count(*) AS times, sum({_ACTED}) AS paused FROM captures"
            f" WHERE last_at >= ? AND last_at < ? AND category <> ? AND {self._where.sql}"
            " GROUP BY day, category, severity, device, room, person",
            since,
            until,
            ILLEGAL,
            *self._where.values,
        )
        groups = self.groups_of_people()
        return tuple(_made(row, groups.get(row["person"], _NOBODY)) for row in rows)

    def opened(self, since: float, limit: int) -> list[Opened]:
        """Every address after `since`, once for each device and person, those opened last first."""
        where = whom_by_name(self._cases, self._viewer).where("person", "device")
        rows = self._activity.rows(
            "SELECT url, device, person, count(*) AS times, max(at) AS last_at FROM visits"  # noqa: S608  # no text from outside
            f" WHERE at >= ? AND url <> '' AND {where.sql} GROUP BY url, device, person ORDER BY last_at DESC LIMIT ?",
            since,
            *where.values,
            limit,
        )
        return [Opened(**dict(row)) for row in rows]

    def spared(self, since: float, until: float) -> tuple[Closed, ...]:
        """What pilots let pass between two times, in whole days, those first that were let pass most."""
        where = whom_by_name(self._cases, self._viewer).where("person", "device")
        rows = self._activity.rows(
            "SELECT day, hosts.host AS name, sum(times) AS passed FROM host_days"  # noqa: S608  # no text from outside
            " JOIN hosts ON hosts.number = host_days.host"
            f" WHERE handling = 'spared' AND day BETWEEN ? AND ? AND {where.sql}"
            " GROUP BY day, name ORDER BY passed DESC, name",
            _day(since),
            _day(until),
            *where.values,
        )
        return tuple(Closed(day=date.fromordinal(row["day"]), host=row["name"], times=row["passed"]) for row in rows)

    def groups_of_people(self) -> dict[str, tuple[str, ...]]:
        """The groups of everybody, by id, in order: to work out whom a change is about."""
        rows = self._cases.rows(
            """SELECT person, json_group_array("group" ORDER BY "group") AS names FROM memberships"""
            " WHERE part = 'member' GROUP BY person"
        )
        return {row["person"]: tuple(msgspec.json.decode(row["names"], type=list[str])) for row in rows}


def _told(row: Connection, groups: tuple[str, ...]) -> Told:
    return Told(
        id=row["id"],
        at=row["last_at"],
        category=row["category"],
        device=_device(row, groups),
        host=row["host"],
        findings=msgspec.json.decode(row["findings"], type=tuple[Finding, ...]),
    )


def _device(row: Connection, groups: tuple[str, ...]) -> Device:
    person = Person(id=row["person"], name=row["person_name"], role=Role.PUPIL, groups=groups)
    return Device(name=row["device"], addresses=(), room=row["room"], person=person if person.id else None)


def _made(row: Connection, groups: tuple[str, ...]) -> Made:
    return Made(
        day=date.fromisoformat(row["day"]),
        category=row["category"],
        severe=row["severity"] == Severity.SEVERE,
        device=_device(row, groups),
        times=row["times"],
        paused=row["paused"],
    )


def _day(at: float) -> int:
    return datetime.fromtimestamp(at).astimezone().toordinal()
