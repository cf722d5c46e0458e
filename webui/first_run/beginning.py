"""The school, the first account, and its second step."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import DataRequired

from appliance import account_changes
from appliance.account_changes import Changer, assignments, checked_mail, checked_name
from appliance.duties import TITLES, Duty
from appliance.errors import PeopleError
from appliance.first_run import Step
from appliance.model import Right
from appliance.proofs.passwords import LEAST_LETTERS, hash_password
from appliance.school_choices import Phase, put_words
from appliance.store.rows import AccountRow
from webui import setting_up
from webui.box import box
from webui.entering import enter
from webui.first_run.blueprint import StepPage, address, blueprint, go_on
from webui.forms import Option, ScreenForm, line
from webui.in_force import put_in_force
from webui.page import render
from webui.school import SchoolForm, tidy
from webui.school_look import school as school_now
from webui.security import needs, somebody

FIRST_DUTIES = {
    Duty.OFFICE: "You look after people, accounts and the box. You do not see what pupils write.",
    Duty.HEAD: "You answer for safeguarding. You see what is found about every pupil.",
    Duty.DSL: "You read what is found, and decide what is done. You see every pupil.",
}
"""Those with `Right.ACCOUNTS`: whoever sets a school up makes the others' accounts."""


class NameForm(ScreenForm):
    """The part of the school's details without which nothing can be printed, and no pupil be told whom to talk to."""

    name = SchoolForm.name
    phase = SchoolForm.phase
    talk_to = SchoolForm.talk_to


class YouForm(ScreenForm):
    name = StringField("Your name", [DataRequired("Write your name."), *line()], description="Such as Grace Okafor.")
    mail = EmailField("Your mail address", line(), description="You sign in with it.")
    duties = SelectMultipleField(
        "What are you for at the school?",
        [DataRequired("Choose at least one.")],
        choices=[Option(duty, TITLES[duty]) for duty in FIRST_DUTIES],
        description="Choose all that you are.",
    )
    password = PasswordField(
        "A password for Lollipop",
        description=f"At least {LEAST_LETTERS} characters. Three or four words that do not belong together are good.",
    )


@dataclass(frozen=True, kw_only=True)
class SchoolStep(StepPage):
    template: ClassVar[str] = "first_run/school.html"
    step: ClassVar[Step] = Step.SCHOOL
    form: NameForm


@dataclass(frozen=True, kw_only=True)
class YouStep(StepPage):
    """`account` is whoever was the first, None while there is nobody."""

    template: ClassVar[str] = "first_run/you.html"
    step: ClassVar[Step] = Step.YOU
    hints: ClassVar[dict[Duty, str]] = FIRST_DUTIES
    form: YouForm
    account: AccountRow | None


@dataclass(frozen=True, kw_only=True)
class SecondStep(StepPage):
    """`mine`: it is the reader's own account that is asked about."""

    template: ClassVar[str] = "first_run/second.html"
    step: ClassVar[Step] = Step.SECOND
    mine: bool


@blueprint.get("/setup/school")
@needs(Right.ACCOUNTS)
def school() -> str:
    now = school_now()
    known = {"name": now.name if _is_named() else "", "phase": now.phase.value, "talk_to": now.talk_to}
    return render(SchoolStep(run=setting_up.run(), form=NameForm(data=known)))


@blueprint.post("/setup/school")
@needs(Right.ACCOUNTS)
def save_school() -> AnyResponse:
    form = NameForm.from_request()
    if not form.validate():
        return Response(render(SchoolStep(run=setting_up.run(), form=form)), 422)
    name, phase, talk_to = tidy(form["name"].data), Phase(form["phase"].data), tidy(form["talk_to"].data)
    words = replace(school_now(), name=name, phase=phase, talk_to=talk_to)
    put_words(box().store, words, somebody().who, box().now())
    put_in_force()
    return go_on(Step.SCHOOL)


@blueprint.get("/setup/you")
@needs(Right.ACCOUNTS)
def you() -> str:
    return render(_you(YouForm()))


@blueprint.post("/setup/you")
@needs(Right.ACCOUNTS, proved=True)
def make_first() -> AnyResponse:
    """Only by a link made at the box, and only while nobody has an account: later ones are invited."""
    if not _may_make_first():
        return go_on(Step.YOU)
    form = YouForm.from_request()
    number = _made(form) if form.validate() else None
    if number is None:
        return Response(render(_you(form)), 422)
    by_link = somebody().token
    setting_up.put(replace(setting_up.run(), account=number))
    setting_up.mark(Step.YOU)
    box().store.sign_in.end(by_link)
    return enter(number, url_for("factors.choose"))


@blueprint.get("/setup/second-step")
@needs(Right.ACCOUNTS)
def second() -> AnyResponse | str:
    """Whoever comes here by themselves has theirs already, or has no account at all."""
    run = setting_up.run()
    mine = somebody().viewer.account > 0
    if mine and Step.SECOND not in run.done:
        return go_on(Step.SECOND)
    return render(SecondStep(run=run, mine=mine))


@blueprint.post("/setup/second-step")
@needs(Right.ACCOUNTS)
def has_second() -> AnyResponse:
    if not any(map(box().store.proofs.has_second, (one.number for one in box().store.accounts.all()))):
        return redirect(address(Step.SECOND), 303)
    return go_on(Step.SECOND)


def _made(form: YouForm) -> int | None:
    """The number of the first account; None where something is wrong, which the form then says."""
    field, changer, now = "name", Changer(viewer=somebody().viewer, by=somebody().who), box().now()
    try:
        name = checked_name(form["name"].data)
        field = "mail"
        mail = checked_mail(form["mail"].data or "")
        field = "password"
        hashed = hash_password(form["password"].data or "", (name, mail, school_now().name))
        duties = assignments([Duty(value) for value in form["duties"].data], (), ())
        number = account_changes.invite(box().store, name, mail, duties, changer, now)
    except PeopleError as error:
        form.wrong(field, str(error))
        return None
    if any(one.duty is Duty.DSL for one in duties):
        account_changes.name_for(box().store, number, (), True, False, changer, now)
    box().store.proofs.set_password(number, hashed, 0, changer.by, now)
    return number


def _may_make_first() -> bool:
    return somebody().viewer.account == 0 and setting_up.is_new()


def _you(form: YouForm) -> YouStep:
    everybody = box().store.accounts.all()
    run = setting_up.run()
    first = next((one for one in everybody if one.number == run.account), everybody[0] if everybody else None)
    return YouStep(run=run, form=form, account=first)


def _is_named() -> bool:
    """The settings' own example is nobody's name."""
    return school_now().name != type(box().settings.school)().name
