"""Signing in and out: a mail address and a password, then a second step; a passkey; or a one-time link."""

from dataclasses import dataclass, field
from typing import ClassVar

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import EmailField, PasswordField, StringField

from appliance.errors import PeopleError
from appliance.first_run import FIRST_STICK
from appliance.proofs import passkeys
from appliance.proofs.door import Refused
from appliance.proofs.passwords import LEAST_LETTERS, hash_password
from appliance.store.rows import AccountRow
from appliance.store.sign_in import token_hash
from webui.box import box
from webui.entering import begin_half, enter, enter_by_link, forget, half, passkeys_work, site, visitor
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.returning import way_back
from webui.school_look import school
from webui.security import needs, signed_in

SIGN_IN = "sign in"
_OF_APP = "The six digits that your app shows now, or one"

blueprint = Blueprint("signin", __name__)


class EnterForm(ScreenForm):
    mail = EmailField("Mail address", line())
    password = PasswordField("Password")


class CodeForm(ScreenForm):
    code = StringField("Code", line())


class ChooseForm(ScreenForm):
    password = PasswordField(
        "Your new password",
        description=f"At least {LEAST_LETTERS} characters. Three or four words that do not belong together are good.",
    )


@dataclass(frozen=True, kw_only=True)
class AskPage(Page):
    """Shown to whom has no session, or a link that does not work (`used`: it was used or is too old). `passkey` is what
    a passkey is asked to sign, or empty where passkeys do not work; `first` says that nobody has an account yet.
    `stick` is the file that a stick gets then which is put into the box; empty where this is no box."""

    template: ClassVar[str] = "signin/ask.html"
    form: EnterForm = field(default_factory=EnterForm)
    used: bool = False
    to: str = "/"
    passkey: str = ""
    first: bool = False
    stick: str = ""


@dataclass(frozen=True, kw_only=True)
class SecondPage(Page):
    """The second step, after the password. `passkey` as in `AskPage`."""

    template: ClassVar[str] = "signin/second.html"
    form: CodeForm
    passkey: str


@dataclass(frozen=True, kw_only=True)
class OfferPage(Page):
    """Shown by a one-time link. Only its button uses the link up, so that a preview in a mail program does not."""

    template: ClassVar[str] = "signin/offer.html"
    token: str


@dataclass(frozen=True, kw_only=True)
class ChoosePage(Page):
    """Shown by a link into an account: its person chooses a password."""

    template: ClassVar[str] = "signin/choose.html"
    token: str
    account: AccountRow
    form: ChooseForm


def ask_page(form: EnterForm | None = None, *, used: bool = False, to: str = "/") -> AskPage:
    first = not box().store.accounts.all()
    stick = FIRST_STICK if first and box().settings.console.tls_port else ""
    return AskPage(form=form or EnterForm(), used=used, to=to, passkey=_challenge(SIGN_IN), first=first, stick=stick)


@blueprint.get("/sign-in")
def ask() -> str:
    return render(ask_page(to=way_back(request.args.get("to", ""))))


@blueprint.post("/sign-in")
def enter_with_password() -> AnyResponse:
    form, to = EnterForm.from_request(), way_back(request.form.get("to", ""))
    if not form.validate():
        return Response(render(ask_page(form, to=to)), 422)
    found = box().door.password(form["mail"].data.strip(), form["password"].data, visitor(), box().now())
    if isinstance(found, Refused):
        form.wrong("password", found.text)
        return Response(render(ask_page(form, to=to)), _status(found))
    if not box().store.proofs.has_second(found):
        return enter(found, to)
    begin_half(found, to)
    return redirect(url_for("signin.second"), 303)


@blueprint.get("/sign-in/code")
def second() -> AnyResponse:
    waiting = half()
    if waiting is None:
        return redirect(url_for("signin.ask"), 303)
    return Response(render(_second_page(waiting[0], CodeForm())))


@blueprint.post("/sign-in/code")
def code() -> AnyResponse:
    waiting = half()
    if waiting is None:
        return redirect(url_for("signin.ask"), 303)
    account, to = waiting
    form = CodeForm.from_request()
    if not form.validate():
        return Response(render(_second_page(account, form)), 422)
    if refused := box().door.second(account, form["code"].data, visitor(), box().now()):
        form.wrong("code", refused.text)
        return Response(render(_second_page(account, form)), _status(refused))
    return enter(account, to)


@blueprint.post("/sign-in/passkey")
def passkey() -> AnyResponse:
    """By itself, or as the second step. It is theirs, and knows them by a finger, a face or a PIN."""
    waiting = half()
    to = waiting[1] if waiting else way_back(request.form.get("to", ""))
    key = box().door.passkey(site(), request.form.get("credential", ""), SIGN_IN, box().now())
    if key is None or box().store.accounts.viewer(key.account) is None:
        form = EnterForm()
        form.form_errors.append("That passkey does not fit. Try again, or use your password.")
        return Response(render(ask_page(form, to=to)), 422)
    return enter(key.account, to)


@blueprint.get("/sign-in/<token>")
def offer(token: str) -> AnyResponse:
    link = box().store.sign_in.link(token, box().now())
    if link is None:
        return _used()
    account = box().store.accounts.get(link.account) if link.account else None
    if account is None:
        return Response(render(OfferPage(token=token)))
    return Response(render(ChoosePage(token=token, account=account, form=ChooseForm())))


@blueprint.post("/sign-in/<token>")
def redeem(token: str) -> AnyResponse:
    link = box().store.sign_in.link(token, box().now())
    account = box().store.accounts.get(link.account) if link and link.account else None
    if account:
        return _choose(token, account)
    return enter_by_link(token, url_for("home.show")) or _used()


@blueprint.post("/sign-out")
@needs()
def leave() -> AnyResponse:
    if person := signed_in():
        box().opened_keys.forget(person.viewer.account)
        box().store.sign_in.end(person.token)
        box().store.audit.add(box().now(), person.who, "signed out", request.remote_addr or "")
    response = Response(status=303, headers={"Location": url_for("signin.ask")})
    forget(response)
    return response


def _choose(token: str, account: AccountRow) -> AnyResponse:
    form = ChooseForm.from_request()
    try:
        hashed = hash_password(form["password"].data or "", (account.name, account.email, school().name))
    except PeopleError as error:
        form.wrong("password", str(error))
        return Response(render(ChoosePage(token=token, account=account, form=form)), 422)
    number = box().store.proofs.choose_password(token_hash(token), hashed, box().now())
    if number is None:
        return _used()
    if not box().store.proofs.has_second(number):
        return enter(number, url_for("factors.choose"))
    begin_half(number, url_for("home.show"))
    return redirect(url_for("signin.second"), 303)


def _used() -> Response:
    return Response(render(ask_page(used=True)), 403)


def _second_page(account: int, form: CodeForm) -> SecondPage:
    proofs = box().store.proofs
    app = bool(proofs.app(account)[0])
    form.code.description = f"{_OF_APP if app else 'One'} of the recovery codes that you printed."
    known = tuple(key.id for key in proofs.passkeys(account) if key.host == site().host)
    return SecondPage(form=form, passkey=_challenge(SIGN_IN, known) if known else "")


def _challenge(purpose: str, known: tuple[bytes, ...] = ()) -> str:
    """For a browser that can; any passkey of ours where none is `known`."""
    if not passkeys_work():
        return ""
    return passkeys.asking(site(), known, box().door.challenges.new(purpose, box().now()))


def _status(refused: Refused) -> int:
    return 429 if refused.wait else 422
