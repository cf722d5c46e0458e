"""Giving a report to somebody else, who reads it from then on as well."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.confide.front import Reader
from appliance.confide.model import LONGEST_WORDS, HandedOver
from appliance.confide.routing import barred
from appliance.confide.sealing import handed
from appliance.errors import ConfideError
from webui.bans import number_in
from webui.box import box
from webui.confide_reader.adding import entry, notice, viewed
from webui.confide_reader.case import Case
from webui.confide_reader.screen import REPORT, Written, blueprint, open_key
from webui.forms import Option, ScreenForm
from webui.page import Page, render
from webui.security import needs, viewer

_NOT_THEM = "It cannot be given to that person. Choose somebody else."


class HandForm(ScreenForm):
    to = RadioField("Who shall read it too?", (DataRequired("Choose somebody."),), validate_choice=False)
    why = TextAreaField(
        "Why? (if you like)",
        (Length(max=LONGEST_WORDS, message=f"Use at most {LONGEST_WORDS:,} letters."),),
        description="It stands in the report, with your name, and the child does not read it.",
    )


@dataclass(frozen=True, kw_only=True)
class HandPage(Page):
    """`form` offers whom it may be given to; `some` is False where there is nobody."""

    template: ClassVar[str] = "confide/hand.html"
    id: str
    form: HandForm
    some: bool
    about_staff: bool


@blueprint.get(f"/{REPORT}/hand-over")
@needs()
def hand(report: str) -> str:
    return render(_page(viewed(report, open_key(Written(report=report))), HandForm()))


@blueprint.post(f"/{REPORT}/hand-over")
@needs()
def hand_over(report: str) -> AnyResponse:
    key = open_key(Written(report=report))
    case, form = viewed(report, key), HandForm.from_request()
    if form.validate() and not (_handed(case, key, form) or _handed(viewed(report, key), key, form)):
        form.wrong("to", _NOT_THEM)
    if form.errors:
        return Response(render(_page(case, form)), 422)
    flash("Done. They are told by mail that something waits for them.", "done")
    return redirect(url_for("confide_reader.one", report=report), 303)


def may_have(case: Case) -> tuple[Reader, ...]:
    """Who has a key and does not read it yet: never whom it is about, as far as anybody knows who that is. Of a report
    that cannot be opened nobody knows, and it is given to nobody."""
    front, told = box().confide.front(), case.report
    if front is None or told is None:
        return ()
    never = {*box().confide.readers(case.row.id, viewer().account), *barred(told.adult, front)}
    return tuple(one for one in front.readers if one.account not in never)


def _handed(case: Case, key: bytes, form: HandForm) -> bool:
    """False for whom it may not be given to, and where an entry cannot be opened, or came in this moment."""
    wanted = number_in(form["to"].data)
    to = next((one for one in may_have(case) if one.account == wanted), None)
    if to is None:
        return False
    try:
        boxes = {line.row.number: handed(line.row.box, key, to.key) for line in case.lines}
    except ConfideError:
        return False
    why = (form["why"].data or "").strip()
    content = HandedOver(by=viewer().account, to=to.account, name=to.name, why=why)
    told = (notice(to.account, at_once=True),)
    return box().confide.hand_over(entry(case, content, told, also=(to.account,)), boxes, to.account)


def _page(case: Case, form: HandForm) -> HandPage:
    offered = may_have(case)
    form.to.choices = [Option(str(one.account), one.name) for one in offered]
    about_staff = case.report is not None and bool(case.report.adult)
    return HandPage(id=case.row.id, form=form, some=bool(offered), about_staff=about_staff)
