"""Helpers and what they noticed, as somebody may read it. A helper counts to the room and the owner of its device."""

from appliance.model import Frozen, Notice, Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.helpers import helper_row
from appliance.store.rows import HelperRow, NoticedRow
from appliance.store.sight import whom

_SELECT = """
    SELECT helpers.*, coalesce(devices.name, '') AS device_name, coalesce(devices.room, '') AS room,
        coalesce(devices.owner, '') AS owner
    FROM helpers LEFT JOIN devices ON helpers.mac <> '' AND devices.mac = helpers.mac
"""


class SeenHelper(Frozen):
    """A helper with its device: `device` and `room` are what the school calls it, empty where it did not; `owner` is a
    person's id."""

    row: HelperRow
    device: str
    room: str
    owner: str

    @property
    def title(self) -> str:
        """The best that it can be called."""
        return self.device or self.row.name or self.row.client or self.row.id


class SeenHelpers:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "coalesce(devices.owner, '')", "coalesce(devices.room, '')")
        self._noticed = whom(viewer, "noticed.person", "noticed.room")

    def all(self) -> tuple[SeenHelper, ...]:
        """Those that may connect, by the name of their device."""
        return self._some("revoked_at IS NULL")

    def revoked(self) -> tuple[SeenHelper, ...]:
        return self._some("revoked_at IS NOT NULL")

    def of_device(self, mac: str) -> tuple[SeenHelper, ...]:
        """Those that may connect and were seen there last."""
        return self._some("revoked_at IS NULL AND helpers.mac = ? AND helpers.mac <> ''", mac)

    def get(self, id_: str) -> SeenHelper | None:
        """Revoked or not."""
        return next(iter(self._some("helpers.id = ?", id_)), None)

    def noticed(self, limit: int = 50, helper: str = "", what: str = "", person: str = "") -> tuple[NoticedRow, ...]:
        """Newest first; of one helper, one kind or one person (an id), where such is named."""
        rows = self._file.rows(
            "SELECT id, at, helper, device, room, person, what, detail FROM noticed"  # noqa: S608  # no text from outside
            f" WHERE ? IN ('', helper) AND ? IN ('', what) AND ? IN ('', person) AND {self._noticed.sql}"
            " ORDER BY at DESC, id DESC LIMIT ?",
            helper,
            what,
            person,
            *self._noticed.values,
            limit,
        )
        return tuple(NoticedRow(**dict(row) | {"what": Notice(row["what"])}) for row in rows)

    def _some(self, which: str, *values: object) -> tuple[SeenHelper, ...]:
        rows = self._file.rows(
            f"{_SELECT} WHERE {which} AND {self._where.sql} ORDER BY"
            " coalesce(nullif(device_name, ''), helpers.name) COLLATE NOCASE, helpers.id",
            *values,
            *self._where.values,
        )
        return tuple(
            SeenHelper(row=helper_row(row), device=row["device_name"], room=row["room"], owner=row["owner"])
            for row in rows
        )
