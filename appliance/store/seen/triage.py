"""Deciding about captures, by somebody: a capture that they may not see is as good as none here too."""

from collections.abc import Callable, Iterable

from appliance.model import TriageStatus, Viewer
from appliance.policy.school import Ignore, Off
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.fixes import put_fix, take_fix
from appliance.store.sight import whom
from appliance.store.triage import (
    Author,
    Decision,
    Mark,
    Outcome,
    Overtaken,
    Step,
    StepKind,
    put_decision,
    put_step,
    step_of,
)

_COUNTS = "kind IN ('status', 'escalated', 'note', 'fixed', 'unfixed')"


class SeenTriage:
    """`who` is who does it, as the audit trail names them, and `at` when."""

    def __init__(self, file: SqliteFile, viewer: Viewer) -> None:
        self._file = file
        self._author = Author(account=viewer.account, name=viewer.name)
        self._where = whom(viewer, "captures.person", "captures.room")

    def steps(self, number: int) -> tuple[Step, ...]:
        """What was done with a capture, oldest first; nothing of one that is not theirs."""
        rows = self._file.rows(
            "SELECT triage.* FROM triage JOIN captures ON captures.id = capture"  # noqa: S608  # no text from outside
            f" WHERE capture = ? AND {self._where.sql} ORDER BY triage.id",
            number,
            *self._where.values,
        )
        return tuple(map(step_of, rows))

    def decide(self, marks: Iterable[Mark], decision: Decision, who: str, at: float) -> Outcome:
        """Of several captures at once. One that somebody else decided about since, or that grew, stays as it is."""

        def write(change: Change, row: Connection) -> bool:
            put_decision(change, row, decision, self._author)
            return True

        return self._each(marks, write, who, at)

    def take_back(self, marks: Iterable[Mark], who: str, at: float) -> Outcome:
        """Give captures the status back that they had before their last step, where that was this viewer's."""
        return self._each(marks, self._take_back, who, at)

    def fix(self, mark: Mark, decision: Decision, fix: Ignore | Off, who: str, at: float) -> Outcome:
        """Decide, and have the term not told again, in one."""

        def write(change: Change, row: Connection) -> bool:
            put_decision(change, row, decision, self._author)
            put_step(change, mark.capture, StepKind.FIXED, self._author, text=put_fix(change, mark.capture, fix))
            return True

        return self._each((mark,), write, who, at)

    def unfix(self, mark: Mark, who: str, at: float) -> Outcome:
        """Undo the fix that holds. The capture stays a false positive."""

        def write(change: Change, row: Connection) -> bool:
            undone = take_fix(change, mark.capture)
            if undone:
                decision = Decision(status=TriageStatus.FALSE_POSITIVE)
                put_decision(change, row, decision, self._author)
                put_step(change, mark.capture, StepKind.UNFIXED, self._author, text=undone)
            return bool(undone)

        return self._each((mark,), write, who, at)

    def tell(self, number: int, kind: StepKind, text: str, who: str, at: float) -> bool:
        """Add to the history what was done by other means. False where the capture is not there."""
        with changing(self._file, who, at) as change:
            row = self._row(change, number)
            if row is not None:
                put_step(change, number, kind, self._author, text=text)
                change.note(kind.value, f"capture {number}")
        return row is not None

    def _each(self, marks: Iterable[Mark], write: Callable[[Change, Connection], bool], who: str, at: float) -> Outcome:
        done: list[Mark] = []
        overtaken: list[Overtaken] = []
        missing: list[int] = []
        with changing(self._file, who, at) as change:
            for mark in marks:
                row = self._row(change, mark.capture)
                if row is None:
                    missing.append(mark.capture)
                elif _mark(row) == mark and write(change, row):
                    done.append(Mark(capture=mark.capture, revision=mark.revision + 1, score=mark.score))
                else:
                    overtaken.append(Overtaken(mark=mark, step=_since(change, row, mark)))
        return Outcome(done=tuple(done), overtaken=tuple(overtaken), missing=tuple(missing))

    def _take_back(self, change: Change, row: Connection) -> bool:
        last = _last(change, row["id"])
        if last is None or last.kind is not StepKind.STATUS or last.account != self._author.account:
            return False
        put_decision(change, row, Decision(status=TriageStatus(last.was)), self._author)
        return True

    def _row(self, change: Change, number: int) -> Connection | None:
        sql = f"SELECT id, status, revision, score FROM captures WHERE id = ? AND {self._where.sql}"  # noqa: S608  # the same
        return change.one(sql, number, *self._where.values)


def _since(change: Change, row: Connection, mark: Mark) -> Step | None:
    """What somebody did since; None where the capture only grew."""
    return None if _mark(row) != mark and row["revision"] == mark.revision else _last(change, row["id"])


def _last(change: Change, number: int) -> Step | None:
    """The last step that counted."""
    row = change.one(f"SELECT * FROM triage WHERE capture = ? AND {_COUNTS} ORDER BY id DESC LIMIT 1", number)  # noqa: S608  # the same
    return None if row is None else step_of(row)


def _mark(row: Connection) -> Mark:
    return Mark(capture=row["id"], revision=row["revision"], score=row["score"])
