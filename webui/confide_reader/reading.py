"""One report, with everything that was written since, and what to do."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from flask import request
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.confide.model import LONGEST_NAME, LONGEST_WORDS, ErasureAsked, Grave, Status
from webui.bans import number_in
from webui.confide_reader.adding import others, viewed
from webui.confide_reader.advice import Advice, advice_on
from webui.confide_reader.case import Case
from webui.confide_reader.screen import REPORT, Written, blueprint, name_of, open_key
from webui.confide_reader.settings_blueprint import today
from webui.confide_reader.showing import EntryView, Told, entries_of, told
from webui.confide_reader.words import GRAVES, STATUSES
from webui.forms import Option, ScreenForm, line
from webui.page import Page, render
from webui.security import needs, viewer

_NOT_SAID = ""


def long_words(empty: str) -> tuple[Any, ...]:
    """Checks of a text that children or adults read; `empty` is said where there is none."""
    return DataRequired(empty), Length(max=LONGEST_WORDS, message=f"Use at most {LONGEST_WORDS:,} letters.")


class ReplyForm(ScreenForm):
    words = TextAreaField("Your answer to the child", long_words("Write the answer first."), id="reply-words")
    shown = StringField(
        "Your name, as the child reads it", (DataRequired("Write a name that the child knows."), *line(LONGEST_NAME))
    )


class NoteForm(ScreenForm):
    words = TextAreaField("A note among adults", long_words("Write the note first."), id="note-words")


class StateForm(ScreenForm):
    status = SelectField("How far it is", choices=[Option(one.value, STATUSES[one]) for one in Status])
    grave = SelectField(
        "How serious it is",
        choices=[Option(_NOT_SAID, "Nobody has said"), *(Option(one.value, GRAVES[one]) for one in Grave)],
    )


@dataclass(frozen=True, kw_only=True)
class OnePage(Page):
    """`told` is None where the report cannot be opened. `clear` is the number of the picture that is shown in clear, 0
    for none. `readers` are the others who read it, `seen_by` who opened it, with the last day. `asked` is who wants it
    erased, or empty. Of an erased report only the day of that and two names in `erased_by` are left."""

    template: ClassVar[str] = "confide/one.html"
    id: str
    day: date
    told: Told | None
    urgent: bool
    status: str
    grave: Grave | None
    entries: tuple[EntryView, ...]
    advice: Advice
    readers: tuple[str, ...]
    seen_by: tuple[tuple[str, date], ...]
    clear: int
    asked: str
    reply: ReplyForm
    note: NoteForm
    state: StateForm
    erased: date | None
    erased_by: tuple[str, ...]


@blueprint.get(f"/{REPORT}")
@needs()
def one(report: str) -> str:
    case = viewed(report, open_key(Written(report=report)))
    wanted = number_in(request.args.get("picture", ""))
    clear = wanted if wanted and case.was_viewed(viewer().account, today(), wanted) else 0
    return render(page_of(case, clear=clear))


def with_draft(case: Case, written: Written) -> OnePage:
    """With what somebody had written when Confide closed."""
    if written.doing == "note":
        return page_of(case, note=NoteForm(data={"words": written.words}))
    return page_of(case, reply=ReplyForm(data={"words": written.words, "shown": written.shown}))


def page_of(
    case: Case,
    *,
    reply: ReplyForm | None = None,
    note: NoteForm | None = None,
    state: StateForm | None = None,
    clear: int = 0,
) -> OnePage:
    grave, report = case.grave, case.report
    chosen = {"status": case.status.value, "grave": grave.value if grave else _NOT_SAID}
    return OnePage(
        id=case.row.id,
        day=case.row.day,
        told=told(report) if report else None,
        urgent=case.urgent,
        status=STATUSES[case.status],
        grave=grave,
        entries=entries_of(case),
        advice=advice_on(report, case.urgent),
        readers=tuple(name_of(account) for account in others(case)),
        seen_by=tuple((name_of(account), day) for account, day in case.seen_by.items()),
        clear=clear,
        asked=asked_by(case),
        reply=reply or ReplyForm(data={"shown": viewer().name[:LONGEST_NAME]}),
        note=note or NoteForm(),
        state=state or StateForm(data=chosen),
        erased=case.row.erased_on,
        erased_by=tuple(name_of(account) for account in case.row.erased_by),
    )


def asked_by(case: Case) -> str:
    """Who wants it erased; empty for nobody."""
    asked = case.asked
    return name_of(asked.content.by) if asked and isinstance(asked.content, ErasureAsked) else ""
