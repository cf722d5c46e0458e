"""Getting helpers onto devices: how for each kind of device, and the codes by which they enrol."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, NumberRange

from appliance.model import Right
from appliance.store.rows import CodeRow
from webui.bans import number_in
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.helpers.blueprint import blueprint
from webui.helpers.installing import Recipe, address_of, recipe
from webui.page import Page, render
from webui.security import needs, somebody

_DAY = 86_400.0
LASTS = {"day": _DAY, "month": 30 * _DAY, "ended": 20 * 365 * _DAY}
_FOR_EVER = 10 * 365 * _DAY
MOST_DEVICES = 2000


class CodeForm(ScreenForm):
    label = StringField(
        "What is it for?", [DataRequired("Say what it is for."), *line(80)], description="Such as “Laptop trolley 2”."
    )
    lasts = RadioField(
        "For how long?",
        choices=[Option("day", "One day"), Option("month", "30 days"), Option("ended", "Until somebody ends it")],
        default="day",
        validate_choice=True,
    )
    most = IntegerField(
        "For how many devices at most?",
        [NumberRange(1, MOST_DEVICES, f"Give a number from 1 to {MOST_DEVICES:,}.")],
        default=30,
    )


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """`state` is a sentence, `for_ever` says that it has no end of its own."""

    row: CodeRow
    open: bool
    for_ever: bool


@dataclass(frozen=True, kw_only=True)
class InstallPage(Page):
    template: ClassVar[str] = "helpers/install.html"
    codes: tuple[CodeLine, ...]
    form: CodeForm
    address: str
    portal: str


@dataclass(frozen=True, kw_only=True)
class MadePage(Page):
    """A code, which nobody can look up afterwards, and what to copy onto devices."""

    template: ClassVar[str] = "helpers/made.html"
    code: str
    line: CodeLine
    recipe: Recipe


@blueprint.get("/helpers/install")
@needs(Right.PEOPLE)
def install() -> str:
    return render(_page(CodeForm()))


@blueprint.post("/helpers/codes")
@needs(Right.PEOPLE)
def make_code() -> AnyResponse:
    """The code stands on the answer and on no page that could be asked for again."""
    form, now = CodeForm.from_request(), box().now()
    if not form.validate():
        return Response(render(_page(form)), 422)
    label, most = " ".join((form.label.data or "").split()), form.most.data or 1
    code, row = box().store.helpers.add_code(label, now + LASTS[form.lasts.data], most, somebody().who, now)
    return Response(render(MadePage(code=code, line=_line(row, now), recipe=recipe(box().home, box().settings, code))))


@blueprint.post("/helpers/codes/end")
@needs(Right.PEOPLE)
def end_code() -> AnyResponse:
    if box().store.helpers.end_code(number_in(request.form.get("code", "")), somebody().who, box().now()):
        flash("The code has ended. Devices that enrolled by it stay.", "done")
    else:
        flash("That code was over already.", "done")
    return redirect(url_for("helpers.install"), 303)


def _page(form: CodeForm) -> InstallPage:
    now = box().now()
    lines = tuple(_line(row, now) for row in box().store.helpers.codes())
    return InstallPage(
        codes=tuple(sorted(lines, key=lambda one: not one.open)),
        form=form,
        address=address_of(box().settings),
        portal=box().settings.portal.url,
    )


def _line(row: CodeRow, now: float) -> CodeLine:
    return CodeLine(row=row, open=row.is_open(now), for_ever=row.until - row.since > _FOR_EVER)
