"""Mail, and who is told of what."""

from dataclasses import dataclass
from typing import ClassVar

from flask import flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from appliance.alerts.in_words import step_words
from appliance.alerts.ladder import Ladder
from appliance.first_run import Step
from appliance.mail.server import MailServer
from appliance.model import Right
from webui import setting_up
from webui.alerts import RuleLine, rule_lines
from webui.box import box
from webui.first_run.blueprint import StepPage, address, blueprint, come_to, go_on
from webui.first_run.who_is_who import not_here_yet
from webui.mail_server import PRESETS, Trial, trial_now
from webui.page import render
from webui.security import needs, viewer


@dataclass(frozen=True, kw_only=True)
class MailStep(StepPage):
    """`to` is where a test goes, `trial` one that was asked for, and `waiting` who could be invited by mail."""

    template: ClassVar[str] = "first_run/mail.html"
    step: ClassVar[Step] = Step.MAIL
    presets: tuple[tuple[str, str], ...]
    is_set_up: bool
    to: str
    trial: Trial | None
    waiting: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AlertsStep(StepPage):
    """`steps` say who is told when nobody looks."""

    template: ClassVar[str] = "first_run/alerts.html"
    step: ClassVar[Step] = Step.ALERTS
    rules: tuple[RuleLine, ...]
    steps: tuple[str, ...]
    mails: bool


@blueprint.get("/setup/mail")
@needs(Right.ACCOUNTS)
def mail() -> AnyResponse | str:
    account, key = box().store.accounts.get(viewer().account), request.args.get("test", "")
    page = MailStep(
        run=setting_up.run(),
        presets=tuple((name, title) for name, (title, _) in PRESETS.items()),
        is_set_up=_is_set_up(),
        to=account.email if account else "",
        trial=trial_now(key) if key else None,
        waiting=tuple(one.name for one in not_here_yet()),
    )
    return come_to(Step.MAIL) or render(page)


@blueprint.post("/setup/mail")
@needs(Right.ACCOUNTS)
def mail_works() -> AnyResponse:
    if not _is_set_up():
        flash("Mail is not set up yet. Do that first, or leave it for later.", "trouble")
        return redirect(address(Step.MAIL), 303)
    return go_on(Step.MAIL)


@blueprint.get("/setup/alerts")
@needs(Right.ACCOUNTS)
def alerts() -> AnyResponse | str:
    chosen = box().store.choices.get(Ladder)
    page = AlertsStep(
        run=setting_up.run(), rules=rule_lines(), steps=step_words(chosen.steps, chosen.minutes), mails=_is_set_up()
    )
    return come_to(Step.ALERTS) or render(page)


@blueprint.post("/setup/alerts")
@needs(Right.ACCOUNTS)
def alerts_are_right() -> AnyResponse:
    return go_on(Step.ALERTS)


def _is_set_up() -> bool:
    return box().store.choices.get(MailServer).is_set_up
