"""Listen-only: begin it for some groups, see what it would have done, end it and switch on."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, SelectMultipleField

from appliance.errors import PolicyError
from appliance.model import Right
from appliance.pilot import MOST_WEEKS, PilotReport, check_pilot, pilot_on, pilot_report
from appliance.policy.groups import Pilot
from webui.bans import number_in
from webui.box import box
from webui.forms import Option, ScreenForm
from webui.keywords.screen import blueprint, group_choices, group_titles, saved, who
from webui.page import Page, render
from webui.security import needs, viewer

_WEEK = 7 * 86_400.0


class PilotForm(ScreenForm):
    groups = SelectMultipleField("For whom?")
    weeks = SelectField(
        "For how long?",
        choices=[Option(str(one), f"{one} weeks" if one > 1 else "1 week") for one in (1, 2, 3, 4, 6, 8, MOST_WEEKS)],
        default="3",
    )


@dataclass(frozen=True, kw_only=True)
class PilotLine:
    pilot: Pilot
    titles: tuple[str, ...]
    on: bool


@dataclass(frozen=True, kw_only=True)
class PilotPage(Page):
    """`shown` is the one that is on, or that was asked for, with its report; `past` are the others."""

    template: ClassVar[str] = "keywords/pilot.html"
    shown: PilotLine | None
    report: PilotReport | None
    past: tuple[PilotLine, ...]
    form: PilotForm
    can_begin: bool


@blueprint.get("/keywords/pilot")
@needs(Right.KEYWORDS)
def pilot() -> str:
    return render(_page(_form(PilotForm()), number_in(request.args.get("number", ""))))


@blueprint.post("/keywords/pilot")
@needs(Right.KEYWORDS)
def begin_pilot() -> AnyResponse:
    form, now, store = _form(PilotForm(request.form)), box().now(), box().store.policies
    if not form.validate():
        return Response(render(_page(form, 0)), 422)
    groups, weeks = tuple(form.groups.data or ()), int(form.weeks.data)
    try:
        check_pilot(groups, weeks, store.pilots(), now)
    except PolicyError as error:
        form.wrong("groups", str(error))
        return Response(render(_page(form, 0)), 422)
    store.begin_pilot(groups, now, now + weeks * _WEEK, who())
    saved("The pilot has begun. Nothing is closed or paused by a rule; everything is recorded.")
    return redirect(url_for("keywords.pilot"), 303)


@blueprint.post("/keywords/pilot/end")
@needs(Right.KEYWORDS)
def end_pilot() -> AnyResponse:
    number = number_in(request.form.get("number", ""))
    if box().store.policies.end_pilot(number, who(), box().now()):
        saved("The pilot is over, and everything is switched on.")
    return redirect(url_for("keywords.pilot", number=number), 303)


def _form(form: PilotForm) -> PilotForm:
    form.groups.choices = group_choices()
    return form


def _page(form: PilotForm, number: int) -> PilotPage:
    now, pilots, titles = box().now(), box().store.policies.pilots(), group_titles()
    on = pilot_on(pilots, now)
    asked = next((one for one in pilots if one.number == number), on or next(iter(pilots), None))
    lines = {
        one.number: PilotLine(pilot=one, titles=tuple(titles.get(name, name) for name in one.groups), on=one is on)
        for one in pilots
    }
    return PilotPage(
        shown=lines[asked.number] if asked else None,
        report=pilot_report(box().store, viewer(), asked, box().settings, now) if asked else None,
        past=tuple(line for line in lines.values() if line.pilot is not asked),
        form=form,
        can_begin=on is None,
    )
