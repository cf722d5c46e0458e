"""Captures: what was recognised, folded (FEATURES row A7), with every hit and what was done about it. They are read
through `Store.seen_by`."""

from collections.abc import Iterable, Sequence

import msgspec

from appliance.model import Capture, Captured, Channel, Device, Direction, Finding, Person, Role, Severity
from appliance.policy.score import Score, of_hit, repeated
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import DueActions
from appliance.store.triage import OPEN

FOLD_SECONDS = 600.0
_NOBODY = Person(id="", name="", role=Role.GUEST)


class Captures:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, events: Sequence[Captured], fold_seconds: float = FOLD_SECONDS) -> list[int]:
        """Store what was captured; gives the ids of captures that are new or were folded into, each once."""
        with self._file.transaction() as connection:
            return put(connection, events, fold_seconds)

    def count(self) -> int:
        (total,) = self._file.rows("SELECT count(*) FROM captures")[0]
        return int(total)

    def of_events(self, events: Iterable[str]) -> dict[str, int]:
        """The captures that these events, by their ids, became or were folded into."""
        rows = self._file.rows(
            "SELECT event, capture FROM hits WHERE event IN (SELECT value FROM json_each(?)) ORDER BY at, id",
            msgspec.json.encode(list(events)).decode(),
        )
        return {row["event"]: row["capture"] for row in rows}

    def without_order(self, since: float) -> list[Captured]:
        """What was found since then in captures for which no device was asked for anything, oldest first: as far as it
        is kept. Which way it went, and who it is beside a name, is not."""
        rows = self._file.rows(
            "SELECT hits.*, device, room, person, person_name, user_agent, worker, cut FROM hits"
            " JOIN captures ON captures.id = capture WHERE last_at >= ? AND hits.at >= ?"
            " AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.capture = hits.capture AND orders.at >= ?)"
            " ORDER BY hits.at, hits.id",
            since,
            since,
            since,
        )
        return [_event_of(row) for row in rows]

    def due(self) -> list[DueActions]:
        """Captures that were stored and whose actions did not run yet, oldest first: of those of which nothing may be
        kept, too, though they ask for none."""
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
        if event.capture.actions or event.capture.hidden:
            _insert(connection, "due", {"capture": number, "event": msgspec.json.encode(event).decode()})
        changed[number] = None
    return list(changed)


def _fold(connection: Connection, event: Captured, fold_seconds: float) -> int:
    """The open capture that this event repeats, counted up; 0 when it is new: what an adult settled is not opened again
    by what happens later. Workers' events may come out of order."""
    lead = event.capture.findings[0].match
    found = connection.execute(
        "SELECT id, channel, severity, count, hit_score FROM captures"  # noqa: S608  # all text is ours
        f" WHERE device = ? AND person = ? AND term = ? AND last_at >= ? AND first_at <= ? AND {OPEN}"
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


def _event_of(row: Connection) -> Captured:
    person = Person(id=row["person"], name=row["person_name"], role=Role.PUPIL) if row["person"] else None
    findings = msgspec.json.decode(row["findings"], type=tuple[Finding, ...])
    return Captured(
        id=row["event"],
        at=row["at"],
        worker=row["worker"],
        client=row["address"],
        device=Device(name=row["device"], addresses=(row["address"],), room=row["room"], person=person),
        direction=Direction.SENT,
        url=row["url"],
        host=row["host"],
        title=row["title"],
        user_agent=row["user_agent"],
        capture=Capture(findings=findings, actions=(), cut=bool(row["cut"])),
    )


def _insert(connection: Connection, table: str, values: dict[str, object]) -> int:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # names come from this file
    return int(connection.execute(sql, tuple(values.values())).lastrowid)


def _update(connection: Connection, table: str, number: int, values: dict[str, object]) -> None:
    marks = ", ".join(f"{name} = ?" for name in values)
    connection.execute(f"UPDATE {table} SET {marks} WHERE id = ?", (*values.values(), number))  # noqa: S608  # the same


def _due(row: Connection) -> DueActions:
    event = msgspec.json.decode(row["event"], type=Captured)
    return DueActions(id=row["id"], capture=row["capture"], event=event)
