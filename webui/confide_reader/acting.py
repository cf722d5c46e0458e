"""What a reader writes on a report: an answer to the child, a note among adults, how far it is and how serious."""

from collections.abc import Iterator

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.confide.model import Content, Grave, GraveSet, Note, Reply, Status, StatusSet
from webui.confide_reader.adding import add, viewed
from webui.confide_reader.case import Case
from webui.confide_reader.reading import NoteForm, OnePage, ReplyForm, StateForm, page_of
from webui.confide_reader.screen import REPORT, Written, blueprint, found, open_key
from webui.page import render
from webui.security import needs, viewer

_ERASED = "It was erased in the meantime. Nothing was added."
_WROTE = "The child wrote something new in the meantime. It stands here now."


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
    """What was not changed on the page makes no entry: somebody else may have set it since."""
    form, case = StateForm.from_request(), _case(report, "state")
    if not form.validate():
        return _again(page_of(case, state=form))
    return added(case, tuple(_changes(form)), "Saved.")


def added(case: Case, contents: tuple[Content, ...], sentence: str) -> AnyResponse:
    """Back to the report. The sentence says nothing of it: it travels in a cookie."""
    done = [add(case, content) for content in contents]
    stands = all(done)
    flash(sentence if stands else _ERASED, "done" if stands else "trouble")
    return redirect(url_for("confide_reader.one", report=case.row.id), 303)


def _changes(form: StateForm) -> Iterator[Content]:
    me, status, grave = viewer().account, form["status"].data, form["grave"].data
    if status != request.form.get("was_status"):
        yield StatusSet(by=me, status=Status(status))
    if grave and grave != request.form.get("was_grave"):
        yield GraveSet(by=me, grave=Grave(grave))


def _case(report: str, doing: str) -> Case:
    sent = request.form
    words, shown = sent.get("words", ""), sent.get("shown", "")
    key = open_key(Written(report=report, doing=doing, words=words, shown=shown))
    if found(report, key).row.unread:
        flash(_WROTE, "trouble")
    return viewed(report, key)


def _again(page: OnePage) -> AnyResponse:
    return Response(render(page), 422)
