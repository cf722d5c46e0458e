"""What can be reached: pauses, changes of rules, and what pupils say is closed by mistake."""

from appliance.access.changes import AccessChange, ChangeState
from appliance.model import Ban, Frozen


class BanRow(Frozen):
    """A ban and how it ended; `lifted_at` is None where it ran, or runs, its time."""

    ban: Ban
    lifted_at: float | None
    lifted_by: str


class AccessChangeRow(Frozen):
    """A change of what can be reached. `told` is the change in words; `by` asked for it, `decided_by` decided, or is
    empty while it waits; `answer` is what they said to whoever asked. `inverse` would undo it; `undoes` and `undone_by`
    are numbers of changes. `account` is that of whoever asked, 0 for a link made at the box, None for neither."""

    number: int
    at: float
    by: str
    reason: str
    change: AccessChange
    told: str
    state: ChangeState
    decided_at: float | None
    decided_by: str
    inverse: AccessChange | None
    undoes: int | None
    undone_by: int | None
    answer: str = ""
    account: int | None = None


class MistakeRow(Frozen):
    """An address that a pupil thinks is closed by mistake, and what they wrote. The same from the same child is one,
    with how many `times`; `settled_at` is None while it waits."""

    number: int
    at: float
    device: str
    person: str
    url: str
    words: str
    times: int
    settled_at: float | None
    settled_by: str
    outcome: str
