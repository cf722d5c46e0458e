"""What children told, for tests of the store: sealed words are random bytes here, as a file holds them."""

import os
from datetime import date
from secrets import token_hex
from typing import Any

from appliance.confide.sealing import CHILD, Sealed
from appliance.config import Home
from appliance.store._sqlite import SqliteFile
from appliance.store.confide import ConfideStore, NewEntry, NewReport
from appliance.store.confide_file import path_of
from appliance.store.migrations.confide import TRIGGERS
from appliance.store.rows.confide import NoticeRow, ReportRow

DAY = date(2026, 5, 4)
LEAD, HEAD, TEACHER, STRANGER = 1, 2, 3, 9
BOX_BYTES = 80


def sealed(*readers: int, size: int = 3000) -> Sealed:
    return Sealed(body=os.urandom(size), boxes={reader: os.urandom(BOX_BYTES) for reader in readers})


def new_report(*readers: int, size: int = 3000, **fields: Any) -> NewReport:
    told = {"once": os.urandom(16), "lookup": os.urandom(32), "child": os.urandom(32), "day": DAY} | fields
    return NewReport(**told, sealed=sealed(*(readers or (LEAD, HEAD)), size=size))


def new_entry(report: str, *readers: int, of_child: bool = False, **fields: Any) -> NewEntry:
    return NewEntry(**({"day": DAY, "sealed": sealed(*readers)} | fields), report=report, of_child=of_child)


def answer(report: ReportRow, by: int) -> NewEntry:
    return new_entry(report.id, LEAD, HEAD, CHILD, seen_by=by)


def notice(account: int = LEAD, due: float = 100.0, **fields: bool) -> NoticeRow:
    return NoticeRow(id=token_hex(8), account=account, due=due, **({"urgent": False} | fields))


def told(confide: ConfideStore, *readers: int, **fields: Any) -> ReportRow:
    """A new report, as its first reader sees it."""
    assert confide.add_report(new_report(*readers, **fields))
    return confide.reports((readers or (LEAD,))[0])[0]


def tampered(home: Home, *statements: str) -> None:
    """As somebody would who has the file and not the key."""
    file = SqliteFile(path_of(home), "FULL", read_only=False, busy_seconds=1.0)
    file.rows("PRAGMA foreign_keys = OFF")
    with file.transaction() as connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    file.close()


def bytes_of(home: Home) -> bytes:
    """All that stands in Confide’s folder."""
    return b"".join(path.read_bytes() for path in sorted(home.confide.iterdir()))
