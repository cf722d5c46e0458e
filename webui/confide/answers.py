"""What came back: found by a receipt, and opened with the key that only the receipt makes."""

from collections.abc import Iterator
from datetime import date

from appliance.confide.model import Reply
from appliance.confide.receipt import keys_of, plain
from appliance.confide.sealing import opened
from appliance.errors import ConfideError
from appliance.model import Frozen
from appliance.store.rows.confide import ChildsReport
from webui.confide import limits
from webui.confide.door import ConfideDoor
from webui.confide.steps import Trouble


class Answer(Frozen):
    """Of that day, by whom it is `shown`."""

    day: date
    shown: str
    words: str


class Found(Frozen):
    """`receipt` as it is written plainly."""

    kept: ChildsReport
    receipt: str
    answers: tuple[Answer, ...] = ()


def find(given: str, door: ConfideDoor) -> Found | Trouble:
    """However it was typed. Raises StorageError."""
    receipt = plain(given)
    if not receipt:
        return Trouble.UNKNOWN
    if not limits.may_try():
        return Trouble.SLOW
    keys = keys_of(receipt, door.secret)
    kept = door.store().by_receipt(keys.lookup)
    if kept is None:
        limits.was_wrong()
        return Trouble.UNKNOWN
    return Found(kept=kept, receipt=receipt, answers=tuple(_opened(kept, keys.private)))


def _opened(kept: ChildsReport, private: bytes) -> Iterator[Answer]:
    """One that was damaged on the disk hides no other."""
    for row in kept.answers:
        try:
            content = opened(row.body, row.box, private)
        except ConfideError:
            continue
        if isinstance(content, Reply):
            yield Answer(day=row.day, shown=content.shown, words=content.words)
