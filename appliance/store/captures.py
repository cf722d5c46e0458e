"""Captures: what was recognised, folded (FEATURES row A7), with every hit and what was done about it."""

from collections.abc import Iterable, Sequence

import msgspec

from appliance.model import ILLEGAL, Captured, Channel, Finding, Person, Role, Severity
from appliance.policy.score import Score, of_hit, repeated
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import CaptureDetail, CaptureRow, DueActions, Hit, Passage

FOLD_SECONDS = 600.0
HITS_SHOWN = 200
_NOBODY = Person(id="", name="", role=Role.GUEST)

_NOTE = "(SELECT group_concat(text, ' ') FROM (SELECT text FROM actions WHERE capture = captures.id ORDER BY id))"
_SELECT = f"SELECT captures.*, coalesce({_NOTE}, '') AS actions_note FROM captures"  # noqa: S608  # all text is above
_ROW_FIELDS = CaptureRow.__struct_fields__
_HIT_FIELDS = Hit.__struct_fields__


class Captures:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, events: Sequence[Captured], fold_seconds: float = FOLD_SECONDS) -> list[int]:
        """Store what was captured; gives the ids of captures that are new or were folded into, each once."""
        with self._file.transaction() as connection:
            return put(connection, events, fold_seconds)

    def latest(self, limit: int = 50, before: int | None = None) -> list[CaptureRow]:
        """Newest activity first; with `before`, those that come after the capture of that id in this order."""
        sql = _SELECT
        values: list[object] = []
        if before is not None:
            sql += " WHERE (last_at, id) < (SELECT last_at, id FROM captures WHERE id = ?)"
            values.append(before)
        rows = self._file.rows(f"{sql} ORDER BY last_at DESC, id DESC LIMIT ?", *values, limit)
        return [_row(row) for row in rows]

    def queue(self, limit: int = 50, before: int | None = None) -> list[CaptureRow]:
        """The highest score first, and of equal ones the oldest; `before` as in `latest`."""
        sql = _SELECT
        values: list[object] = []
        if before is not None:
            sql += " WHERE (-score, first_at, id) > (SELECT -score, first_at, id FROM captures WHERE id = ?)"
            values.append(before)
        rows = self._file.rows(f"{sql} ORDER BY score DESC, first_at, id LIMIT ?", *values, limit)
        return [_row(row) for row in rows]

    def passages(self, since: float, limit: int) -> list[Passage]:
        """What hits after `since` showed, newest first; nothing of a category that is hidden."""
        rows = self._file.rows(
            "SELECT at, device, hits.host, hits.channel, hits.snippet, hits.title FROM hits JOIN captures"
            " ON captures.id = capture WHERE at >= ? AND category <> ? ORDER BY at DESC LIMIT ?",
            since,
            ILLEGAL,
            limit,
        )
        return [Passage(**dict(row)) for row in rows]

    def one(self, number: int) -> CaptureRow | None:
        row = self._file.one(_SELECT + " WHERE id = ?", number)
        return None if row is None else _row(row)

    def get(self, number: int) -> CaptureDetail | None:
        row = self._file.one(_SELECT + " WHERE id = ?", number)
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

    def count(self) -> int:
        (total,) = self._file.rows("SELECT count(*) FROM captures")[0]
        return int(total)

    def due(self) -> list[DueActions]:
        """Captures that were stored and whose actions did not run yet, oldest first."""
        rows = self._file.rows("SELECT id, capture, event FROM due ORDER BY id")
        return [_due(row) for row in rows]

    def settle(self, due: DueActions, at: float, texts: Sequence[str]) -> None:
        """The actions ran: `texts` say what was done and what could not be done. A sentence is kept once."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM due WHERE id = ?", (due.id,))
            rows = [(due.capture, at, text) for text in texts]
            connection.executemany("INSERT OR IGNORE INTO actions (capture, at, text) VALUES (?, ?, ?)", rows)


def put(connection: Connection, events: Sequence[Captured], fold_seconds: float) -> list[int]:
    """`add`, inside a transaction of the caller's. An event that is stored already is passed over."""
    changed: dict[int, None] = {}
    for event in events:
        if connection.execute("SELECT 1 FROM hits WHERE event = ?", (event.id,)).fetchone():
            continue
        number = _fold(connection, event, fold_seconds) or _insert(connection, "captures", _new(event))
        _insert(connection, "hits", {"capture": number, "event": event.id, "at": event.at, **_seen(event)})
        if event.capture.actions:
            _insert(connection, "due", {"capture": number, "event": msgspec.json.encode(event).decode()})
        changed[number] = None
    return list(changed)


