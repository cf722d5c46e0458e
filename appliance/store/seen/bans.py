"""Bans, as somebody may read them."""

from appliance.model import Ban, Frozen, Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.bans import ban_of
from appliance.store.sight import whom

_ROOM = "coalesce((SELECT devices.room FROM devices WHERE devices.name <> '' AND devices.name = bans.device), '')"

_IDS = "SELECT '' UNION ALL SELECT id FROM people UNION ALL SELECT 'g' || number FROM guests"


class Pausable(Frozen):
    """Somebody at the school; `class_` is the title of their class, or empty."""

    id: str
    name: str
    class_: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.class_}" if self.class_ else self.name


class SeenBans:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._viewer = viewer
        self._where = whom(viewer, "bans.person", _ROOM)

    def in_force(self, now: float) -> tuple[Ban, ...]:
        """Oldest first."""
        rows = self._file.rows(
            f"SELECT * FROM bans WHERE until > ? AND lifted_at IS NULL AND {self._where.sql} ORDER BY since, id",  # noqa: S608  # no text from outside
            now,
            *self._where.values,
        )
        return tuple(ban_of(row) for row in rows)

    def may_pause(self, person: str = "", room: str = "") -> bool:
        """Somebody by id, or, where that is empty, a device in that room, which may be empty too. An id that nobody has
        may be a name, by which core would find somebody who is out of sight."""
        where = whom(self._viewer, "one.person", "one.room")
        sql = f"SELECT 1 FROM (SELECT ? AS person, ? AS room) AS one WHERE person IN ({_IDS}) AND {where.sql}"  # noqa: S608  # the same
        return self._file.one(sql, person, room, *where.values) is not None

    def people(self) -> tuple[Pausable, ...]:
        """Whom they may pause, by name."""
        where = whom(self._viewer, "people.id", "''")
        rows = self._file.rows(
            "SELECT id, trim(given || ' ' || family) AS name, coalesce((SELECT min(groups.title) FROM memberships"  # noqa: S608  # the same
            """ JOIN groups ON groups.name = "group" WHERE person = people.id AND part = 'member'"""
            " AND kind = 'class'), '') AS class_ FROM people"
            f" WHERE left_at IS NULL AND {where.sql} ORDER BY name COLLATE NOCASE, id",
            *where.values,
        )
        return tuple(Pausable(**dict(row)) for row in rows)
