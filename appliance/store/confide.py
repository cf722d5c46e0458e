"""The file of Confide: what children told, sealed, and for whom. It is apart from the store, so that the process that
children write to opens nothing else (decision 0041). Entries are only ever added (0042)."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from secrets import token_hex
from typing import Self

import msgspec

from appliance.confide.front import Front
from appliance.confide.reader_keys import WrappedKey
from appliance.confide.sealing import CHILD, Sealed
from appliance.config import Home
from appliance.errors import RowError, StorageError
from appliance.model import Frozen
from appliance.store import confide_chain, confide_reading
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.confide_chain import Link, digest, erasure_digest, put
from appliance.store.confide_file import BUSY_SECONDS, opened
from appliance.store.confide_reading import day_of, reads
from appliance.store.rows.confide import ChildsReport, NoticeRow, ReaderKeyRow, ReportRow


class NewReport(Frozen):
    """`once` is of the form that it came with: a second one of the same is the same report. `lookup` and `child` are of
    its receipt. `notices` are put in the same transaction."""

    once: bytes
    lookup: bytes
    child: bytes
    day: date
    sealed: Sealed
    notices: tuple[NoticeRow, ...] = ()


class NewEntry(Frozen):
    """`seen_by`: the account that writes it, which so has read all before it. `once` as in `NewReport`; empty where it
    cannot come twice."""

    report: str
    day: date
    of_child: bool
    sealed: Sealed
    once: bytes = b""
    seen_by: int = 0
    notices: tuple[NoticeRow, ...] = ()


class ConfideStore:
    """Make one with `open`. Several threads and processes may use it; every method raises only StorageError."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    def open(cls, home: Home, read_only: bool = False, busy_seconds: float = BUSY_SECONDS) -> Self:
        """The file is made and brought to this version's form, unless `read_only`."""
        return cls(opened(home, read_only, busy_seconds))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the school as children see it ---

    def front(self) -> Front | None:
        """None before core has written one that this version reads. With the keys of now: what is sealed to one that
        was made anew since would be lost."""
        row = self._file.one("SELECT value FROM confide_front")
        with suppress(msgspec.DecodeError):
            return None if row is None else self._with_keys(msgspec.json.decode(row["value"], type=Front))
        return None

    def _with_keys(self, front: Front) -> Front:
        public = {row["account"]: row["public"] for row in self._file.rows("SELECT account, public FROM confide_keys")}
        readers = (msgspec.structs.replace(one, key=public.get(one.account, one.key)) for one in front.readers)
        return msgspec.structs.replace(front, readers=tuple(readers))

    def publish(self, front: Front) -> None:
        value = msgspec.json.encode(front)
        row = self._file.one("SELECT value FROM confide_front")
        if row is None or row["value"] != value:
            self._run("INSERT OR REPLACE INTO confide_front (only, value) VALUES (1, ?)", value)

    def photo(self, name: str) -> bytes | None:
        if not name.isalnum():  # nor is what SQLite takes no text for
            return None
        row = self._file.one("SELECT image FROM confide_photos WHERE name = ?", name)
        return None if row is None else bytes(row["image"])

    def put_photo(self, image: bytes) -> str:
        """Its name, by content."""
        name = digest(image).hex()
        self._run("INSERT OR IGNORE INTO confide_photos (name, image) VALUES (?, ?)", name, image)
        return name

    def keep_photos(self, names: Sequence[str]) -> None:
        """Take all others away."""
        kept = json.dumps(list(names))
        self._run("DELETE FROM confide_photos WHERE name NOT IN (SELECT value FROM json_each(?))", kept)

    # --- what children write ---

    def add_report(self, new: NewReport) -> bool:
        """False for one that is there already, by its `once`. One that nobody could read is refused."""
        if not any(account != CHILD for account in new.sealed.boxes):
            raise RowError("confide.db: a report that nobody can read is not taken")
        once, id_ = digest(new.once), token_hex(16)
        with self._file.transaction() as connection:
            if connection.execute("SELECT 1 FROM confide_reports WHERE once = ?", (once,)).fetchone():
                return False
            connection.execute(
                "INSERT INTO confide_reports (id, day, once, lookup, child) VALUES (?, ?, ?, ?, ?)",
                (id_, new.day.isoformat(), once, new.lookup, new.child),
            )
            put(connection, Link(day=new.day, report=id_, of_child=True, body=new.sealed.body, boxes=new.sealed.boxes))
            _notify(connection, new.notices)
        return True

    def by_receipt(self, lookup: bytes) -> ChildsReport | None:
        return confide_reading.by_receipt(self._file, lookup)

    def add(self, new: NewEntry) -> bool:
        """False for one that is there already, by its `once`, for a report that was erased or never was, and for one
        that `seen_by` does not read."""
        with self._file.transaction() as connection:
            if not _may_add(connection, new):
                return False
            _seen(connection, new, put(connection, _link(new)))
            _notify(connection, new.notices)
        return True

    # --- what adults read ---

    def reports(self, account: int) -> tuple[ReportRow, ...]:
        """Those that this account has a box for, the newest first. Nobody else's are counted, named or numbered."""
        return confide_reading.reports(self._file, account)

    def report(self, id_: str, account: int) -> ReportRow | None:
        """None for one that is not theirs, as for one that never was."""
        return confide_reading.report(self._file, id_, account)

    def readers(self, id_: str, account: int) -> tuple[int, ...]:
        """Who reads it, if `account` does; else nobody. Without the child."""
        return confide_reading.readers(self._file, id_, account)

    def unread(self, account: int) -> int:
        """How many of their reports have something new of the child's."""
        return confide_reading.unread(self._file, account)

    def hand_over(self, entry: NewEntry, boxes: Mapping[int, bytes], to: int) -> bool:
        """`boxes`: for each entry's number, its key sealed to `to`; the new entry tells of it. What they had already
        stays. False as for `add`, and where something newer than `boxes` stands there: read it again first."""
        with self._file.transaction() as connection:
            if to == CHILD or not entry.seen_by or not _may_add(connection, entry):
                return False
            if max(_places(connection, entry.seen_by, entry.report)) > max(boxes, default=0):
                return False
            had = _places(connection, to, entry.report)
            handed = {place: box for place, box in boxes.items() if place not in had}
            place = put(connection, msgspec.structs.replace(_link(entry), to=to, handed=handed))
            _seen(connection, entry, place)
            _notify(connection, entry.notices)
        return True

    def erase(self, id_: str, asked_by: int, agreed_by: int, day: date) -> bool:
        """Its words and keys go; that there was a report stays. False where it is gone already, or one of the two does
        not read it, or they are one."""
        with self._file.transaction() as connection:
            two = asked_by != agreed_by and reads(connection, asked_by, id_) and reads(connection, agreed_by, id_)
            if not two or _is_erased(connection, id_):
                return False
            told = erasure_digest(day.isoformat(), asked_by, agreed_by)
            place = put(connection, Link(day=day, report=id_, digest=told))
            connection.execute(
                "INSERT INTO confide_erased (report, place, day, asked_by, agreed_by) VALUES (?, ?, ?, ?, ?)",
                (id_, place, day.isoformat(), asked_by, agreed_by),
            )
            connection.execute("UPDATE confide_entries SET body = x'' WHERE report = ?", (id_,))
            connection.execute("UPDATE confide_boxes SET box = x'' WHERE report = ?", (id_,))
            connection.execute("INSERT OR IGNORE INTO confide_sweep (only) VALUES (1)")
        with suppress(StorageError):  # it is erased; the next tick sweeps, and tells what keeps it from it
            self._sweep()
        return True

    # --- keys ---

    def keys(self) -> tuple[ReaderKeyRow, ...]:
        return tuple(map(_key, self._file.rows("SELECT * FROM confide_keys ORDER BY account")))

    def key_of(self, account: int) -> WrappedKey | None:
        row = self._file.one("SELECT * FROM confide_keys WHERE account = ?", account)
        return None if row is None else _key(row).key

    def put_key(self, account: int, key: WrappedKey, day: date) -> None:
        self._run(
            "INSERT OR REPLACE INTO confide_keys (account, public, wrapped, recovery, since) VALUES (?, ?, ?, ?, ?)",
            *(account, key.public, key.wrapped, key.recovery, day.isoformat()),
        )

    def kit(self) -> bytes | None:
        """The public key of the school's recovery kit."""
        row = self._file.one("SELECT public FROM confide_kit")
        return None if row is None else bytes(row["public"])

    def put_kit(self, public: bytes, day: date) -> None:
        self._run("INSERT OR REPLACE INTO confide_kit (only, public, since) VALUES (1, ?, ?)", public, day.isoformat())

    # --- telling ---

    def due(self, now: float) -> tuple[NoticeRow, ...]:
        rows = self._file.rows("SELECT * FROM confide_notices WHERE due <= ? ORDER BY due", now)
        return tuple(msgspec.convert(dict(row), NoticeRow, strict=False) for row in rows)

    def told(self, ids: Sequence[str]) -> None:
        """They are in the outbox: nothing is left of them here, when nobody reads the file at this moment."""
        gone = json.dumps(list(ids))
        self._run("DELETE FROM confide_notices WHERE id IN (SELECT value FROM json_each(?))", gone)
        with suppress(StorageError):  # the next one's does it too
            self._file.fold_log()

    # --- is it whole ---

    def tick(self, day: date) -> str:
        """One entry a day that stands for no report; gives the seal of the newest such, for the audit trail. What an
        erasure could not sweep away yet is swept away."""
        seal = confide_chain.tick(self._file, day)
        if self._file.one("SELECT 1 FROM confide_sweep"):
            self._sweep()
        return seal

    def faults(self, known: str = "") -> list[str]:
        """What does not fit in the chain, in sentences without a number of reports; none when it is whole. `known` is a
        seal from the audit trail."""
        return confide_chain.faults(self._file, known)

    def _sweep(self) -> None:
        """What was erased is in no byte of the file or its log any more."""
        self._file.rewrite()
        if self._file.fold_log():
            self._run("DELETE FROM confide_sweep")

    def _run(self, sql: str, *values: object) -> None:
        with self._file.transaction() as connection:
            connection.execute(sql, values)


