"""What stands in the log beside visits: captures, pauses, answers to the rules, sign-ins, and what was called a
mistake."""

from typing import NamedTuple

from appliance.model import ILLEGAL, Viewer, is_hidden
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.seen.asked import Kind, Line, LogFilter, Place
from appliance.store.seen.within import Within, escaped, like
from appliance.store.sight import Where, whom

MOST_LOOKED_AT = 10_000  # captures whose text is searched for one page


class Recorded(NamedTuple):
    """`reached` as in `LogPage`."""

    lines: tuple[Line, ...]
    reached: float | None = None


class _Source(NamedTuple):
    """A table: its `rows`, the `way` in by time, when (`at`), its `number`, who and where, and what becomes of it in a
    line, where empty is what it does not have."""

    kind: Kind
    rows: str
    way: str
    at: str
    number: str
    person: str
    device: str
    room: str
    name: str = ""
    host: str = ""
    url: str = ""
    word: str = ""
    detail: str = ""
    category: str = ""
    severity: str = ""


def _room_of(device: str) -> str:
    """NOCASE, as the index on the names is: without it every device would be looked at for every row."""
    named = f"devices.name <> '' AND devices.name = {device} COLLATE NOCASE"
    return f"coalesce((SELECT devices.room FROM devices WHERE {named}), '')"  # noqa: S608  # columns of this file


_SOURCES = (
    _Source(
        Kind.CAPTURE,
        "captures",
        "INDEXED BY captures_for_log",
        "captures.last_at",
        "captures.id",
        "captures.person",
        "captures.device",
        "captures.room",
        "captures.person_name",
        "captures.host",
        "captures.url",
        "captures.status",
        "captures.definition",
        "captures.category",
        "captures.severity",
    ),
    _Source(
        Kind.PAUSE,
        "bans",
        "INDEXED BY bans_by_start",
        "bans.since",
        "bans.rowid",
        "bans.person",
        "bans.device",
        _room_of("bans.device"),
        detail="bans.reason",
    ),
    _Source(
        Kind.RULES,
        "aup_answers",
        "INDEXED BY aup_answers_by_time",
        "aup_answers.at",
        "aup_answers.number",
        "aup_answers.person",
        "aup_answers.device",
        _room_of("aup_answers.device"),
        name="aup_answers.person_name",
        word="iif(aup_answers.accepted, 'accepted', 'declined')",
        detail="aup_answers.name",
    ),
    _Source(
        Kind.SIGN_IN,
        "signed_in",
        "INDEXED BY signed_in_for_log",
        "signed_in.since",
        "signed_in.number",
        "signed_in.person",
        "coalesce((SELECT devices.name FROM devices WHERE devices.mac = signed_in.mac AND devices.name <> ''),"
        " signed_in.address)",
        "coalesce((SELECT devices.room FROM devices WHERE devices.mac = signed_in.mac), '')",
        word="signed_in.how",
    ),
    _Source(
        Kind.MISTAKE,
        "mistakes",
        "INDEXED BY mistakes_by_time",
        "mistakes.at",
        "mistakes.number",
        "mistakes.person",
        "mistakes.device",
        _room_of("mistakes.device"),
        url="mistakes.url",
        detail="mistakes.words",
    ),
)


def recorded(
    cases: SqliteFile, viewer: Viewer, asked: LogFilter, leaves: Within, before: Place, need: int
) -> tuple[Recorded, ...]:
    """The newest `need` of each kind that is wanted, and before that place."""
    return tuple(
        _read(cases, source, _where(viewer, asked, leaves, source, before), asked, need)
        for source in _SOURCES
        if asked.wants(source.kind)
    )


