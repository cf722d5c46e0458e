"""Captures, as somebody may read them."""

from collections.abc import Iterable

import msgspec

from appliance.model import ILLEGAL, Channel, Finding, Viewer
from appliance.policy.score import Score, repeated
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import CaptureDetail, CaptureRow, Hit, Passage
from appliance.store.sight import Where, whom

HITS_SHOWN = 200

_NOTE = "(SELECT group_concat(text, ' ') FROM (SELECT text FROM actions WHERE capture = captures.id ORDER BY id))"
_SELECT = f"SELECT captures.*, coalesce({_NOTE}, '') AS actions_note FROM captures"  # noqa: S608  # all text is above
_ROW_FIELDS = CaptureRow.__struct_fields__
_HIT_FIELDS = Hit.__struct_fields__


class SeenCaptures:
    """Every method gives only what `viewer` may see; one that they may not see is as good as none."""

    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._viewer = viewer
        self._where = whom(viewer, "captures.person", "captures.room")

    def latest(self, limit: int = 50, before: int | None = None) -> list[CaptureRow]:
        """Newest activity first; with `before`, those that come after the capture of that id in this order."""
        where = self._where
        if before is not None:
            where = where.also("(last_at, id) < (SELECT last_at, id FROM captures WHERE id = ?)", before)
        return self._rows(where, "last_at DESC, id DESC", limit)

    def queue(self, limit: int = 50, before: int | None = None) -> list[CaptureRow]:
        """The highest score first, and of equal ones the oldest; `before` as in `latest`."""
        where = self._where
        if before is not None:
            last = "SELECT -score, first_at, id FROM captures WHERE id = ?"
            where = where.also(f"(-score, first_at, id) > ({last})", before)
        return self._rows(where, "score DESC, first_at, id", limit)

    def passages(self, since: float, limit: int) -> list[Passage]:
        """What hits after `since` showed, newest first; nothing of a category that is hidden."""
        rows = self._file.rows(
            "SELECT at, device, hits.host, hits.channel, hits.snippet, hits.title FROM hits JOIN captures"  # noqa: S608  # no text from outside
            f" ON captures.id = capture WHERE at >= ? AND category <> ? AND {self._where.sql} ORDER BY at DESC LIMIT ?",
            since,
            ILLEGAL,
            *self._where.values,
            limit,
        )
        return [Passage(**dict(row)) for row in rows]

    def one(self, number: int) -> CaptureRow | None:
        row = self._row(number)
        return None if row is None else _row(row)

    def get(self, number: int) -> CaptureDetail | None:
        row = self._row(number)
        if row is None:
            return None
        hits = self._file.rows(
            "SELECT * FROM hits WHERE capture = ? ORDER BY at DESC, id DESC LIMIT ?", number, HITS_SHOWN
        )
        actions = self._file.rows("SELECT text FROM actions WHERE capture = ? ORDER BY id", number)
        return CaptureDetail(
            row=_row(row),
            findings=_together(row["findings"], (hit["findings"] for hit in hits)),
            hits=tuple(_hit(hit) for hit in hits),
            actions=tuple(action["text"] for action in actions),
        )

    def _rows(self, where: Where, order: str, limit: int) -> list[CaptureRow]:
        sql = f"{_SELECT} WHERE {where.sql} ORDER BY {order} LIMIT ?"
        return [_row(row) for row in self._file.rows(sql, *where.values, limit)]

    def _row(self, number: int) -> Connection | None:
        return self._file.one(f"{_SELECT} WHERE id = ? AND {self._where.sql}", number, *self._where.values)


def _together(shown: str, others: Iterable[str]) -> tuple[Finding, ...]:
    """The findings of the hit that is shown, and what only other hits have: a term in a channel of its own."""
    findings = _findings(shown)
    added: dict[tuple[str, Channel], Finding] = {}
    for finding in (finding for part in others for finding in _findings(part)):
        added.setdefault((finding.match.term, finding.match.channel), finding)
    known = {(finding.match.term, finding.match.channel) for finding in findings}
    return (*findings, *(finding for key, finding in added.items() if key not in known))


def _findings(stored: str) -> tuple[Finding, ...]:
    return msgspec.json.decode(stored, type=tuple[Finding, ...])


def _row(row: Connection) -> CaptureRow:
    values = {name: row[name] for name in _ROW_FIELDS if name != "score_reasons"}
    reasons = repeated(_score_of(row["hit_score"]), row["count"]).reasons
    recipients = msgspec.json.decode(row["recipients"])
    worked_out = {"cut": bool(row["cut"]), "score_reasons": reasons, "recipients": recipients}
    return msgspec.convert(values | worked_out, CaptureRow)


def _hit(row: Connection) -> Hit:
    return Hit(**{name: row[name] for name in _HIT_FIELDS})


def _score_of(stored: str) -> Score:
    return msgspec.json.decode(stored, type=Score)
