"""The file of Confide: what children told, sealed, and for whom. It is apart from the store, so that the process that
children write to opens nothing else (decision 0041). Entries are only ever added (0042)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

from appliance.confide.front import Front
from appliance.confide.reader_keys import WrappedKey
from appliance.confide.sealing import Sealed
from appliance.config import Home
from appliance.model import Frozen
from appliance.store._sqlite import SqliteFile
from appliance.store.rows.confide import ChildsReport, NoticeRow, ReaderKeyRow, ReportRow

BUSY_SECONDS = 5.0


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
        raise NotImplementedError

    def close(self) -> None:
        self._file.close()

    # --- the school as children see it ---

    def front(self) -> Front | None:
        """None before core has written one."""
        raise NotImplementedError

    def publish(self, front: Front) -> None:
        raise NotImplementedError

    def photo(self, name: str) -> bytes | None:
        raise NotImplementedError

    def put_photo(self, image: bytes) -> str:
        """Its name, by content."""
        raise NotImplementedError

    def keep_photos(self, names: Sequence[str]) -> None:
        """Take all others away."""
        raise NotImplementedError

    # --- what children write ---

    def add_report(self, new: NewReport) -> bool:
        """False for one that is there already, by its `once`."""
        raise NotImplementedError

    def by_receipt(self, lookup: bytes) -> ChildsReport | None:
        raise NotImplementedError

    def add(self, new: NewEntry) -> bool:
        """False for one that is there already, by its `once`, and for a report that was erased."""
        raise NotImplementedError

    # --- what adults read ---

    def reports(self, account: int) -> tuple[ReportRow, ...]:
        """Those that this account has a box for, the newest first. Nobody else's are counted, named or numbered."""
        raise NotImplementedError

    def report(self, id_: str, account: int) -> ReportRow | None:
        """None for one that is not theirs, as for one that never was."""
        raise NotImplementedError

    def readers(self, id_: str, account: int) -> tuple[int, ...]:
        """Who reads it, if `account` does; else nobody. Without the child."""
        raise NotImplementedError

    def unread(self, account: int) -> int:
        """How many of their reports have something new of the child's."""
        raise NotImplementedError

    def hand_over(self, entry: NewEntry, boxes: Mapping[int, bytes], to: int) -> None:
        """`boxes`: for each entry's number, its key sealed to `to`; the new entry tells of it."""
        raise NotImplementedError

    def erase(self, id_: str, asked_by: int, agreed_by: int, day: date) -> bool:
        """Its words and keys go; that there was a report stays. False where it is gone already, or one of the two does
        not read it."""
        raise NotImplementedError

    # --- keys ---

    def keys(self) -> tuple[ReaderKeyRow, ...]:
        raise NotImplementedError

    def key_of(self, account: int) -> WrappedKey | None:
        raise NotImplementedError

    def put_key(self, account: int, key: WrappedKey, day: date) -> None:
        raise NotImplementedError

    def kit(self) -> bytes | None:
        """The public key of the school's recovery kit."""
        raise NotImplementedError

    def put_kit(self, public: bytes, day: date) -> None:
        raise NotImplementedError

    # --- telling ---

    def due(self, now: float) -> tuple[NoticeRow, ...]:
        raise NotImplementedError

    def told(self, ids: Sequence[str]) -> None:
        """They are in the outbox: nothing is left of them here."""
        raise NotImplementedError

    # --- is it whole ---

    def tick(self, day: date) -> str:
        """One entry a day that stands for no report; gives the chain's newest seal, for the audit trail."""
        raise NotImplementedError

    def faults(self, known: str = "") -> list[str]:
        """What does not fit in the chain, in sentences without a number of reports; none when it is whole. `known` is a
        seal from the audit trail."""
        raise NotImplementedError
