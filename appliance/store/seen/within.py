"""A filter of the log, worked out for a viewer: from names of groups and rooms to ids and names of devices, of which
there are none that the viewer may not see."""

from collections.abc import Collection
from typing import NamedTuple

import msgspec

from appliance.model import Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.seen.asked import LogFilter
from appliance.store.sight import Where, Whom, whom, whom_by_name

IN = "(SELECT value FROM json_each(?))"


class Within(NamedTuple):
    """`persons` and `devices` are all that the filter leaves, or None where it asks for none in particular."""

    whom: Whom
    persons: frozenset[str] | None
    devices: frozenset[str] | None

    @property
    def nobody(self) -> bool:
        return self.persons == frozenset() or self.devices == frozenset()

    def where(self, person: str, device: str) -> Where:
        """The rows that fit and may be seen: columns, never text from outside."""
        where, chosen = self.whom.where(person, device), self.chosen(person, device)
        return where.also(chosen.sql, *chosen.values)

    def chosen(self, person: str, device: str) -> Where:
        """The rows that fit, whoever may see them."""
        where = Where("1", ())
        if self.persons is not None:
            where = where.also(f"{person} IN {IN}", as_json(self.persons))
        return where if self.devices is None else where.also(f"{device} IN {IN}", as_json(self.devices))


def within(cases: SqliteFile, viewer: Viewer, asked: LogFilter) -> Within:
    seen = whom_by_name(cases, viewer)
    persons = _both(
        _people_called(cases, viewer, asked.person) if asked.person else None,
        _members(cases, viewer, asked.group) if asked.group else None,
    )
    devices = _both(
        frozenset({asked.device}) if asked.device else None,
        _devices_in(cases, asked.room) if asked.room else None,
    )
    if seen.persons is not None and not seen.devices:
        persons = _both(persons, seen.persons)
    return Within(seen, None if persons is None else persons - seen.hidden, devices)


def groups_of(cases: SqliteFile, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Those whose members the viewer may know, as (name, title): of vulnerable groups only those they are named for."""
    sight = viewer.sight
    where = Where("(kind <> 'vulnerable' OR ?)", (int(viewer.all_named),))
    if not viewer.all_named:
        where = Where(f"(kind <> 'vulnerable' OR name IN {IN})", (as_json(sight.named),))
    if not sight.everyone:
        where = where.also(f"(kind IN ('class', 'year') OR name IN {IN})", as_json(sight.groups))
    rows = cases.rows(f"SELECT name, title FROM groups WHERE {where.sql} ORDER BY title, name", *where.values)  # noqa: S608  # no text from outside
    return tuple((row["name"], row["title"]) for row in rows)


def people_of(cases: SqliteFile, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Everybody at the school whom the viewer sees, as (id, name)."""
    where = whom(viewer, "id", "''")
    rows = cases.rows(
        f"SELECT id, {NAME} AS name FROM people WHERE left_at IS NULL AND {where.sql} ORDER BY given, family, number",  # noqa: S608  # no text from outside
        *where.values,
    )
    return tuple((row["id"], row["name"]) for row in rows)


def names_of(cases: SqliteFile, ids: Collection[str]) -> dict[str, str]:
    """By id; of people and guests."""
    rows = cases.rows(
        f"SELECT id, {NAME} AS name FROM people WHERE id IN {IN} UNION ALL"  # noqa: S608  # all text is above
        f" SELECT 'g' || number, name FROM guests WHERE 'g' || number IN {IN}",
        as_json(ids),
        as_json(ids),
    )
    return {row["id"]: row["name"] for row in rows}


def like(text: str) -> str:
    """A pattern for `LIKE … ESCAPE '!'` that finds the text anywhere."""
    return f"%{escaped(text)}%"


def escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def as_json(names: Collection[str]) -> str:
    return msgspec.json.encode(sorted(names)).decode()


NAME = "trim(given || ' ' || family)"


def _people_called(cases: SqliteFile, viewer: Viewer, text: str) -> frozenset[str]:
    """By id, or else by a part of the name; else it may be the id of somebody who is on no list any more."""
    where = whom(viewer, "id", "''")
    everybody = f"(SELECT id, {NAME} AS name FROM people UNION ALL SELECT 'g' || number, name FROM guests)"  # noqa: S608  # all text is above
    select = f"SELECT id FROM {everybody} WHERE {where.sql} AND"  # noqa: S608  # no text from outside
    by_id = cases.rows(f"{select} id = ?", *where.values, text)
    rows = by_id or cases.rows(f"{select} name LIKE ? ESCAPE '!'", *where.values, like(text))
    return frozenset(row["id"] for row in rows) or frozenset({text})


def _members(cases: SqliteFile, viewer: Viewer, group: str) -> frozenset[str]:
    if group not in dict(groups_of(cases, viewer)):
        return frozenset()
    rows = cases.rows("""SELECT person FROM memberships WHERE part = 'member' AND "group" = ?""", group)
    return frozenset(row["person"] for row in rows)


def _devices_in(cases: SqliteFile, room: str) -> frozenset[str]:
    rows = cases.rows("SELECT name FROM devices WHERE room = ? AND name <> ''", room)
    return frozenset(row["name"] for row in rows)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other