def _read(cases: SqliteFile, source: _Source, where: Where, asked: LogFilter, need: int) -> Recorded:
    inner = f"SELECT {source.number} AS number, {source.at} AS at FROM {source.rows} {source.way} WHERE {where.sql}"  # noqa: S608  # no text from outside
    newest = "ORDER BY at DESC, number DESC LIMIT ?"
    fits, reached = Where("1", ()), None
    if asked.text:
        fits = _has_text(source, asked.text)
        last = cases.one(f"{inner} {newest} OFFSET ?", *where.values, 1, MOST_LOOKED_AT - 1)
        reached = last["at"] if last else None
    rows = cases.rows(
        f"WITH found AS MATERIALIZED ({inner} {newest}) SELECT {_columns(source)} FROM found"  # noqa: S608  # the same
        f" CROSS JOIN {source.rows} ON {source.number} = found.number WHERE {fits.sql}"
        " ORDER BY found.at DESC, found.number DESC LIMIT ?",
        *where.values,
        MOST_LOOKED_AT if asked.text else need,
        *fits.values,
        need,
    )
    return Recorded(tuple(_line(source.kind, row) for row in rows), None if len(rows) >= need else reached)


def _where(viewer: Viewer, asked: LogFilter, leaves: Within, source: _Source, before: Place) -> Where:
    where = whom(viewer, source.person, source.room)
    where = where.also(f"({source.at}, {source.number}) < (?, ?)", *before.before(source.kind))
    if asked.since is not None:
        where = where.also(f"{source.at} >= ?", asked.since)
    chosen = leaves.chosen(source.person, source.device)
    where = where.also(chosen.sql, *chosen.values)
    if asked.room and source.kind is Kind.CAPTURE:
        where = where.also(f"{source.room} = ?", asked.room)
    if asked.site:
        where = _of_site(where, source, asked.site)
    return _of_capture(where, asked) if source.kind is Kind.CAPTURE else where


def _of_capture(where: Where, asked: LogFilter) -> Where:
    for column in ("category", "term", "status", "channel"):
        if value := getattr(asked, column):
            where = where.also(f"captures.{column} = ?", str(value))
    return where


def _of_site(where: Where, source: _Source, site: str) -> Where:
    if source.host:
        return where.also(f"({source.host} = ? OR substr({source.host}, ?) = ?)", site, -len(site) - 1, f".{site}")
    pattern = f"{escaped(site)}/%"
    address = f"{source.url} || '/'"
    return where.also(f"({address} LIKE ? ESCAPE '!' OR {address} LIKE ? ESCAPE '!')", f"%//{pattern}", f"%.{pattern}")


def _has_text(source: _Source, text: str) -> Where:
    """Of a capture that is hidden, nothing but the host is searched: the rest may hold what was found."""
    if source.kind is not Kind.CAPTURE:
        return Where(f"{source.url} LIKE ? ESCAPE '!'", (like(text),))
    shown = "captures.category <> ? AND (captures.url LIKE ? ESCAPE '!' OR captures.title LIKE ? ESCAPE '!')"
    pattern = like(text)
    return Where(f"(captures.host LIKE ? ESCAPE '!' OR {shown})", (pattern, ILLEGAL, pattern, pattern))


def _columns(source: _Source) -> str:
    named = {
        "at": source.at,
        "number": source.number,
        "person": source.person,
        "person_name": source.name,
        "device": source.device,
        "host": source.host,
        "url": source.url,
        "word": source.word,
        "detail": source.detail,
        "category": source.category,
        "severity": source.severity,
    }
    return ", ".join(f"""{column or "''"} AS {name}""" for name, column in named.items())


def _line(kind: Kind, row: Connection) -> Line:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118  # a Row is no dict
    line = Line(**values | {"kind": kind})
    return line if not is_hidden(line.category) else _hidden(line)


def _hidden(line: Line) -> Line:
    return Line(
        at=line.at,
        kind=line.kind,
        number=line.number,
        person=line.person,
        person_name=line.person_name,
        device=line.device,
        host=line.host,
        word=line.word,
        category=line.category,
        severity=line.severity,
        hidden=True,
    )
