"""The people in the list, and who leads what: each gets an account and an invitation."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, EmailField, StringField

from appliance import account_changes
from appliance.account_changes import Changer, checked_mail, checked_name, reach_pupils
from appliance.duties import TITLES, Assignment, Duty
from appliance.errors import PeopleError
from appliance.first_run import Step
from appliance.mail.outgoing import InvitationMail, NewMail
from appliance.mail.server import MailServer
from appliance.model import Right, Role
from appliance.store.rows import AccountRow
from webui import setting_up
from webui.accounts import state_of
from webui.box import box
from webui.first_run.appointing import LEADS, Appointment, appoint
from webui.first_run.blueprint import StepPage, address, blueprint, come_to, go_on
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.people.importing import FileForm
from webui.security import needs, somebody, viewer

FOR = {
    Duty.DSL: "Reads what Lollipop finds, and decides what is done. Sees every pupil.",
    Duty.DEPUTY: "Stands in for the lead. Sees every pupil.",
    Duty.HEAD: "Answers for all of it. Sees every pupil, and what is found about staff.",
    Duty.CHAIR: "Reads what a child tells in Confide about the head, and nothing else by name.",
    Duty.GOVERNOR: "Asks how it is going. Sees figures without names.",
}


class WhoForm(ScreenForm):
    """A name, a mail address and “that is me” for each of `LEADS`."""

    def of(self, duty: Duty) -> tuple[Any, Any, Any]:
        return self[f"{duty}_name"], self[f"{duty}_mail"], self[f"{duty}_me"]


for _duty in LEADS:
    setattr(WhoForm, f"{_duty}_name", StringField("Name", line()))
    setattr(WhoForm, f"{_duty}_mail", EmailField("Mail address", line()))
    setattr(WhoForm, f"{_duty}_me", BooleanField("That is me"))


@dataclass(frozen=True, kw_only=True)
class PeopleStep(StepPage):
    template: ClassVar[str] = "first_run/people.html"
    step: ClassVar[Step] = Step.PEOPLE
    form: FileForm
    pupils: int
    staff: int


@dataclass(frozen=True)
class Holder:
    """Somebody who has the duty, and how far they are with signing in."""

    account: AccountRow
    state: str


@dataclass(frozen=True)
class Row:
    """`fields` are name, mail and “that is me”, of a duty that nobody has; `me` says whether the reader may take it."""

    duty: Duty
    title: str
    told: str
    holders: tuple[Holder, ...]
    fields: tuple[Any, Any, Any]
    me: bool


@dataclass(frozen=True, kw_only=True)
class WhoStep(StepPage):
    """`staff` are names that may be meant."""

    template: ClassVar[str] = "first_run/who.html"
    step: ClassVar[Step] = Step.WHO
    form: WhoForm
    rows: tuple[Row, ...]
    staff: tuple[str, ...]
    mails: bool

    @property
    def asks(self) -> bool:
        return any(not row.holders for row in self.rows)


@dataclass(frozen=True)
class Link:
    """An invitation to hand over. It works once."""

    account: AccountRow
    duties: str
    link: str
    until: float


@dataclass(frozen=True, kw_only=True)
class LinksPage(Page):
    """Shown once: the links are not kept."""

    template: ClassVar[str] = "first_run/links.html"
    links: tuple[Link, ...]
    on: str


@blueprint.get("/setup/people")
@needs(Right.ACCOUNTS)
def people() -> AnyResponse | str:
    pupils, staff, _ = box().store.people.count()
    page = PeopleStep(run=setting_up.run(), form=FileForm(), pupils=pupils, staff=staff)
    return come_to(Step.PEOPLE) or render(page)


@blueprint.post("/setup/people")
@needs(Right.ACCOUNTS)
def people_are_in() -> AnyResponse:
    if not any(box().store.people.count()[:2]):
        flash("Nobody is in the list yet. Choose a file, or leave it for later.", "trouble")
        return redirect(address(Step.PEOPLE), 303)
    return go_on(Step.PEOPLE)


@blueprint.get("/setup/who-is-who")
@needs(Right.ACCOUNTS)
def who() -> AnyResponse | str:
    return come_to(Step.WHO) or render(_page(WhoForm()))


@blueprint.post("/setup/who-is-who")
@needs(Right.ACCOUNTS, proved=True)
def say_who() -> AnyResponse:
    """New people are invited: by mail where that works, else by links to hand over."""
    form = WhoForm.from_request()
    wanted = _wanted(form) if form.validate() else ()
    try:
        invited = () if form.errors else appoint(box().store, wanted, _changer(), box().now())
    except PeopleError as error:
        form.form_errors.append(str(error))
    if form.errors:
        return Response(render(_page(form)), 422)
    if not invited:
        return go_on(Step.WHO)
    if _mail_works():
        _send(invited)
        return go_on(Step.WHO, "Their invitations are on the way by mail.")
    setting_up.mark(Step.WHO)
    return Response(render(LinksPage(links=tuple(map(_link, invited)), on=url_for("first_run.show"))))


@blueprint.post("/setup/invitations")
@needs(Right.ACCOUNTS, proved=True)
def invite_by_mail() -> AnyResponse:
    """For those who have a link on paper, or none any more: what is sent replaces it."""
    if not _mail_works():
        flash("Mail does not work yet, so nobody was invited by it.", "trouble")
        return redirect(address(Step.MAIL), 303)
    waiting = not_here_yet()
    _send(one.number for one in waiting)
    flash(f"On the way to {', '.join(one.name for one in waiting) or 'nobody: all have been here'}.", "done")
    return redirect(address(Step.MAIL), 303)


def not_here_yet() -> tuple[AccountRow, ...]:
    """Those who have an account, and never chose a password for it."""
    return tuple(one for one in box().store.accounts.all() if not box().store.proofs.password(one.number))


def _page(form: WhoForm) -> WhoStep:
    staff = sorted(one.name for one in box().store.people.all() if one.role is Role.STAFF)
    rows = tuple(_row(duty, form) for duty in LEADS)
    return WhoStep(run=setting_up.run(), form=form, rows=rows, staff=tuple(staff), mails=_mail_works())


def _row(duty: Duty, form: WhoForm) -> Row:
    found = box().store.accounts.with_duty(duty)
    holders = tuple(Holder(account=one, state=state_of(one.number)) for one in found)
    return Row(
        duty=duty, title=TITLES[duty], told=FOR[duty], holders=holders, fields=form.of(duty), me=_may_be_me(duty)
    )


def _may_be_me(duty: Duty) -> bool:
    """Nobody opens to themselves what pupils did, or makes themselves the chair."""
    sees = viewer().may(Right.CAPTURES) and duty is not Duty.CHAIR
    return viewer().account > 0 and (sees or not reach_pupils((Assignment(duty=duty),)))


def _wanted(form: WhoForm) -> tuple[Appointment, ...]:
    """Also those who have a duty already: they stand in the register too. What is wrong is said beside its field."""
    found = [_held(duty) or _appointment(form, duty) for duty in LEADS]
    return tuple(one for one in found if one)


def _held(duty: Duty) -> Appointment | None:
    first = next(iter(box().store.accounts.with_duty(duty)), None)
    return Appointment(duty=duty, name=first.name, mail=first.email) if first else None


def _appointment(form: WhoForm, duty: Duty) -> Appointment | None:
    name, mail, me = form.of(duty)
    if me.data and _may_be_me(duty):
        mine = box().store.accounts.get(viewer().account)
        return Appointment(duty=duty, name=mine.name, mail=mine.email) if mine else None
    if not (name.data or mail.data):
        return None
    field = name
    try:
        plain = checked_name(name.data or "")
        field = mail
        return Appointment(duty=duty, name=plain, mail=checked_mail(mail.data or ""))
    except PeopleError as error:
        form.wrong(field.name, str(error))
        return None


def _link(number: int) -> Link:
    token, until = account_changes.link(box().store, number, _changer(), box().now())
    account = account_changes.find(box().store, number)
    duties = ", ".join(TITLES[one.duty] for one in account.duties)
    return Link(account=account, duties=duties, link=url_for("signin.offer", token=token, _external=True), until=until)


def _send(numbers: Iterable[int]) -> None:
    mails = [NewMail(key=f"invitation/{_chance()}", content=InvitationMail(), account=one) for one in numbers]
    box().store.outbox.add(mails, box().now())


def _chance() -> str:
    return secrets.token_urlsafe(9)


def _mail_works() -> bool:
    """Is it set up, so that it says where staff open the console?"""
    server = box().store.choices.get(MailServer)
    return server.is_set_up and bool(server.console)


def _changer() -> Changer:
    return Changer(viewer=viewer(), by=somebody().who)
