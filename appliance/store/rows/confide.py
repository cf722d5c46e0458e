"""What the file of Confide gives. Days stand for times: nothing finer is kept (FEATURES H2)."""

from datetime import date

from appliance.confide.reader_keys import WrappedKey
from appliance.model import Frozen


class EntryRow(Frozen):
    """One entry of a report, in the order of the list that it comes in. `number` is its place in its own report, from
    1: it says nothing of other reports. `body` is sealed; `box` is its key for whoever asked; both are empty where
    `erased`. `of_child`: the child wrote it."""

    number: int
    day: date
    of_child: bool
    body: bytes
    box: bytes
    erased: bool = False


class ReportRow(Frozen):
    """For one reader. `id` is random. `child` is the child's public key, for answers. `unread`: the child wrote
    something that they have not opened. Where `erased`, the last two say when, and which accounts asked and agreed."""

    id: str
    day: date
    unread: bool
    erased: bool
    entries: tuple[EntryRow, ...]
    child: bytes = b""
    erased_on: date | None = None
    erased_by: tuple[int, ...] = ()


class ChildsReport(Frozen):
    """Found by a receipt. `readers` are the accounts that read it, `answers` what is sealed to the child, the oldest
    first. `opened`: somebody has looked at it."""

    id: str
    day: date
    readers: tuple[int, ...]
    answers: tuple[EntryRow, ...]
    opened: bool = False
    erased: bool = False


class ReaderKeyRow(Frozen):
    account: int
    key: WrappedKey
    since: date


class NoticeRow(Frozen):
    """Somebody is to be told, without a word of what it is. `due` is in seconds since the epoch: never the time at
    which it was written. `more`: the child wrote on."""

    id: str
    account: int
    due: float
    urgent: bool
    more: bool = False
