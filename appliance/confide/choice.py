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


class Removed(Frozen):
    """The face that was taken away last, from `place` in the order, so that it can be put back."""

    face: Face
    place: int


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
    removed: Removed | None = None


def photos_of(choice: ConfideChoice) -> tuple[str, ...]:
    """The names of the photographs that it speaks of."""
    faces = (*choice.faces, *((choice.removed.face,) if choice.removed else ()))
    return tuple(dict.fromkeys(face.photo for face in faces if face.photo))
