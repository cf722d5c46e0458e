"""What adults decide about captures, as values, and how each step is written: the capture, its history and the audit
trail in one transaction. Who may decide about which capture is asked in `seen/triage.py`."""

from collections.abc import Iterable
from enum import StrEnum

from appliance.model import Frozen, TriageStatus
from appliance.store._sqlite import Connection
from appliance.store.change import Change

OPEN = "status IN ('unclassified', 'requires attention', 'under investigation', 'escalated')"
SETTLED = "status IN ('false positive', 'false positive, ignored', 'resolved')"


class StepKind(StrEnum):
    """What happened to a capture. The words are stored."""

    OPENED = "opened"  # for the first time
    STATUS = "status"
    ESCALATED = "escalated"  # `now` is the name of whoever has it from here on
    NOTE = "note"
    PAUSED = "paused"
    TOLD = "told the device"
    FIXED = "fixed"  # the term will not be told again where `text` says
    UNFIXED = "unfixed"


class Step(Frozen):
    """Something that somebody did with a capture. `was` and `now` are statuses, where it changed."""

    at: float
    account: int
    name: str
    kind: StepKind
    was: str
    now: str
    text: str


class Mark(Frozen):
    """A capture as somebody saw it when they decided. The score is part of it, for a capture that grew since needs
    another look."""

    capture: int
    revision: int
    score: int


class Decision(Frozen):
    """What somebody makes of a capture: a status, a note, or both. With `assigned`, an account and its name, the status
    is `ESCALATED`."""

    status: TriageStatus | None = None
    note: str = ""
    assigned: tuple[int, str] | None = None


class Overtaken(Frozen):
    """A decision that was not taken, because of what happened since it was looked at: somebody's `step`, or, where that
    is None, the capture happened again and became more urgent."""

    mark: Mark
    step: Step | None


class Outcome(Frozen):
    """`done` as they are now; `missing` are captures that are not there for this viewer."""

    done: tuple[Mark, ...] = ()
    overtaken: tuple[Overtaken, ...] = ()
    missing: tuple[int, ...] = ()


class Author(Frozen):
    """Who does it: the account (0 for the box itself) and its name."""

    account: int
    name: str


def put_decision(change: Change, row: Connection, decision: Decision, author: Author) -> None:
    """`row` is the capture as it is; `decision` must say something."""
    number, was = row["id"], row["status"]
    if decision.status is None:
        put_step(change, number, StepKind.NOTE, author, text=decision.note)
        change.note("note", f"capture {number}")
    else:
        change.run("UPDATE captures SET status = ? WHERE id = ?", decision.status, number)
        _put_status(change, number, was, decision, author)
    change.run("UPDATE captures SET revision = revision + 1 WHERE id = ?", number)


def _put_status(change: Change, number: int, was: str, decision: Decision, author: Author) -> None:
    status = str(decision.status)
    if decision.assigned is None:
        put_step(change, number, StepKind.STATUS, author, was, status, decision.note)
        change.note("triage", f"capture {number}: {was} → {status}")
        return
    account, name = decision.assigned
    change.run("UPDATE captures SET assigned = ? WHERE id = ?", account, number)
    put_step(change, number, StepKind.ESCALATED, author, was, name, decision.note)
    change.note("triage", f"capture {number}: {was} → {status}, to account {account}")


def put_step(  # the columns of the table
    change: Change, number: int, kind: StepKind, author: Author, was: str = "", now: str = "", text: str = ""
) -> None:
    at = change.at
    values = {"capture": number, "at": at, "account": author.account, "name": author.name, "kind": kind.value}
    change.insert("triage", values | {"was": was, "now": now, "text": text})


def step_of(row: Connection) -> Step:
    return Step(
        at=row["at"],
        account=row["account"],
        name=row["name"],
        kind=StepKind(row["kind"]),
        was=row["was"],
        now=row["now"],
        text=row["text"],
    )


def spans(numbers: Iterable[int]) -> str:
    """`3, 7–9, 12`: a list of captures, short."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)
