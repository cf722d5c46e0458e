"""The chain of Confide: each entry is sealed together with the one before it, under a key of the box, as the audit
trail's are (decisions 0026, 0042). A seal covers digests of what was written and of who was given it, and so still
fits when both were erased."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from appliance.config import Home
from appliance.model import Frozen
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.migrations.confide import TRIGGERS
from appliance.store.seal import key_of, sealer

CHAIN_KEY = "confide-chain.key"
_SEAL = (
    "confide_seal(entry.before, entry.number, entry.report, entry.place, entry.day, entry.of_child, entry.once,"
    " entry.digest, entry.boxes, told.day, told.once, told.lookup, told.child)"
)
_PUT = f"""
    INSERT INTO confide_entries (number, report, place, day, of_child, once, digest, boxes, body, seal)
    SELECT entry.number, entry.report, entry.place, entry.day, entry.of_child, entry.once, entry.digest, entry.boxes,
        ?8, {_SEAL}
    FROM (
        SELECT coalesce(max(number), 0) + 1 AS number, ?1 AS report, ?2 AS place, ?3 AS day, ?4 AS of_child, ?5 AS once,
            ?6 AS digest, ?7 AS boxes,
            coalesce((SELECT seal FROM confide_entries ORDER BY number DESC LIMIT 1), '') AS before
        FROM confide_entries
    ) AS entry LEFT JOIN confide_reports AS told ON told.id = entry.report
"""  # noqa: S608  # all text is above
_LINKS = f"""
    SELECT DISTINCT entry.number <> entry.last + 1 AS gone, entry.seal <> {_SEAL} AS changed FROM (
        SELECT number, report, place, day, of_child, once, digest, boxes, seal,
            coalesce(lag(number) OVER entries, 0) AS last, coalesce(lag(seal) OVER entries, '') AS before
        FROM confide_entries WINDOW entries AS (ORDER BY number)
    ) AS entry LEFT JOIN confide_reports AS told ON told.id = entry.report
"""  # noqa: S608  # all text is above
_BODIES = """
    SELECT 1 FROM confide_entries AS entry LEFT JOIN confide_erased AS gone ON gone.report = entry.report
    WHERE CASE WHEN gone.report IS NULL THEN confide_digest(entry.body) <> entry.digest ELSE entry.body <> x'' END
    LIMIT 1
"""
_BOXES = """
    SELECT 1 FROM confide_boxes AS box LEFT JOIN confide_erased AS gone ON gone.report = box.report
    WHERE CASE WHEN gone.report IS NULL THEN confide_digest(box.box) <> box.digest ELSE box.box <> x'' END
    LIMIT 1
"""
_GIVEN = """
    SELECT entry.place AS entry, entry.boxes, box.place, box.reader, box.digest FROM confide_entries AS entry
    LEFT JOIN confide_boxes AS box ON box.report = entry.report AND box.given = entry.place
    WHERE entry.report = ? ORDER BY entry.place, box.place, box.reader
"""
_STRAYS = """
    SELECT 1 WHERE EXISTS (
        SELECT 1 FROM confide_boxes AS box WHERE NOT EXISTS (
            SELECT 1 FROM confide_entries AS entry WHERE entry.report = box.report AND entry.place = box.given
        )
    ) OR EXISTS (
        SELECT 1 FROM confide_reports AS told
        WHERE NOT EXISTS (SELECT 1 FROM confide_entries AS entry WHERE entry.report = told.id)
    )
"""
_ERASED = """
    SELECT gone.day, gone.asked_by, gone.agreed_by, entry.digest FROM confide_erased AS gone
    LEFT JOIN confide_entries AS entry ON entry.report = gone.report AND entry.place = gone.place
"""

_DAMAGED = "Confide’s file is damaged."
_GONE = "Something is gone from Confide that was written there."
_CHANGED = "Something in Confide is not as it was written."
_READERS = "Who can read something in Confide is not as it was written."
_ADDED = "Something stands in Confide that it did not write."
_ERASURE = "An erasure in Confide is not as it was written."
_CUT_OFF = "Confide does not hold the seal that the audit trail kept: its newest part is gone, or it is another file."


class Link(Frozen):
    """What an entry is made of. `boxes` are by account; `handed`, by place, are older entries' for `to`. Without a
    report it stands for none. `digest` is the body's, unless the entry tells of something else."""

    day: date
    report: str | None = None
    of_child: bool = False
    once: bytes | None = None
    body: bytes = b""
    digest: bytes | None = None
    boxes: Mapping[int, bytes] = {}
    to: int = 0
    handed: Mapping[int, bytes] = {}


