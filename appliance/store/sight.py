"""Whom a viewer sees, as conditions in SQL: the one place where FEATURES row C3 is kept."""

from collections.abc import Collection
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from appliance.model import Viewer
from appliance.store._sqlite import SqliteFile

_IN = "(SELECT value FROM json_each(?))"
_MEMBERS = f"""SELECT person FROM memberships WHERE part = 'member' AND "group" IN {_IN}"""  # noqa: S608  # all text is above
_VULNERABLE = "SELECT name FROM groups WHERE kind = 'vulnerable'"
_IN_VULNERABLE = f"""SELECT person FROM memberships WHERE part = 'member' AND "group" IN ({_VULNERABLE})"""  # noqa: S608  # the same
_STAFF = "SELECT id FROM people WHERE role = 'staff'"


class Where(NamedTuple):
    """A condition and its values."""

    sql: str
    values: tuple[object, ...]

    def also(self, sql: str, *values: object) -> "Where":
        return Where(f"{self.sql} AND {sql}", (*self.values, *values))


def whom(viewer: Viewer, person: str = "person", room: str = "room") -> Where:
    """The rows that the viewer sees, of a table of `cases.db` that says who (`person`, an id or empty) and where
    (`room`, a name or empty): columns, never text from outside."""
    sight = viewer.sight
    where = _within(viewer, person, room)
    if sight.person:
        where = where.also(f"{person} <> ?", sight.person)
    if not sight.staff:
        where = where.also(f"{person} NOT IN ({_STAFF})")
    if not viewer.all_named:
        named = f"{person} NOT IN ({_IN_VULNERABLE}) OR {person} IN ({_MEMBERS})"
        where = where.also(f"({named})", _json(sight.named))
    return where


class Whom(NamedTuple):
    """Whom a viewer sees, by name, for `activity.db`, which knows no groups or rooms: these `persons`, or everyone
    where it is None, and whoever was at these `devices`; but nobody of `hidden`."""

    persons: frozenset[str] | None
    devices: frozenset[str]
    hidden: frozenset[str]

    def where(self, person: str, device: str) -> Where:
        """The rows that the viewer sees, of a table that says who and where: columns, never text from outside."""
        where = Where("1", ())
        if self.persons is not None:
            sql = f"({person} IN {_IN} OR {device} IN {_IN})"
            where = where.also(sql, _json(self.persons), _json(self.devices))
        return where.also(f"{person} NOT IN {_IN}", _json(self.hidden)) if self.hidden else where


def whom_by_name(cases: SqliteFile, viewer: Viewer) -> Whom:
    """As `whom`, worked out: a device counts to the room where it is now."""
    sight = viewer.sight
    rest = whom(replace(viewer, sight=replace(sight, everyone=True)), "people.id", "''")
    hidden = _names(cases, "SELECT id FROM people WHERE NOT", rest)
    if sight.person:
        hidden |= {sight.person}
    if sight.everyone:
        return Whom(None, frozenset(), hidden)
    here = Where(f"name <> '' AND room <> '' AND room IN {_IN}", (_json(sight.rooms),))
    return Whom(
        persons=_names(cases, "SELECT id FROM people WHERE", whom(viewer, "people.id", "''")),
        devices=_names(cases, "SELECT name FROM devices WHERE", here),
        hidden=hidden,
    )


def _names(cases: SqliteFile, select: str, where: Where) -> frozenset[str]:
    return frozenset(row[0] for row in cases.rows(f"{select} ({where.sql})", *where.values))


def _within(viewer: Viewer, person: str, room: str) -> Where:
    sight = viewer.sight
    if sight.everyone:
        return Where("1", ())
    return Where(
        f"({person} IN ({_MEMBERS}) OR ({room} <> '' AND {room} IN {_IN}))", (_json(sight.groups), _json(sight.rooms))
    )


def _json(names: Collection[str]) -> str:
    return msgspec.json.encode(sorted(names)).decode()