def _link(new: NewEntry) -> Link:
    return Link(
        day=new.day,
        report=new.report,
        of_child=new.of_child,
        once=digest(new.once) if new.once else None,
        body=new.sealed.body,
        boxes=new.sealed.boxes,
    )


def _may_add(connection: Connection, new: NewEntry) -> bool:
    if not confide_reading.is_id(new.report) or _is_erased(connection, new.report):
        return False
    if new.once and connection.execute("SELECT 1 FROM confide_entries WHERE once = ?", (digest(new.once),)).fetchone():
        return False
    if new.seen_by:
        return reads(connection, new.seen_by, new.report)
    return connection.execute("SELECT 1 FROM confide_reports WHERE id = ?", (new.report,)).fetchone() is not None


def _is_erased(connection: Connection, id_: str) -> bool:
    return connection.execute("SELECT 1 FROM confide_erased WHERE report = ?", (id_,)).fetchone() is not None


def _places(connection: Connection, account: int, id_: str) -> set[int]:
    sql = "SELECT place FROM confide_boxes WHERE reader = ? AND report = ?"
    return {row["place"] for row in connection.execute(sql, (account, id_))}


def _seen(connection: Connection, new: NewEntry, place: int) -> None:
    if new.seen_by:
        connection.execute(
            "INSERT OR REPLACE INTO confide_seen (account, report, place) VALUES (?, ?, ?)",
            (new.seen_by, new.report, place),
        )


def _notify(connection: Connection, notices: Sequence[NoticeRow]) -> None:
    connection.executemany(
        "INSERT INTO confide_notices (id, account, due, urgent, more) VALUES (?, ?, ?, ?, ?)",
        [(one.id, one.account, one.due, one.urgent, one.more) for one in notices],
    )


def _key(row: Connection) -> ReaderKeyRow:
    key = WrappedKey(public=row["public"], wrapped=row["wrapped"], recovery=row["recovery"])
    return ReaderKeyRow(account=row["account"], key=key, since=day_of(row["since"]))
