"""Did words from the practice page arrive? For whoever sets the box up, who need not be one that reads captures."""

from appliance.model import Frozen, Right, Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.sight import whom

PRACTICE_HOST = "practice.lollipop.test"
PRACTICE = f"https://{PRACTICE_HOST}/"


class Practised(Frozen):
    """The page holds words of ours, so that time and device tell nothing of a child; what was written, and by whom, is
    not told. `number` is the capture's where the viewer may open it, else 0."""

    at: float
    device: str
    number: int


class SeenPractice:
    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._viewer = viewer

    def newest(self, since: float) -> Practised | None:
        """The newest since then; None for somebody who may not make accounts."""
        if not self._viewer.may(Right.ACCOUNTS):
            return None
        sql = "SELECT id, last_at, device FROM captures WHERE last_at >= ? AND host = ? ORDER BY last_at DESC LIMIT 1"
        row = self._file.one(sql, since, PRACTICE_HOST)
        if row is None:
            return None
        return Practised(at=row["last_at"], device=row["device"], number=self._openable(row["id"]))

    def _openable(self, number: int) -> int:
        where = whom(self._viewer, "person", "room")
        if not self._viewer.may(Right.CAPTURES):
            return 0
        sql = f"SELECT 1 FROM captures WHERE id = ? AND {where.sql}"  # noqa: S608  # no text from outside
        return number if self._file.one(sql, number, *where.values) else 0
