"""What helpers were told to do, as somebody may read it."""

from appliance.model import Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.orders import order_of
from appliance.store.rows import OrderRow
from appliance.store.sight import whom


class SeenOrders:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._where = whom(viewer, "orders.person", "orders.room")
        self._of_capture = whom(viewer, "captures.person", "captures.room")

    def of_capture(self, number: int) -> tuple[OrderRow, ...]:
        """Oldest first; none of a capture that they may not see."""
        rows = self._file.rows(
            "SELECT orders.* FROM orders JOIN captures ON captures.id = orders.capture"  # noqa: S608  # no text from outside
            f" WHERE orders.capture = ? AND {self._of_capture.sql} ORDER BY orders.at, orders.rowid",
            number,
            *self._of_capture.values,
        )
        return tuple(map(order_of, rows))

    def recent(self, limit: int = 50) -> tuple[OrderRow, ...]:
        """Newest first."""
        rows = self._file.rows(
            f"SELECT * FROM orders WHERE {self._where.sql} ORDER BY at DESC, rowid DESC LIMIT ?",  # noqa: S608  # the same
            *self._where.values,
            limit,
        )
        return tuple(map(order_of, rows))

    def pictures(self, limit: int, person: str = "", device: str = "") -> tuple[OrderRow, ...]:
        """Pictures and recordings that people asked for, newest first: all, or of a person (an id) or a device."""
        rows = self._file.rows(
            "SELECT * FROM orders WHERE capture IS NULL AND by <> '' AND kind IN ('screenshot', 'recording')"  # noqa: S608  # the same
            f" AND ? IN ('', person) AND ? IN ('', device) AND {self._where.sql} ORDER BY at DESC, rowid DESC LIMIT ?",
            person,
            device,
            *self._where.values,
            limit,
        )
        return tuple(map(order_of, rows))

    def get(self, id_: str) -> OrderRow | None:
        sql = f"SELECT * FROM orders WHERE id = ? AND {self._where.sql}"  # noqa: S608  # the same
        row = self._file.one(sql, id_, *self._where.values)
        return None if row is None else order_of(row)
