"""Whom a viewer sees, as conditions in SQL: the one place where FEATURES row C3 is kept."""

from typing import NamedTuple

import msgspec

from appliance.model import Viewer

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


def _within(viewer: Viewer, person: str, room: str) -> Where:
    sight = viewer.sight
    if sight.everyone:
        return Where("1", ())
    return Where(
        f"({person} IN ({_MEMBERS}) OR ({room} <> '' AND {room} IN {_IN}))", (_json(sight.groups), _json(sight.rooms))
    )


def _json(names: tuple[str, ...]) -> str:
    return msgspec.json.encode(names).decode()
