"""Pictures from helpers, as somebody may look at them."""

from appliance.model import Viewer
from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing
from appliance.store.evidence import row_of
from appliance.store.rows import EvidenceRow, Hold
from appliance.store.sight import whom

MOST_SHOWN = 400
_ORDER = 'at, "order", sequence, screen, id'


class SeenEvidence:
    """Every method gives only what `viewer` may see: of a capture, when both it and who was at the device are theirs to
    see; one that they may not see is as good as none. `who` is who does it, as the audit trail names them, and `at`
    when."""

    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._name = viewer.name
        self._own = whom(viewer, "evidence.person", "evidence.room")
        self._capture = whom(viewer, "captures.person", "captures.room")

    def of_capture(self, number: int) -> tuple[EvidenceRow, ...]:
        """Oldest first, those whose file is gone too."""
        rows = self._file.rows(
            f"SELECT evidence.* FROM evidence WHERE capture = ? AND {self._own.sql} AND capture IN"  # noqa: S608  # no text from outside
            f" (SELECT id FROM captures WHERE {self._capture.sql}) ORDER BY {_ORDER} LIMIT {MOST_SHOWN}",
            number,
            *self._own.values,
            *self._capture.values,
        )
        return tuple(map(row_of, rows))

    def of_order(self, order: str) -> tuple[EvidenceRow, ...]:
        """The same of an order that belongs to no capture."""
        rows = self._file.rows(
            f'SELECT evidence.* FROM evidence WHERE "order" = ? AND capture IS NULL AND {self._own.sql}'  # noqa: S608  # the same
            f" ORDER BY {_ORDER} LIMIT {MOST_SHOWN}",
            order,
            *self._own.values,
        )
        return tuple(map(row_of, rows))

    def get(self, number: int) -> EvidenceRow | None:
        """A picture by the number of its row."""
        row = self._file.one(
            f"SELECT evidence.* FROM evidence WHERE id = ? AND {self._own.sql} AND (capture IS NULL OR capture IN"  # noqa: S608  # the same
            f" (SELECT id FROM captures WHERE {self._capture.sql}))",
            number,
            *self._own.values,
            *self._capture.values,
        )
        return None if row is None else row_of(row)

    def has_helper(self, number: int) -> bool:
        """Is there a helper on the device of that capture now?"""
        sql = (
            "SELECT 1 FROM captures JOIN helpers ON revoked_at IS NULL LEFT JOIN devices"  # noqa: S608  # the same
            " ON helpers.mac <> '' AND devices.mac = helpers.mac WHERE captures.id = ?"
            " AND (devices.name = captures.device OR helpers.name = captures.device OR client = captures.address)"
            f" AND {self._capture.sql}"
        )
        return self._file.one(sql, number, *self._capture.values) is not None

    def note_shown(self, shown: tuple[EvidenceRow, ...], how: str, who: str, at: float) -> None:
        """Before pictures are shown in clear, or printed: what cannot be written into the audit trail is not shown."""
        with changing(self._file, who, at) as change:
            for about in sorted({_about(row) for row in shown}):
                count = sum(_about(row) == about for row in shown)
                change.note(how, f"{about}: {count} {'picture' if count == 1 else 'pictures'}")

    def hold_of(self, number: int) -> Hold | None:
        """The one in force."""
        row = self._file.one(
            "SELECT capture, holds.at, holds.by, why FROM holds JOIN captures ON captures.id = capture"  # noqa: S608  # the same
            f" WHERE capture = ? AND ended_at IS NULL AND {self._capture.sql}",
            number,
            *self._capture.values,
        )
        return None if row is None else Hold(**dict(row))

    def holds(self) -> tuple[Hold, ...]:
        """All that are in force, the newest first."""
        rows = self._file.rows(
            "SELECT capture, holds.at, holds.by, why FROM holds JOIN captures ON captures.id = capture"  # noqa: S608  # the same
            f" WHERE ended_at IS NULL AND {self._capture.sql} ORDER BY holds.at DESC, capture DESC",
            *self._capture.values,
        )
        return tuple(Hold(**dict(row)) for row in rows)

    def hold(self, number: int, why: str, who: str, at: float) -> bool:
        """False where it is held already, or not there."""
        with changing(self._file, who, at) as change:
            done = change.run(
                "INSERT OR IGNORE INTO holds (capture, at, by, why)"  # noqa: S608  # the same
                f" SELECT id, ?, ?, ? FROM captures WHERE id = ? AND {self._capture.sql}",
                at,
                self._name,
                why,
                number,
                *self._capture.values,
            )
            if done:
                change.note("hold", f"capture {number}")  # why stands with the capture, for those who see it
        return done

    def end_hold(self, number: int, who: str, at: float) -> bool:
        """False where it is not held, or not there."""
        with changing(self._file, who, at) as change:
            done = change.run(
                "UPDATE holds SET ended_at = ?, ended_by = ? WHERE capture = ? AND ended_at IS NULL"  # noqa: S608  # the same
                f" AND capture IN (SELECT id FROM captures WHERE {self._capture.sql})",
                at,
                self._name,
                number,
                *self._capture.values,
            )
            if done:
                change.note("hold ended", f"capture {number}")
        return done


def _about(row: EvidenceRow) -> str:
    return f"order {row.order}" if row.capture is None else f"capture {row.capture}"
