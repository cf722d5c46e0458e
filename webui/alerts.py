"""Who is told of captures by mail, whether mail gets through, and one's own digest."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, RadioField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, NumberRange

from appliance.alerts.digest import Preferences
from appliance.alerts.directory import Directory
from appliance.alerts.in_words import RuleWords, in_words, step_words
from appliance.alerts.ladder import Ladder
from appliance.alerts.preview import DAYS, Preview, preview
from appliance.alerts.rules import AlertRule, How
from appliance.duties import TITLES, Duty
from appliance.mail.outgoing import OutboxState
from appliance.mail.server import MailServer
from appliance.model import Right
from webui.alert_form import RuleForm, filled, names, shown
from webui.bans import number_in
from webui.box import box
from webui.forms import ScreenForm
from webui.page import Page, render
from webui.security import needs, somebody, viewer

blueprint = Blueprint("alerts", __name__)

_STEPS = (Duty.DSL, Duty.DEPUTY, Duty.HEAD, Duty.LEADER)


class MineForm(ScreenForm):
    digest = RadioField(
        "A digest of everything you may see",
        choices={"": "None", How.DAILY.value: "Daily", How.WEEKLY.value: "Weekly, on Fridays"},
        description="Beside what the school’s rules send you.",
    )
    at = TimeField("At what time?", [InputRequired("Give a time, such as 15:45.")])


class LadderForm(ScreenForm):
    minutes = IntegerField(
        "After how many minutes?",
        [
            InputRequired("Give a number of minutes, such as 15."),
            NumberRange(1, 24 * 60, "Give a number of minutes from 1 to 1,440."),
        ],
        description="Each of them is told so many minutes after the one before.",
    )
    steps = SelectMultipleField("Who is told then?", choices={one.value: TITLES[one] for one in _STEPS})
    when = RadioField(
        "Which minutes count?", choices={"school": "Those of the school day", "always": "All, also at night"}
    )


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """`nobody`: it reaches no account or address now."""

    number: int
    words: RuleWords
    nobody: bool


@dataclass(frozen=True, kw_only=True)
class AlertsPage(Page):
    """`mine` is None for whoever has no account. The school's part, from `rules` on, is empty or None for those who
    only have their own digest; `undo` is the number of the rule whose last change can be taken back, or 0. `mail` is
    None where it is not theirs to look after."""

    template: ClassVar[str] = "alerts/alerts.html"
    mine: MineForm | None
    rules: tuple[RuleLine, ...]
    settings: tuple[str, ...]
    undo: int
    ladder: LadderForm | None
    steps: tuple[str, ...]
    mail: OutboxState | None
    is_set_up: bool
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class RulePage(Page):
    """`number` is 0 for a new rule; `preview` is None until it is asked for."""

    template: ClassVar[str] = "alerts/rule.html"
    number: int
    form: RuleForm
    preview: Preview | None
    days: int = DAYS


@blueprint.get("/alerts")
@needs()
def show() -> str:
    return render(_page(number_in(request.args.get("undo", ""))))


@blueprint.post("/alerts/mine")
@needs()
def mine() -> AnyResponse:
    account = viewer().account
    form = MineForm.from_request()
    if not account:
        abort(404)
    if not form.validate() or form.at.data is None:
        return Response(render(_page(mine_form=form)), 422)
    chosen = Preferences(digest=How(form.digest.data) if form.digest.data else None, at=form.at.data)
    box().store.alerting.prefer(account, chosen, somebody().who, box().now())
    flash("Saved.", "done")
    return redirect(url_for("alerts.show"), 303)


# --- rules -----------------------------------------------------------------------------------------------------------


@blueprint.get("/alerts/new")
@needs(Right.KEYWORDS)
def new() -> str:
    return render(RulePage(number=0, form=shown(AlertRule()), preview=None))


@blueprint.get("/alerts/<int(max=999999999):number>")
@needs(Right.KEYWORDS)
def rule(number: int) -> str:
    found = box().store.alert_rules.get(number) or abort(404)
    would = preview(box().store, viewer(), found, box().now())
    return render(RulePage(number=number, form=shown(found), preview=would))


@blueprint.post("/alerts/new")
@needs(Right.KEYWORDS)
def add() -> AnyResponse:
    return _saved(0)


@blueprint.post("/alerts/<int(max=999999999):number>")
@needs(Right.KEYWORDS)
def change(number: int) -> AnyResponse:
    return _saved(number)


def _saved(number: int) -> AnyResponse:
    form = filled(RuleForm(request.form), box().store.alert_rules.get(number) or AlertRule())
    if not form.is_good():
        return Response(render(RulePage(number=number, form=form, preview=None)), 422)
    where = box()
    would = preview(where.store, viewer(), form.rule(), where.now())
    if "preview" in request.form:
        return Response(render(RulePage(number=number, form=form, preview=would)))
    rules = where.store.alert_rules
    if number:
        saved = rules.replace(number, form.rule(), somebody().who, where.now()) or 0
    else:
        saved = rules.add(form.rule(), somebody().who, where.now())
    if not saved:
        flash("Somebody else has changed or removed that rule. Look again.", "trouble")
        return redirect(url_for("alerts.show"), 303)
    flash(f"Saved. In the last {DAYS} days it would have sent {mails(would.mails)}.", "done")
    return redirect(url_for("alerts.show", undo=saved), 303)


@blueprint.post("/alerts/remove")
@needs(Right.KEYWORDS)
def remove() -> AnyResponse:
    number = number_in(request.form.get("number", ""))
    if box().store.alert_rules.remove(number, somebody().who, box().now()):
        flash("Removed.", "done")
    return redirect(url_for("alerts.show", undo=number), 303)


@blueprint.post("/alerts/undo")
@needs(Right.KEYWORDS)
def undo() -> AnyResponse:
    if box().store.alert_rules.undo(number_in(request.form.get("number", "")), somebody().who, box().now()):
        flash("It is as it was before.", "done")
    else:
        flash("That rule was changed again since. Nothing was undone.", "trouble")
    return redirect(url_for("alerts.show"), 303)


@blueprint.post("/alerts/ladder")
@needs(Right.KEYWORDS)
def ladder() -> AnyResponse:
    form = LadderForm.from_request()
    if not form.validate():
        return Response(render(_page(ladder_form=form)), 422)
    steps = tuple(duty for duty in _STEPS if duty.value in (form.steps.data or ()))
    chosen = Ladder(minutes=form.minutes.data or 1, steps=steps, school_hours=form.when.data == "school")
    box().store.choices.put(chosen, somebody().who, box().now())
    flash("Saved.", "done")
    return redirect(url_for("alerts.show"), 303)


# --- mails that were not delivered -----------------------------------------------------------------------------------


@blueprint.post("/alerts/again")
@needs(Right.KEYWORDS, Right.BOX)
def again() -> AnyResponse:
    """One that was refused, or with the number 0 everything that waits."""
    number, outbox = number_in(request.form.get("number", "")), box().store.outbox
    if not number:
        outbox.hurry()
        flash("Everything that waits is tried now.", "done")
    elif outbox.again(number, box().now()):
        box().store.audit.add(box().now(), somebody().who, "mail sent again", f"mail {number}")
        flash("It is tried again now.", "done")
    return redirect(url_for("alerts.show"), 303)


@blueprint.post("/alerts/put-away")
@needs(Right.KEYWORDS, Right.BOX)
def put_away() -> AnyResponse:
    number = number_in(request.form.get("number", ""))
    if box().store.outbox.put_away(number):
        box().store.audit.add(box().now(), somebody().who, "refused mail put away", f"mail {number}")
        flash("Put away.", "done")
    return redirect(url_for("alerts.show"), 303)


def mails(count: int) -> str:
    return f"{count:,} {'mail' if count == 1 else 'mails'}"


def _page(undo: int = 0, mine_form: MineForm | None = None, ladder_form: LadderForm | None = None) -> AlertsPage:
    looks, store = viewer(), box().store
    may_change = looks.may(Right.KEYWORDS)
    chosen = store.choices.get(Ladder)
    return AlertsPage(
        mine=(mine_form or _mine(store.alerting.preferences(looks.account))) if looks.account else None,
        rules=rule_lines() if may_change else (),
        settings=_settings() if may_change else (),
        undo=undo if may_change else 0,
        ladder=(ladder_form or _ladder(chosen)) if may_change else None,
        steps=step_words(chosen.steps, chosen.minutes),
        mail=store.outbox.state() if looks.rights & {Right.KEYWORDS, Right.BOX} else None,
        is_set_up=store.choices.get(MailServer).is_set_up,
        may_change=may_change,
    )


def _mine(chosen: Preferences) -> MineForm:
    return MineForm(data={"digest": chosen.digest.value if chosen.digest else "", "at": chosen.at})


def _ladder(chosen: Ladder) -> LadderForm:
    when = "school" if chosen.school_hours else "always"
    return LadderForm(data={"minutes": chosen.minutes, "steps": [one.value for one in chosen.steps], "when": when})


def rule_lines() -> tuple[RuleLine, ...]:
    """The rules in force."""
    store, known = box().store, names()
    directory = Directory(store.accounts.all())
    return tuple(
        RuleLine(number=one.number, words=in_words(one.rule, known), nobody=not directory.recipients(one.rule))
        for one in store.alert_rules.in_force()
    )


def _settings() -> tuple[str, ...]:
    """Addresses that the box's settings name for captures."""
    return tuple(dict.fromkeys(one for rule in box().settings.actions for one in rule.recipients))
