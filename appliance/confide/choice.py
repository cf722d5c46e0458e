"""What the school chose for Confide, in the console."""

from datetime import date
from typing import ClassVar

from appliance.confide.front import Face
from appliance.model import Frozen
from appliance.store.choices import Choice


class Absence(Frozen):
    """From the first to the last day, both with it, `cover` reads for `account`."""

    account: int
    first: date
    last: date
    cover: int


class ConfideChoice(Choice):
    """As in `Front`. `readers` are accounts that may read besides leads, head and chair; `faces` are shown in this
    order."""

    SECTION: ClassVar[str] = "confide"

    is_open: bool = False
    anonymous: bool = True
    leads_read: bool = True
    welcome: str = ""
    hours: str = ""
    faces: tuple[Face, ...] = ()
    readers: tuple[int, ...] = ()
    absences: tuple[Absence, ...] = ()
