"""What somebody makes of captures: of one on its page, or of several in the queue."""

from collections.abc import Iterable, Sequence

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.guidance.status_words import TITLES
from appliance.model import Right, TriageStatus
from appliance.store.rows import AccountRow, CaptureRow
from appliance.store.triage import Decision, Mark, Outcome, Overtaken, StepKind
from webui.bans import number_in
from webui.box import box
from webui.captures.detail import Draft, detail_page, who_may_have
from webui.captures.queue import AT_ONCE, MOST_UNDONE, PAGE_LENGTH, may_settle_here, pile_in, severity_in
from webui.captures.screen import NUMBER, blueprint, mark_in, opened, told
from webui.page import render
from webui.security import needs, proved_lately, seen, somebody
from webui.words import when

LONGEST_NOTE = 2000
_HERE = frozenset({*AT_ONCE, TriageStatus.UNCLASSIFIED})


@blueprint.post(f"/captures/{NUMBER}")
@needs(Right.CAPTURES)
def decide(number: int) -> AnyResponse:
    """A status, a note, both; or somebody who has it from now on."""
    row = seen().captures.one(number) or abort(404)
    draft = Draft(note=request.form.get("note", "").strip(), to=number_in(request.form.get("to", "")))
    mark, status = mark_in(request.form.get("mark", "")), request.form.get("status", "")
    if mark is None or mark.capture != number:
        abort(400)
    decision = _decision(status, draft, row)
    if isinstance(decision, str):
        return _again(number, draft, decision, 422)
    outcome = seen().triage.decide([mark], decision, somebody().who, box().now())
    for overtaken in outcome.overtaken:
        return _again(number, draft, _told(overtaken), 409)
    return _on(outcome, decision, number)


@blueprint.post("/captures")
@needs(Right.CAPTURES)
def decide_several() -> AnyResponse:
    """From the queue: one capture by its own button, or all that are ticked."""
    status, marks = _several()
    note = request.form.get("note", "").strip()
    if status not in set(AT_ONCE):
        return _back("Choose what to mark them as.", "trouble")
    if not marks:
        return _back("Tick the captures first.", "trouble")
    if len(note) > LONGEST_NOTE:
        return _back(f"A note has at most {LONGEST_NOTE:,} letters. Nothing was changed.", "trouble")
    wanted = TriageStatus(status)
    allowed, unopened = _sorted(marks, wanted)
    outcome = seen().triage.decide(allowed, Decision(status=wanted, note=note), somebody().who, box().now())
    _say(outcome, wanted, unopened)
    box().feed.ring()
    return _back(undo=[told(mark) for mark in outcome.done])


@blueprint.post("/captures/undo")
@needs(Right.CAPTURES)
def undo() -> AnyResponse:
    marks = [mark for text in request.form.getlist("mark")[:MOST_UNDONE] if (mark := mark_in(text))]
    outcome = seen().triage.take_back(marks, somebody().who, box().now())
    box().feed.ring()
    if outcome.done:
        flash(f"{_captures(len(outcome.done))} put back as before.", "done")
    if left := len(outcome.overtaken) + len(outcome.missing):
        flash(f"{_captures(left)} left as is: somebody decided about it since.", "trouble")
    return _back()


def _decision(status: str, draft: Draft, row: CaptureRow) -> Decision | str:
    """Or a sentence that says what is wrong."""
    if len(draft.note) > LONGEST_NOTE:
        return f"A note has at most {LONGEST_NOTE:,} letters."
    if status == "note":
        return Decision(note=draft.note) if draft.note else "Write the note first."
    if status == TriageStatus.ESCALATED:
        found = next((one for one in who_may_have(row.id) if one.number == draft.to), None)
        return _escalation(found, draft) if found else "Choose who should have it."
    if status not in _HERE:
        return "Choose one of the buttons."
    if row.status is TriageStatus.IGNORED:
        return "This term is ignored because of this capture. Undo that first, below."
    return Decision(status=TriageStatus(status), note=draft.note)


def _escalation(to: AccountRow, draft: Draft) -> Decision:
    return Decision(status=TriageStatus.ESCALATED, note=draft.note, assigned=(to.number, to.name))


def _again(number: int, draft: Draft, problem: str, code: int) -> AnyResponse:
    """The page with what was typed; it shows evidence, so only to who proved themselves lately."""
    if not proved_lately(somebody(), box().now()):
        flash(problem, "trouble")
        return redirect(url_for("captures.one", number=number), 303)
    return Response(render(detail_page(opened(number), draft, problem)), code)


def _on(outcome: Outcome, decision: Decision, number: int) -> AnyResponse:
    """After something that settles a capture the queue comes next, else the capture again."""
    box().feed.ring()
    if decision.assigned:
        flash(f"{decision.assigned[1]} has it now.", "done")
    elif decision.status is None:
        flash("The note was added.", "done")
    else:
        flash(f"Marked as ‘{TITLES[decision.status]}’.", "done")
    if decision.status is not None and not decision.status.is_open:
        return redirect(url_for("captures.queue", undo=[told(mark) for mark in outcome.done]), 303)
    return redirect(url_for("captures.one", number=number), 303)


def _several() -> tuple[str, tuple[Mark, ...]]:
    """`quick` is a status and a mark in one: a button of a line's own."""
    quick, _, mark = request.form.get("quick", "").rpartition(" ")
    if quick:
        return quick, tuple(filter(None, (mark_in(mark),)))
    texts = request.form.getlist("mark")[:PAGE_LENGTH]
    return request.form.get("status", ""), tuple(filter(None, map(mark_in, texts)))


def _sorted(marks: Iterable[Mark], status: TriageStatus) -> tuple[list[Mark], int]:
    """Those that may be marked so in the queue, and how many have to be opened first."""
    marks = tuple(marks)
    rows = [seen().captures.one(mark.capture) for mark in marks]
    allowed = [
        mark for mark, row in zip(marks, rows, strict=True) if row is None or status.is_open or may_settle_here(row)
    ]
    return allowed, len(marks) - len(allowed)


def _say(outcome: Outcome, status: TriageStatus, unopened: int) -> None:
    if outcome.done:
        flash(f"{_captures(len(outcome.done))} marked as ‘{TITLES[status]}’.", "done")
    for overtaken in outcome.overtaken:
        flash(f"Capture {overtaken.mark.capture} was left as it is. {_told(overtaken)}", "trouble")
    if unopened:
        flash(f"{_captures(unopened)} left as is: open a severe capture before you settle it.", "trouble")
    if outcome.missing:
        flash(f"{_captures(len(outcome.missing))} could not be found.", "trouble")


def _told(overtaken: Overtaken) -> str:
    """Who was quicker, what they did and when."""
    step = overtaken.step
    if step is None:
        return "It happened again since you looked, and is more urgent now. Look at it once more."
    at = when(step.at, box().now())
    match step.kind:
        case StepKind.ESCALATED:
            did = f"gave it to {step.now}"
        case StepKind.NOTE:
            did = "added a note"
        case _:
            did = f"marked it as ‘{TITLES[TriageStatus(step.now)]}’" if step.now else "changed it"
    return f"{step.name} {did}, {at}. Your own choice was not saved."


def _captures(count: int) -> str:
    return "1 capture was" if count == 1 else f"{count} captures were"


def _back(said: str = "", kind: str = "done", undo: Sequence[str] = ()) -> AnyResponse:
    if said:
        flash(said, kind)
    pile, severity = pile_in(request.form.get("pile")), severity_in(request.form.get("severity"))
    return redirect(url_for("captures.queue", pile=pile.value, severity=severity, undo=list(undo)), 303)
