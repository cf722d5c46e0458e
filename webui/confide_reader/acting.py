"""What a reader writes on a report: an answer to the child, a note among adults, how far it is and how serious."""

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.confide.model import Content, Grave, GraveSet, Note, Reply, Status, StatusSet
from webui.confide_reader.adding import add, viewed
from webui.confide_reader.case import Case
from webui.confide_reader.reading import NoteForm, OnePage, ReplyForm, StateForm, page_of
from webui.confide_reader.screen import REPORT, Written, blueprint, open_key
from webui.page import render
from webui.security import needs, viewer

_ERASED = "It was erased in the meantime. Nothing was added."


@blueprint.post(f"/{REPORT}/reply")
@needs()
def reply(report: str) -> AnyResponse:
    form, case = ReplyForm.from_request(), _case(report, "reply")
    if not form.validate():
        return _again(page_of(case, reply=form))
    words, shown = form["words"].data.strip(), form["shown"].data.strip()
    return added(
        case, (Reply(by=viewer().account, shown=shown, words=words),), "The child finds your answer with the receipt."
    )


@blueprint.post(f"/{REPORT}/note")
@needs()
def note(report: str) -> AnyResponse:
    form, case = NoteForm.from_request(), _case(report, "note")
    if not form.validate():
        return _again(page_of(case, note=form))
    return added(case, (Note(by=viewer().account, words=form["words"].data.strip()),), "The note was added.")


@blueprint.post(f"/{REPORT}/state")
@needs()
def state(report: str) -> AnyResponse:
    """What stays as it was makes no entry."""
    form, case = StateForm.from_request(), _case(report, "state")
    if not form.validate():
        return _again(page_of(case, state=form))
    return added(case, tuple(_changes(form, case)), "Saved.")


def added(case: Case, contents: tuple[Content, ...], sentence: str) -> AnyResponse:
    """Back to the report. The sentence says nothing of it: it travels in a cookie."""
    done = [add(case, content) for content in contents]
    stands = all(done)
    flash(sentence if stands else _ERASED, "done" if stands else "trouble")
    return redirect(url_for("confide_reader.one", report=case.row.id), 303)


def _changes(form: StateForm, case: Case) -> list[Content]:
    me, status, grave = viewer().account, Status(form["status"].data), form["grave"].data
    found: list[Content] = []
    if status is not case.status:
        found.append(StatusSet(by=me, status=status))
    if grave and grave != case.grave:
        found.append(GraveSet(by=me, grave=Grave(grave)))
    return found


def _case(report: str, doing: str) -> Case:
    sent = request.form
    words, shown = sent.get("words", ""), sent.get("shown", "")
    return viewed(report, open_key(Written(report=report, doing=doing, words=words, shown=shown)))


def _again(page: OnePage) -> AnyResponse:
    return Response(render(page), 422)
