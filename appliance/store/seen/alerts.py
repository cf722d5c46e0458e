"""Captures, as far as alerts tell somebody of them."""

from collections.abc import Iterable

import msgspec

from appliance.alerts.facts import CaptureFacts
from appliance.model import Viewer
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.sight import Where, whom

MOST_FACTS = 20_000
_MINE = "memberships.person = captures.person AND part = 'member'"
_GROUPS = f"""(SELECT group_concat("group", ' ') FROM memberships WHERE {_MINE})"""  # noqa: S608  # all text is here
_CLASS = f"""(SELECT title FROM groups JOIN memberships ON "group" = groups.name WHERE kind = 'class' AND {_MINE}
    ORDER BY groups.name LIMIT 1)"""  # noqa: S608  # the same
_SELECT = f"""SELECT captures.id, first_at AS at, category, term, severity, captures.person, person_name, device, room,
    host, recipients, status, opened_at, coalesce({_GROUPS}, '') AS groups, coalesce({_CLASS}, '') AS class_title
    FROM captures"""  # noqa: S608  # the same


class SeenAlerts:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "captures.person", "captures.room")

    def facts(self, numbers: Iterable[int]) -> tuple[CaptureFacts, ...]:
        """Of those captures that the viewer sees, oldest first."""
        wanted = msgspec.json.encode(tuple(numbers)).decode()
        return self._facts(self._where.also("captures.id IN (SELECT value FROM json_each(?))", wanted))

    def since(self, at: float) -> tuple[CaptureFacts, ...]:
        """Of captures that first happened after then; the newest `MOST_FACTS`, oldest first."""
        return self._facts(self._where.also("first_at >= ?", at))

    def after(self, number: int) -> tuple[CaptureFacts, ...]:
        """Of captures with higher ids; the newest `MOST_FACTS`, oldest first."""
        return self._facts(self._where.also("captures.id > ?", number))

    def _facts(self, where: Where) -> tuple[CaptureFacts, ...]:
        sql = f"{_SELECT} WHERE {where.sql} ORDER BY captures.id DESC LIMIT {MOST_FACTS}"
        return tuple(reversed([_of(row) for row in self._file.rows(sql, *where.values)]))


def _of(row: Connection) -> CaptureFacts:
    values = dict(row) | {"groups": row["groups"].split(), "recipients": msgspec.json.decode(row["recipients"])}
    return msgspec.convert(values, CaptureFacts)
