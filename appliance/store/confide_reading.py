"""What is read of Confide’s reports: by who has a box, or by receipt. Whoever has none finds no row to look at, and
whether a report is there makes no difference to how long that takes."""

import re
from datetime import date
from itertools import groupby

from appliance.confide.sealing import CHILD
from appliance.errors import RowError
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows.confide import ChildsReport, EntryRow, ReportRow

_ID = re.compile(r"[0-9a-f]{32}")
_OF_READER = """
    SELECT told.id, told.day AS told_on, told.child, entry.number AS newness, entry.place AS number, entry.day,
        entry.of_child, entry.body, box.box, coalesce(seen.place, 0) AS seen, gone.day AS erased_on, gone.asked_by,
        gone.agreed_by
    FROM confide_boxes AS box
    CROSS JOIN confide_entries AS entry ON entry.report = box.report AND entry.place = box.place
    CROSS JOIN confide_reports AS told ON told.id = box.report
    LEFT JOIN confide_seen AS seen ON seen.account = box.reader AND seen.report = box.report
    LEFT JOIN confide_erased AS gone ON gone.report = box.report
    WHERE box.reader = ?
"""
_ALL = f"{_OF_READER} ORDER BY box.report, box.place"
_ONE = f"{_OF_READER} AND box.report = ? ORDER BY box.place"
_READS = "SELECT 1 FROM confide_boxes WHERE reader = ? AND report = ? LIMIT 1"
_UNREAD = """
    SELECT count(DISTINCT box.report) FROM confide_boxes AS box
    CROSS JOIN confide_entries AS entry ON entry.report = box.report AND entry.place = box.place
    LEFT JOIN confide_seen AS seen ON seen.account = box.reader AND seen.report = box.report
    WHERE box.reader = ? AND entry.of_child AND entry.place > coalesce(seen.place, 0)
        AND box.report NOT IN (SELECT report FROM confide_erased)
"""
_BY_RECEIPT = """
    SELECT told.id, told.day, EXISTS (SELECT 1 FROM confide_seen AS seen WHERE seen.report = told.id) AS opened,
        EXISTS (SELECT 1 FROM confide_erased AS gone WHERE gone.report = told.id) AS erased
    FROM confide_reports AS told WHERE told.lookup = ?
"""


def reports(file: SqliteFile, account: int) -> tuple[ReportRow, ...]:
    if account == CHILD:
        return ()
    rows = file.rows(_ALL, account)
    each = [list(group) for _, group in groupby(rows, key=lambda row: row["id"])]
    return tuple(map(_report, sorted(each, key=lambda group: group[0]["newness"], reverse=True)))


def report(file: SqliteFile, id_: str, account: int) -> ReportRow | None:
    if account == CHILD or not is_id(id_):
        return None
    rows = file.rows(_ONE, account, id_)
    return _report(rows) if rows else None


def readers(file: SqliteFile, id_: str, account: int) -> tuple[int, ...]:
    if account == CHILD or not is_id(id_) or not file.one(_READS, account, id_):
        return ()
    return _readers(file, id_)


def unread(file: SqliteFile, account: int) -> int:
    found = None if account == CHILD else file.one(_UNREAD, account)
    return found[0] if found else 0


def by_receipt(file: SqliteFile, lookup: bytes) -> ChildsReport | None:
    row = file.one(_BY_RECEIPT, lookup)
    if row is None:
        return None
    answers = file.rows(_ONE, CHILD, row["id"])
    return ChildsReport(
        id=row["id"],
        day=day_of(row["day"]),
        readers=_readers(file, row["id"]),
        answers=tuple(map(_entry, answers)),
        opened=bool(row["opened"]),
        erased=bool(row["erased"]),
    )


def reads(connection: Connection, account: int, id_: str) -> bool:
    """Inside a transaction of the caller's."""
    readable = account != CHILD and is_id(id_)
    return readable and connection.execute(_READS, (account, id_)).fetchone() is not None


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _readers(file: SqliteFile, id_: str) -> tuple[int, ...]:
    sql = "SELECT DISTINCT reader FROM confide_boxes WHERE report = ? AND reader <> ? ORDER BY reader"
    return tuple(row["reader"] for row in file.rows(sql, id_, CHILD))


def day_of(text: str) -> date:
    """Raises RowError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RowError("confide.db: a day is none") from error


def _report(rows: list[Connection]) -> ReportRow:
    first, entries = rows[0], tuple(map(_entry, rows))
    erased = first["erased_on"] is not None
    return ReportRow(
        id=first["id"],
        day=day_of(first["told_on"]),
        unread=not erased and any(entry.of_child and entry.number > first["seen"] for entry in entries),
        erased=erased,
        entries=entries,
        child=first["child"],
        erased_on=day_of(first["erased_on"]) if erased else None,
        erased_by=(first["asked_by"], first["agreed_by"]) if erased else (),
    )


def _entry(row: Connection) -> EntryRow:
    return EntryRow(
        number=row["number"],
        day=day_of(row["day"]),
        of_child=bool(row["of_child"]),
        body=row["body"],
        box=row["box"],
        erased=row["erased_on"] is not None,
    )