def teach(file: SqliteFile, home: Home, may_make: bool) -> None:
    """What the statements above call. Raises StorageError."""
    file.teach("confide_seal", sealer(key_of(home, may_make, CHAIN_KEY)))
    file.teach("confide_digest", digest)


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def erasure_digest(day: str, asked_by: int, agreed_by: int) -> bytes:
    return digest(msgspec.json.encode((day, asked_by, agreed_by)))


def put(connection: Connection, link: Link) -> int:
    """The newest entry from now on; gives its place in its report, from 1. Inside a transaction of the caller's."""
    place = _next_place(connection, link.report) if link.report else 0
    given = sorted(
        [(place, reader, box) for reader, box in link.boxes.items()]
        + [(older, link.to, box) for older, box in link.handed.items()]
    )
    digests = [(at, reader, digest(box)) for at, reader, box in given]
    of_body = digest(link.body) if link.digest is None else link.digest
    connection.execute(
        _PUT,
        (
            link.report,
            place or None,
            link.day.isoformat(),
            link.of_child,
            link.once,
            of_body,
            _of_boxes(digests),
            link.body,
        ),
    )
    connection.executemany(
        "INSERT INTO confide_boxes (reader, report, place, given, digest, box) VALUES (?, ?, ?, ?, ?, ?)",
        [(reader, link.report, at, place, digest(box), box) for at, reader, box in given],
    )
    return place


def tick(file: SqliteFile, day: date) -> str:
    """As in `ConfideStore`."""
    with file.transaction() as connection:
        ticked = "SELECT day, seal FROM confide_entries WHERE report IS NULL ORDER BY number DESC LIMIT 1"
        last = connection.execute(ticked).fetchone()
        if last is None or last["day"] != day.isoformat():
            put(connection, Link(day=day))
            last = connection.execute(ticked).fetchone()
    return str(last["seal"])


def faults(file: SqliteFile, known: str) -> list[str]:
    """As in `ConfideStore`. Each statement sees the file at one moment, so that it may be written meanwhile."""
    sound = file.one("PRAGMA quick_check(1)")
    if sound is None or sound[0] != "ok":
        return [_DAMAGED]
    told = _links(file)
    told += [_CHANGED] if file.one(_BODIES) else []
    told += [_READERS] if file.one(_BOXES) or not _as_given(file) else []
    told += [_ADDED] if file.one(_STRAYS) else []
    told += [] if _as_erased(file) else [_ERASURE]
    told += [f"Confide’s trigger {name} is gone." for name in sorted(set(TRIGGERS) - file.triggers())]
    if known and file.one("SELECT 1 FROM confide_entries WHERE seal = ?", known) is None:
        told.append(_CUT_OFF)
    return list(dict.fromkeys(told))


def _links(file: SqliteFile) -> list[str]:
    rows = file.rows(_LINKS)
    gone, changed = any(row["gone"] for row in rows), any(row["changed"] and not row["gone"] for row in rows)
    return [_GONE] * gone + [_CHANGED] * changed


def _as_given(file: SqliteFile) -> bool:
    reports = file.rows("SELECT DISTINCT report FROM confide_entries WHERE report IS NOT NULL")
    return all(_boxes_fit(file.rows(_GIVEN, row["report"])) for row in reports)


def _boxes_fit(rows: list[Connection]) -> bool:
    wanted = {row["entry"]: row["boxes"] for row in rows}
    given: dict[int, list[tuple[int, int, bytes]]] = {entry: [] for entry in wanted}
    for row in rows:
        if row["reader"] is not None:
            given[row["entry"]].append((row["place"], row["reader"], row["digest"]))
    return all(_of_boxes(given[entry]) == boxes for entry, boxes in wanted.items())


def _as_erased(file: SqliteFile) -> bool:
    return all(
        row["digest"] == erasure_digest(row["day"], row["asked_by"], row["agreed_by"]) for row in file.rows(_ERASED)
    )


def _next_place(connection: Connection, report: str) -> int:
    sql = "SELECT coalesce(max(place), 0) + 1 FROM confide_entries WHERE report = ?"
    return int(connection.execute(sql, (report,)).fetchone()[0])


def _of_boxes(digests: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Each is a place, a reader and its box's digest, in this order."""
    return digest(msgspec.json.encode(list(digests)))