def _fold(connection: Connection, event: Captured, fold_seconds: float) -> int:
    """The capture that this event repeats, counted up; 0 when it is new. Workers' events may come out of order."""
    lead = event.capture.findings[0].match
    found = connection.execute(
        "SELECT id, channel, severity, count, hit_score FROM captures"
        " WHERE device = ? AND person = ? AND term = ? AND last_at >= ? AND first_at <= ?"
        " ORDER BY last_at DESC LIMIT 1",
        (event.device.name, _person_of(event).id, lead.term, event.at - fold_seconds, event.at + fold_seconds),
    ).fetchone()
    if found is None:
        return 0
    connection.execute(
        "UPDATE captures SET count = count + 1, first_at = min(first_at, ?), last_at = max(last_at, ?) WHERE id = ?",
        (event.at, event.at, found["id"]),
    )
    if _weight(lead.severity, lead.channel) > _weight(Severity(found["severity"]), Channel(found["channel"])):
        _update(connection, "captures", found["id"], _shown(event))
    hit = max(of_hit(event.capture.findings), _score(found["hit_score"]), key=lambda score: score.value)
    _update(connection, "captures", found["id"], _scored(hit, found["count"] + 1))
    return int(found["id"])


def _weight(severity: Severity, channel: Channel) -> tuple[int, int]:
    return severity.rank, channel.weight


def _scored(hit: Score, times: int) -> dict[str, object]:
    """The weightiest hit's score is kept, and the whole one beside it, to order by."""
    return {"hit_score": msgspec.json.encode(hit).decode(), "score": repeated(hit, times).value}


def _score(stored: str) -> Score:
    return msgspec.json.decode(stored, type=Score)


def _new(event: Captured) -> dict[str, object]:
    match = event.capture.findings[0].match
    return {
        "first_at": event.at,
        "last_at": event.at,
        "count": 1,
        "device": event.device.name,
        "room": event.device.room,
        "person": _person_of(event).id,
        "person_name": _person_of(event).name,
        "term": match.term,
        "category": match.category,
        "definition": match.definition,
        "user_agent": event.user_agent,
        "worker": event.worker,
        "cut": event.capture.cut,
        **_shown(event),
        **_scored(of_hit(event.capture.findings), 1),
    }


def _person_of(event: Captured) -> Person:
    return event.device.person or _NOBODY


def _shown(event: Captured) -> dict[str, object]:
    """What a capture shows: its weightiest hit, for what a child wrote must not hide behind what the child read."""
    lead, *others = event.capture.findings
    return {
        "severity": lead.match.severity.value,
        "raises_why": lead.why,
        "others": len(others),
        "recipients": msgspec.json.encode(event.capture.recipients).decode(),
        **_seen(event),
    }


def _seen(event: Captured) -> dict[str, object]:
    """What differs from hit to hit."""
    match = event.capture.findings[0].match
    return {
        "address": event.client,
        "url": event.url,
        "host": event.host,
        "title": event.title,
        "snippet": match.snippet,
        "snippet_from": match.start - match.snippet_start,
        "snippet_to": match.end - match.snippet_start,
        "channel": match.channel.value,
        "findings": msgspec.json.encode(event.capture.findings).decode(),
    }


def _insert(connection: Connection, table: str, values: dict[str, object]) -> int:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # names come from this file
    return int(connection.execute(sql, tuple(values.values())).lastrowid)


def _update(connection: Connection, table: str, number: int, values: dict[str, object]) -> None:
    marks = ", ".join(f"{name} = ?" for name in values)
    connection.execute(f"UPDATE {table} SET {marks} WHERE id = ?", (*values.values(), number))  # noqa: S608  # the same


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
    reasons = repeated(_score(row["hit_score"]), row["count"]).reasons
    recipients = msgspec.json.decode(row["recipients"])
    worked_out = {"cut": bool(row["cut"]), "score_reasons": reasons, "recipients": recipients}
    return msgspec.convert(values | worked_out, CaptureRow)


def _hit(row: Connection) -> Hit:
    return Hit(**{name: row[name] for name in _HIT_FIELDS})


def _due(row: Connection) -> DueActions:
    event = msgspec.json.decode(row["event"], type=Captured)
    return DueActions(id=row["id"], capture=row["capture"], event=event)
