"""Who is where now: a class or a room in a lesson, as far as somebody sees them."""

from collections.abc import Iterable, Sequence

import msgspec

from appliance.access.rules import Subject, SubjectKind
from appliance.identify.places import Places
from appliance.identify.seats import is_over, seats
from appliance.model import Ban, Device, Frozen, Person, Right, Role, Severity, Viewer
from appliance.people.roster import GroupKind
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.bans import ban_of
from appliance.store.devices import Devices
from appliance.store.groups import Groups
from appliance.store.people import People
from appliance.store.rows import GroupRow
from appliance.store.sessions import Sessions
from appliance.store.sight import whom

LATELY_SECONDS = 1800.0
_TAUGHT = frozenset({GroupKind.CLASS, GroupKind.YEAR, GroupKind.PASTORAL, GroupKind.OWN})
_HERE = """
    SELECT place FROM (
        SELECT json_extract(value, '$[0]') AS place, json_extract(value, '$[1]') AS person,
            json_extract(value, '$[2]') AS room FROM json_each(?)
    ) AS here WHERE
"""
_LAST = """
    SELECT wanted.value AS who, seen.host, seen.handling, seen.at FROM json_each(?) AS wanted
    JOIN visits AS seen ON seen.id = (
        SELECT id FROM visits AS one WHERE one.{column} = wanted.value AND one.{column} <> '' AND one.at >= ?
            AND handling IN ('read', 'blocked', 'warned', 'banned') ORDER BY one.at DESC LIMIT 1
    )
"""
_SEVERITY = {severity: weight for weight, severity in enumerate((Severity.MINOR, Severity.MODERATE, Severity.SEVERE))}


class Seat(Frozen):
    """A pupil, or a device at which nobody is known to be. `device` is None for a pupil who is at none. `host` is the
    site they opened last, at `host_at`, and `closed` says that it was closed to them. `captures` are those since the
    morning, `capture` is the last of them, and `worst` how severe the worst of them is."""

    person: Person | None
    device: Device | None
    host: str = ""
    host_at: float = 0.0
    closed: bool = False
    captures: int = 0
    capture: int = 0
    worst: Severity | None = None
    ban: Ban | None = None

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.device.name if self.device else ""


