"""Who has an account at the console, with which duties, and whom they see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, EmailField, SelectField, SelectMultipleField, StringField

from appliance import account_changes
from appliance.account_changes import Changer, assignments, checked_mail, checked_name
from appliance.duties import REACH, TITLES, Assignment, Duty, Reach
from appliance.errors import PeopleError
from appliance.model import Right, Role
from appliance.people.roster import GroupKind
from appliance.store.rows import AccountRow, GroupRow, Session
from webui.box import box
from webui.confide_reader.offering import has_key
from webui.forms import Option, ScreenForm, line
from webui.page import Page, render
from webui.security import needs, somebody

WHAT_THEY_SEE = {
    Duty.DSL: "Everyone. Looks after captures, keywords, accounts and the box.",
    Duty.DEPUTY: "Everyone. As the lead, except for accounts.",
    Duty.HEAD: "Everyone. As the lead.",
    Duty.LEADER: "Everyone, but changes no settings.",
    Duty.PASTORAL: "The groups that you choose below.",
    Duty.TEACHER: "The classes that you choose below.",
    Duty.LIBRARIAN: "The rooms that you choose below.",
    Duty.CHAIR: "Figures without names, and in Confide what is about the head.",
    Duty.GOVERNOR: "Figures without names.",
    Duty.OFFICE: "No captures. Looks after people, accounts and the box.",
    Duty.IT: "No captures. Looks after people and the box.",
}
_NUMBER = "<int(max=999999999):number>"

blueprint = Blueprint("accounts", __name__)


class DutiesForm(ScreenForm):
    duties = SelectMultipleField(
        "What are they for at the school?", choices=[Option(duty, title) for duty, title in TITLES.items()]
    )
    groups = SelectMultipleField(
        "Which classes or groups?", description="For class teachers, pastoral leads, SENCOs and heads of year."
    )
    rooms = SelectMultipleField("Which rooms?", description="For librarians.")


class InviteForm(DutiesForm):
    name = StringField("Name", line())
    mail = EmailField("Mail address", line(), description="They sign in with it.")


class NamedForm(ScreenForm):
    person = SelectField(
        "Who are they in the school’s list?",
        validate_choice=False,
        description="Nobody sees what is found about themselves.",
    )
    vulnerable = SelectMultipleField(
        "Which vulnerable groups?",
        description="What these pupils do is seen only by the people named for their group.",
    )
    every = BooleanField("All vulnerable groups, also those to come")
    staff = BooleanField("Captures about members of staff")


class LinkForm(ScreenForm):
    lost = BooleanField("Their phone and their recovery codes are lost as well: let them set up the second step anew")


@dataclass(frozen=True)
class Line:
    """Somebody with an account: their duties in words, and how far they are with signing in."""

    account: AccountRow
    duties: tuple[str, ...]
    state: str


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    template: ClassVar[str] = "accounts/list.html"
    lines: tuple[Line, ...]
    no_lead: bool


@dataclass(frozen=True, kw_only=True)
class InvitePage(Page):
    template: ClassVar[str] = "accounts/invite.html"
    form: InviteForm
    hints: ClassVar[dict[Duty, str]] = WHAT_THEY_SEE


@dataclass(frozen=True, kw_only=True)
class OnePage(Page):
    """`reads_confide`: they have a key for it."""

    template: ClassVar[str] = "accounts/one.html"
    line: Line
    duties_form: DutiesForm
    named_form: NamedForm
    link_form: LinkForm
    sessions: tuple[Session, ...]
    reads_confide: bool
    hints: ClassVar[dict[Duty, str]] = WHAT_THEY_SEE


@dataclass(frozen=True, kw_only=True)
class LinkPage(Page):
    """Shown once: the link is not kept."""

    template: ClassVar[str] = "accounts/link.html"
    account: AccountRow
    link: str
    until: float


@blueprint.get("/accounts")
@needs(Right.ACCOUNTS)
def show() -> str:
    accounts = box().store.accounts
    return render(ListPage(lines=tuple(map(_line, accounts.all())), no_lead=not accounts.has_lead))


@blueprint.get("/accounts/new")
@needs(Right.ACCOUNTS)
def new() -> str:
    return render(InvitePage(form=_with_choices(InviteForm())))


@blueprint.post("/accounts")
@needs(Right.ACCOUNTS, proved=True)
def invite() -> AnyResponse:
    form, field = _with_choices(InviteForm.from_request()), "name"
    if not form.validate():
        return Response(render(InvitePage(form=form)), 422)
    try:
        name = checked_name(form["name"].data or "")
        field = "mail"
        mail = checked_mail(form["mail"].data or "")
        number = account_changes.invite(box().store, name, mail, _chosen(form), _changer(), box().now())
    except PeopleError as error:
        form.wrong(field, str(error))
        return Response(render(InvitePage(form=form)), 422)
    return _link_page(number)


@blueprint.get(f"/accounts/{_NUMBER}")
@needs(Right.ACCOUNTS)
def one(number: int) -> str:
    return render(_page(_found(number)))


@blueprint.post(f"/accounts/{_NUMBER}/duties")
@needs(Right.ACCOUNTS, proved=True)
def assign(number: int) -> AnyResponse:
    account, form = _found(number), _with_choices(DutiesForm.from_request())
    if not form.validate():
        return Response(render(_page(account, duties_form=form)), 422)
    try:
        account_changes.assign(box().store, number, _chosen(form), _changer(), box().now())
    except PeopleError as error:
        form.wrong("duties", str(error))
        return Response(render(_page(account, duties_form=form)), 422)
    return _back(number, f"The duties of {account.name} are saved. They hold at once.")


@blueprint.post(f"/accounts/{_NUMBER}/named")
@needs(Right.ACCOUNTS, proved=True)
def name_for(number: int) -> AnyResponse:
    account, form = _found(number), _with_groups(NamedForm.from_request())
    if not form.validate():
        return Response(render(_page(account, named_form=form)), 422)
    groups, every, staff = tuple(form["vulnerable"].data), bool(form["every"].data), bool(form["staff"].data)
    said = form["person"].data
    try:
        account_changes.say_who(box().store, number, account.person if said is None else said, _changer(), box().now())
        account_changes.name_for(box().store, number, groups, every, staff, _changer(), box().now())
    except PeopleError as error:
        form.wrong("vulnerable", str(error))
        return Response(render(_page(account, named_form=form)), 422)
    return _back(number, f"That is saved for {account.name}. It holds at once.")


@blueprint.post(f"/accounts/{_NUMBER}/link")
@needs(Right.ACCOUNTS, proved=True)
def link(number: int) -> AnyResponse:
    account, form = _found(number), LinkForm.from_request()
    try:
        return _link_page(account.number, lost=bool(form["lost"].data))
    except PeopleError as error:
        form.wrong("lost", str(error))
        return Response(render(_page(account, link_form=form)), 422)


@blueprint.post(f"/accounts/{_NUMBER}/sign-out")
@needs(Right.ACCOUNTS, proved=True)
def sign_out(number: int) -> AnyResponse:
    account = _found(number)
    keep = somebody().session if somebody().viewer.account == number else 0
    box().opened_keys.forget(number)
    box().store.sign_in.end_all(number, keep, somebody().who, box().now())
    return _back(number, f"{account.name} is signed out everywhere.")


@blueprint.post(f"/accounts/{_NUMBER}/end")
@needs(Right.ACCOUNTS, proved=True)
def end(number: int) -> AnyResponse:
    account = _found(number)
    try:
        account_changes.end(box().store, number, _changer(), box().now())
        box().opened_keys.forget(number)
    except PeopleError as error:
        flash(str(error), "trouble")
        return redirect(url_for("accounts.one", number=number), 303)
    flash(f"{account.name} can no longer sign in. What they wrote is kept.", "done")
    return redirect(url_for("accounts.show"), 303)


def _page(
    account: AccountRow,
    duties_form: DutiesForm | None = None,
    named_form: NamedForm | None = None,
    link_form: LinkForm | None = None,
) -> OnePage:
    return OnePage(
        line=_line(account),
        duties_form=duties_form or _with_choices(DutiesForm(data=_held(account.duties))),
        named_form=named_form or _with_groups(NamedForm(data=_named(account))),
        link_form=link_form or LinkForm(),
        sessions=box().store.sign_in.of_account(account.number, box().now()),
        reads_confide=has_key(account.number),
    )


def _line(account: AccountRow) -> Line:
    return Line(account=account, duties=tuple(map(_in_words, account.duties)), state=state_of(account.number))


def _in_words(one: Assignment) -> str:
    if REACH[one.duty] not in {Reach.GROUPS, Reach.ROOMS}:
        return TITLES[one.duty]
    titles = {group.name: group.title for group in box().store.groups.all()}
    return f"{TITLES[one.duty]}: {', '.join(titles.get(name, name) for name in one.scope) or 'nobody yet'}"


def state_of(number: int) -> str:
    """How far they are with signing in, in words."""
    proofs = box().store.proofs
    if not proofs.password(number):
        return "Invited, has not been here yet"
    if not proofs.has_second(number):
        return "Has a password, but no second step yet"
    sessions = box().store.sign_in.of_account(number, box().now())
    return "Signed in now" if sessions else "Can sign in"


def _held(duties: tuple[Assignment, ...]) -> dict[str, object]:
    by_reach = {reach: {name for one in duties if REACH[one.duty] is reach for name in one.scope} for reach in Reach}
    return {
        "duties": [one.duty.value for one in duties],
        "groups": sorted(by_reach[Reach.GROUPS]),
        "rooms": sorted(by_reach[Reach.ROOMS]),
    }


def _named(account: AccountRow) -> dict[str, object]:
    named = {"vulnerable": list(account.named), "every": account.all_named, "staff": account.staff}
    return named | {"person": account.person}


def _with_choices[Kind: DutiesForm](form: Kind) -> Kind:
    form.groups.choices = _choices(group for group in box().store.groups.all() if group.kind is not GroupKind.GUESTS)
    form.rooms.choices = [Option(room, room) for room in box().store.groups.rooms()]
    return form


def _with_groups(form: NamedForm) -> NamedForm:
    vulnerable = (group for group in box().store.groups.all() if group.kind is GroupKind.VULNERABLE)
    form.vulnerable.choices = _choices(vulnerable)
    staff = (row for row in box().store.people.all() if row.role is Role.STAFF)
    form.person.choices = [Option("", "Nobody in the list"), *(Option(row.id, row.name) for row in staff)]
    return form


def _choices(groups: Iterable[GroupRow]) -> list[Option]:
    return [Option(group.name, group.title) for group in groups]


def _chosen(form: DutiesForm) -> tuple[Assignment, ...]:
    duties = [Duty(value) for value in form["duties"].data]
    return assignments(duties, tuple(form["groups"].data), tuple(form["rooms"].data))


def _link_page(number: int, *, lost: bool = False) -> AnyResponse:
    token, until = account_changes.link(box().store, number, _changer(), box().now(), lost)
    address = url_for("signin.offer", token=token, _external=True)
    return Response(render(LinkPage(account=_found(number), link=address, until=until)))


def _changer() -> Changer:
    return Changer(viewer=somebody().viewer, by=somebody().who)


def _found(number: int) -> AccountRow:
    account = box().store.accounts.get(number)
    if account is None or account.ended_at is not None:
        abort(404)
    return account


def _back(number: int, text: str) -> AnyResponse:
    flash(text, "done")
    return redirect(url_for("accounts.one", number=number), 303)
