"""When the internet is paused by itself. Who is told of a capture stands under Alerts."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField

from appliance.config import ActionRule
from appliance.errors import PolicyError
from appliance.model import Right, Severity
from appliance.policy.groups import Pause
from appliance.school_policies import check_pause
from webui.bans import number_in
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.keywords.screen import (
    UNDO_DAYS,
    blueprint,
    categories,
    group_choices,
    group_titles,
    libraries,
    saved,
    school,
    who,
)
from webui.page import Page, render
from webui.security import needs

_DAY = 86_400.0
MINUTES = (0, 5, 10, 15, 30, 60)


class PauseRuleForm(ScreenForm):
    category = SelectField("Which category?")
    severity = SelectField(
        "Which severity?",
        choices=[Option("", "Any"), *(Option(one.value, one.value.capitalize()) for one in reversed(Severity))],
    )
    term = StringField("Only for one term", line(60), description="Its number, such as weapons/4; or leave it empty.")
    group = SelectField("For whom?")
    minutes = SelectField(
        "Pause for how long?",
        choices=[Option(str(one), f"{one} minutes" if one else "Do not pause") for one in MINUTES],
        default="15",
    )

    def pause(self) -> Pause:
        return Pause(
            number=0,
            minutes=int(self.minutes.data),
            term=(self.term.data or "").strip(),
            category=self.category.data,
            severity=Severity(self.severity.data) if self.severity.data else None,
            group=self.group.data,
        )


@dataclass(frozen=True, kw_only=True)
class PauseLine:
    pause: Pause
    words: str


@dataclass(frozen=True, kw_only=True)
class PausesPage(Page):
    """`settings` are those of the box's settings, in words; the school's own are asked first."""

    template: ClassVar[str] = "keywords/pauses.html"
    lines: tuple[PauseLine, ...]
    removed: tuple[PauseLine, ...]
    settings: tuple[str, ...]
    form: PauseRuleForm


@blueprint.get("/keywords/pauses")
@needs(Right.KEYWORDS)
def pauses() -> str:
    return render(_page(_form(PauseRuleForm())))


@blueprint.post("/keywords/pauses")
@needs(Right.KEYWORDS)
def add_pause() -> AnyResponse:
    form = _form(PauseRuleForm(request.form))
    if not form.validate():
        return Response(render(_page(form)), 422)
    pause, said = form.pause(), school()
    terms = (*(one.id for one in libraries()), *(one.id for one in said.terms))
    try:
        check_pause(pause, said, terms, categories(), group_titles())
    except PolicyError as error:
        form.wrong("term", str(error))
        return Response(render(_page(form)), 422)
    box().store.policies.add_pause(pause, who(), box().now())
    saved("Added.")
    return redirect(url_for("keywords.pauses"), 303)


@blueprint.post("/keywords/pauses/remove")
@needs(Right.KEYWORDS)
def remove_pause() -> AnyResponse:
    number = number_in(request.form.get("number", ""))
    if box().store.policies.remove_pause(number, who(), box().now()):
        saved("Removed. It can be put back below.")
    return redirect(url_for("keywords.pauses"), 303)


@blueprint.post("/keywords/pauses/restore")
@needs(Right.KEYWORDS)
def restore_pause() -> AnyResponse:
    if box().store.policies.restore_pause(number_in(request.form.get("number", "")), who(), box().now()):
        saved("It is there again.")
    return redirect(url_for("keywords.pauses"), 303)


def in_words(pause: Pause | ActionRule, group: str) -> str:
    """`Suicide, severe, for Year 6`."""
    parts = [pause.category or ("" if pause.term else "Anything"), pause.term, pause.severity or ""]
    return ", ".join([*filter(None, parts), f"for {group or 'everybody'}"])


def _form(form: PauseRuleForm) -> PauseRuleForm:
    form.category.choices = [Option("", "Any"), *(Option(one, one) for one in categories())]
    form.group.choices = group_choices()
    return form


def _page(form: PauseRuleForm) -> PausesPage:
    named = group_titles()
    lines = sorted(school().pauses, key=lambda one: (not one.group, one.number))
    gone = box().store.policies.removed_pauses(box().now() - UNDO_DAYS * _DAY)
    settings = (
        f"{in_words(rule, rule.group)}: {rule.ban_minutes} minutes"
        for rule in box().settings.actions
        if rule.ban_minutes
    )
    return PausesPage(
        lines=tuple(PauseLine(pause=one, words=in_words(one, _named(one.group, named))) for one in lines),
        removed=tuple(PauseLine(pause=one, words=in_words(one, _named(one.group, named))) for one in gone),
        settings=tuple(settings),
        form=form,
    )


def _named(group: str, named: dict[str, str]) -> str:
    return named.get(group, group) if group else ""