class SeenClasses:
    def __init__(self, cases: SqliteFile, activity: SqliteFile, viewer: Viewer) -> None:
        self._cases = cases
        self._activity = activity
        self._viewer = viewer

    def groups(self) -> tuple[GroupRow, ...]:
        """Those that the viewer may have a lesson with."""
        sight = self._viewer.sight
        taught = (one for one in Groups(self._cases).all() if one.kind in _TAUGHT and one.size)
        return tuple(one for one in taught if sight.everyone or one.name in sight.groups)

    def rooms(self, known: Iterable[Device] = ()) -> tuple[str, ...]:
        """The same of rooms; `known` are the devices of the settings."""
        sight = self._viewer.sight
        rooms = {*Groups(self._cases).rooms(), *(device.room for device in known if device.room)}
        return tuple(sorted(room for room in rooms if sight.everyone or room in sight.rooms))

    def of_group(self, group: str, now: float, since: float, known: Iterable[Device]) -> tuple[Seat, ...]:
        """Every pupil of it, by given name, and where they are. `since` is when captures begin to count. Empty where
        the viewer may not have a lesson with it."""
        if group not in {one.name for one in self.groups()}:
            return ()
        at = {device.person.id: device for device in self._devices(now, known) if device.person}
        pupils = sorted(
            (row.person for row in People(self._cases).in_group(group) if row.role is Role.PUPIL),
            key=lambda one: one.name.casefold(),
        )
        return self._seats([(person, at.get(person.id)) for person in pupils], now, since)

    def in_room(self, room: str, now: float, since: float, known: Iterable[Device]) -> tuple[Seat, ...]:
        """Every device in it that is on, and who is there."""
        known = tuple(known)
        if room not in self.rooms(known):
            return ()
        here = [(device.person, device) for device in self._devices(now, known) if device.room == room]
        return self._seats(here, now, since)

    def one(self, who: Subject, now: float, known: Iterable[Device]) -> Seat | None:
        """A pupil by id, or a device by name, address or MAC, where the viewer sees them; never somebody on the
        staff."""
        devices = self._devices(now, known)
        if who.kind is SubjectKind.PERSON:
            person = People(self._cases).person(who.name)
            device = next((one for one in devices if one.person and one.person.id == who.name), None)
        elif who.kind is SubjectKind.DEVICE:
            device = next((one for one in devices if who.name in {one.name, one.mac, *one.addresses}), None)
            person = device.person if device else None
        else:
            return None
        if (person is None and device is None) or (person and person.role is Role.STAFF):
            return None
        return next(iter(self._seats([(person, device)], now, now)), None)

    # --- together ------------------------------------------------------------------------------------------------

    def _seats(self, here: Sequence[tuple[Person | None, Device | None]], now: float, since: float) -> tuple[Seat, ...]:
        seen = self._seen(here)
        people = [person.id for person, _ in seen if person]
        devices = [device.name for person, device in seen if device and not person]
        last = {**self._last("person", people, now), **self._last("device", devices, now)}
        captures = self._captures(since)
        bans = self._bans(now)
        return tuple(_seat(person, device, last, captures, bans) for person, device in seen)

    def _seen(self, here: Sequence[tuple[Person | None, Device | None]]) -> list[tuple[Person | None, Device | None]]:
        where = whom(self._viewer, "here.person", "here.room")
        told = [
            (place, person.id if person else "", device.room if device else "")
            for place, (person, device) in enumerate(here)
        ]
        rows = self._cases.rows(_HERE + where.sql, _json(told), *where.values)
        return [here[row["place"]] for row in sorted(rows, key=lambda row: int(row["place"]))]

    def _devices(self, now: float, known: Iterable[Device]) -> tuple[Device, ...]:
        """As `core` has them: every device that is somewhere, with who is at it."""
        sessions = Sessions(self._cases)
        places = Places(sessions.places())
        places.expire(now)
        here = [one for one in sessions.in_force() if not is_over(one, places, now)]
        people = {row.id: row.person for row in People(self._cases).all()}
        return seats(places, here, people, Devices(self._cases).named(), known)

    def _last(self, column: str, wanted: list[str], now: float) -> dict[tuple[str, str], Connection]:
        rows = self._activity.rows(_LAST.format(column=column), _json(wanted), now - LATELY_SECONDS)
        return {(column, row["who"]): row for row in rows}

    def _captures(self, since: float) -> dict[tuple[str, str], list[Connection]]:
        """By person, and by device where nobody was known."""
        found: dict[tuple[str, str], list[Connection]] = {}
        if not self._viewer.may(Right.CAPTURES):
            return found
        where = whom(self._viewer, "captures.person", "captures.room")
        rows = self._cases.rows(
            f"SELECT id, person, device, severity FROM captures WHERE last_at >= ? AND {where.sql} ORDER BY last_at",  # noqa: S608  # no text from outside
            since,
            *where.values,
        )
        for row in rows:
            key = ("person", row["person"]) if row["person"] else ("device", row["device"])
            found.setdefault(key, []).append(row)
        return found

    def _bans(self, now: float) -> dict[tuple[str, str], Ban]:
        rows = self._cases.rows("SELECT * FROM bans WHERE until > ? AND lifted_at IS NULL ORDER BY until", now)
        bans = map(ban_of, rows)
        return {("person", one.person) if one.person else ("device", one.device): one for one in bans}


def _seat(
    person: Person | None,
    device: Device | None,
    last: dict[tuple[str, str], Connection],
    captures: dict[tuple[str, str], list[Connection]],
    bans: dict[tuple[str, str], Ban],
) -> Seat:
    at_device = ("device", device.name if device else "")
    key = ("person", person.id) if person else at_device
    visit, found = last.get(key), captures.get(key, [])
    return Seat(
        person=person,
        device=device,
        host=visit["host"] if visit else "",
        host_at=visit["at"] if visit else 0.0,
        closed=visit is not None and visit["handling"] in {"blocked", "banned"},
        captures=len(found),
        capture=found[-1]["id"] if found else 0,
        worst=max((Severity(row["severity"]) for row in found), key=_SEVERITY.__getitem__, default=None),
        ban=bans.get(key) or bans.get(at_device),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
