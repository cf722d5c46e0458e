"""Captures, as somebody may read them."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from appliance.model import ILLEGAL, Channel, Finding, Severity, Viewer
from appliance.policy.score import Score, repeated
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing
from appliance.store.rows import CaptureDetail, CaptureRow, Hit, Passage
from appliance.store.sight import Where, whom
from appliance.store.triage import OPEN, SETTLED, Author, StepKind, put_step, spans

HITS_SHOWN = 200
MOST_COUNTED = 100

_NOTE = "(SELECT group_concat(text, ' ') FROM (SELECT text FROM actions WHERE capture = captures.id ORDER BY id))"
_SELECT = f"SELECT captures.*, coalesce({_NOTE}, '') AS actions_note FROM captures"  # noqa: S608  # all text is above
_ROW_FIELDS = CaptureRow.__struct_fields__
_HIT_FIELDS = Hit.__struct_fields__


class Pile(StrEnum):
    """A part of the captures: what needs somebody (the most urgent first, or the newest), what of it was escalated to
    the viewer, and what was settled."""

    OPEN = "open"
    MINE = "mine"
    NEWEST = "newest"
    SETTLED = "settled"


_IN_PILE = {Pile.OPEN: OPEN, Pile.MINE: f"{OPEN} AND assigned = ?", Pile.NEWEST: OPEN, Pile.SETTLED: SETTLED}
_BY_TIME = frozenset({Pile.NEWEST, Pile.SETTLED})
# Each pile has an index in its order. Without being told, SQLite sorts every settled capture for one page of them.
_INDEX = {
    Pile.OPEN: "captures_open",
    Pile.MINE: "captures_assigned",
    Pile.NEWEST: "captures_open_by_time",
    Pile.SETTLED: "captures_settled",
}


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
            where = self._after("(last_at, id) <", "last_at, id", before, where)
        return self._rows(where, "last_at DESC, id DESC", limit)

    def queue(
        self, limit: int = 50, before: int | None = None, pile: Pile = Pile.OPEN, severity: Severity | None = None
    ) -> list[CaptureRow]:
        """A pile in its order: the highest score first, and of equal ones the oldest; or newest activity first.
        `before` as in `latest`."""
        where = self._in(pile, severity)
        key = "(-last_at, -id)" if pile in _BY_TIME else "(-score, first_at, id)"
        if before is not None:
            where = self._after(f"{key} >", key[1:-1], before, where)
        order = "last_at DESC, id DESC" if pile in _BY_TIME else "score DESC, first_at, id"
        return self._rows(where, order, limit, _INDEX[pile])

    def count(self, pile: Pile, severity: Severity | None = None) -> int:
        """How many there are; at most `MOST_COUNTED`."""
        where = self._in(pile, severity)
        index = _INDEX[pile]
        sql = f"SELECT count(*) FROM (SELECT 1 FROM captures INDEXED BY {index} WHERE {where.sql} LIMIT {MOST_COUNTED})"  # noqa: S608  # no text from outside
        return int(self._file.rows(sql, *where.values)[0][0])

    def note_seen(self, numbers: Iterable[int], who: str, at: float) -> None:
        """Before a list is shown: those that this account never saw in one are an entry of the audit trail."""
        account = self._viewer.account
        wanted = msgspec.json.encode(tuple(numbers)).decode()
        unseen = (
            "SELECT value FROM json_each(?) WHERE NOT EXISTS"
            " (SELECT 1 FROM looks WHERE account = ? AND capture = value)"
        )
        fresh = [row["value"] for row in self._file.rows(unseen, wanted, account)]
        if not fresh:
            return
        with changing(self._file, who, at) as change:
            change.many("INSERT OR IGNORE INTO looks VALUES (?, ?, ?)", [(account, number, at) for number in fresh])
            change.note("seen in a list", f"captures {spans(fresh)}")

    def open(self, number: int, who: str, at: float, how: str = "viewed") -> CaptureDetail | None:
        """`get`, for somebody's eyes: what cannot be written into the audit trail is not shown."""
        with changing(self._file, who, at) as change:
            sql = f"SELECT opened_at FROM captures WHERE id = ? AND {self._where.sql}"  # noqa: S608  # the same
            row = change.one(sql, number, *self._where.values)
            if row is None:
                return None
            change.note(how, f"capture {number}")
            if row["opened_at"] is None:
                change.run("UPDATE captures SET opened_at = ? WHERE id = ?", at, number)
                author = Author(account=self._viewer.account, name=self._viewer.name)
                put_step(change, number, StepKind.OPENED, author)
        return self.get(number)

    def passages(self, since: float, limit: int) -> list[Passage]:
        """What hits after `since` showed, newest first; nothing of a category that is hidden."""
        rows = self._file.rows(
            "SELECT at, device, person, hits.host, hits.channel, hits.snippet, hits.title FROM hits JOIN captures"  # noqa: S608  # no text from outside
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

    def _after(self, compared: str, key: str, before: int, where: Where) -> Where:
        """Those that come after a capture: nothing after one that is not theirs, or its place would be told."""
        place = f"(SELECT {key} FROM captures WHERE id = ? AND {self._where.sql})"  # noqa: S608  # no text from outside
        return where.also(f"{compared} {place}", before, *self._where.values)

    def _in(self, pile: Pile, severity: Severity | None) -> Where:
        mine = (self._viewer.account,) if pile is Pile.MINE else ()
        where = Where(f"{_IN_PILE[pile]} AND {self._where.sql}", (*mine, *self._where.values))
        return where if severity is None else where.also("severity = ?", severity.value)

    def _rows(self, where: Where, order: str, limit: int, index: str = "captures_by_activity") -> list[CaptureRow]:
        sql = f"{_SELECT} INDEXED BY {index} WHERE {where.sql} ORDER BY {order} LIMIT ?"
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
