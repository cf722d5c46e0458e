"""One's own account: what it is called, its password, its second step, and where it is signed in."""

from base64 import b64encode
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import EmailField, PasswordField, StringField

from appliance.account_changes import check_own_name, checked_mail, checked_name
from appliance.duties import TITLES
from appliance.errors import PeopleError
from appliance.proofs.passwords import LEAST_LETTERS, hash_password
from appliance.store.rows import AccountRow, PasskeyRow, Session
from webui.bans import number_in
from webui.box import box
from webui.entering import passkeys_work
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.school_look import school
from webui.security import needs, somebody

FEW_CODES = 3

blueprint = Blueprint("account", __name__)


class NameForm(ScreenForm):
    name = StringField("Name", line(), description="Colleagues see it beside what you did.")
    mail = EmailField("Mail address", line(), description="You sign in with it.")


class PasswordForm(ScreenForm):
    password = PasswordField(
        "New password",
        description=f"At least {LEAST_LETTERS} characters. Wherever else you are signed in, you are signed out.",
    )


@dataclass(frozen=True)
class PasskeyView:
    key: PasskeyRow

    @property
    def id(self) -> str:
        return b64encode(self.key.id).decode()


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """`codes` is how many recovery codes are left; `here` the number of the session that looks."""

    template: ClassVar[str] = "account/account.html"
    account: AccountRow
    duties: tuple[str, ...]
    name_form: NameForm
    password_form: PasswordForm
    app: bool
    passkeys: tuple[PasskeyView, ...]
    passkeys_work: bool
    codes: int
    few_codes: ClassVar[int] = FEW_CODES
    sessions: tuple[Session, ...]
    here: int


@dataclass(frozen=True, kw_only=True)
class BoxPage(Page):
    """For whoever came by a link made at the box: they have no account."""

    template: ClassVar[str] = "account/box.html"


@blueprint.get("/account")
@needs()
def show() -> str:
    if somebody().viewer.account == 0:
        return render(BoxPage())
    return render(_page())


@blueprint.post("/account/name")
@needs(proved=True)
def rename() -> AnyResponse:
    form, account = NameForm.from_request(), _mine()
    if form.validate():
        _save(form, account)
    if form.errors:
        return Response(render(_page(name_form=form)), 422)
    return _back("Your name and mail address are saved.")


@blueprint.post("/account/password")
@needs(proved=True)
def change_password() -> AnyResponse:
    form, account, person = PasswordForm.from_request(), _mine(), somebody()
    try:
        hashed = hash_password(form["password"].data or "", (account.name, account.email, school().name))
    except PeopleError as error:
        form.wrong("password", str(error))
        return Response(render(_page(password_form=form)), 422)
    box().opened_keys.forget(account.number)
    box().store.proofs.set_password(account.number, hashed, person.session, person.who, box().now())
    return _back("Your new password holds from now on. You are signed out everywhere else.")


@blueprint.post("/account/sessions/end")
@needs()
def end_session() -> AnyResponse:
    number = number_in(request.form.get("session", ""))
    box().opened_keys.forget(_mine().number)
    done = box().store.sign_in.end_one(_mine().number, number, somebody().who, box().now())
    return _back("That place is signed out." if done else "That place was signed out already.")


@blueprint.post("/account/sessions/end-others")
@needs()
def end_others() -> AnyResponse:
    box().opened_keys.forget(_mine().number)
    box().store.sign_in.end_all(_mine().number, somebody().session, somebody().who, box().now())
    return _back("You are signed out everywhere but here.")


def _save(form: NameForm, account: AccountRow) -> None:
    """What is wrong is said beside its field."""
    field = "name"
    try:
        name = checked_name(form["name"].data or "")
        check_own_name(box().store, account, name)
        field = "mail"
        mail = checked_mail(form["mail"].data or "")
        box().store.accounts.describe(account.number, name, mail, somebody().who, box().now())
    except PeopleError as error:
        form.wrong(field, str(error))


def _page(name_form: NameForm | None = None, password_form: PasswordForm | None = None) -> AccountPage:
    account, proofs = _mine(), box().store.proofs
    return AccountPage(
        account=account,
        duties=tuple(TITLES[one.duty] for one in account.duties),
        name_form=name_form or NameForm(data={"name": account.name, "mail": account.email}),
        password_form=password_form or PasswordForm(),
        app=bool(proofs.app(account.number)[0]),
        passkeys=tuple(map(PasskeyView, proofs.passkeys(account.number))),
        passkeys_work=passkeys_work(),
        codes=proofs.codes_left(account.number),
        sessions=box().store.sign_in.of_account(account.number, box().now()),
        here=somebody().session,
    )


def _mine() -> AccountRow:
    return box().store.accounts.get(somebody().viewer.account) or abort(404)


def _back(text: str) -> AnyResponse:
    flash(text, "done")
    return redirect(url_for("account.show"), 303)
