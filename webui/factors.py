"""The second step of one's own account: an authenticator app, passkeys, recovery codes."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import ClassVar

import segno
from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField

from appliance.errors import PeopleError
from appliance.first_run import Step
from appliance.proofs import codes, passkeys, recovery
from appliance.store.rows import AccountRow
from webui.box import box
from webui.entering import passkeys_work, site
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.school_look import school
from webui.security import needs, somebody
from webui.setting_up import onward

LONGEST_NAME = 40
_GROUP = 4

blueprint = Blueprint("factors", __name__)


class AppForm(ScreenForm):
    code = StringField("The six digits that the app shows", line(20))


class PasskeyForm(ScreenForm):
    name = StringField(
        "A name for it", line(LONGEST_NAME), description="So that you know it again, for example: my phone."
    )


@dataclass(frozen=True, kw_only=True)
class ChoosePage(Page):
    """Shown to whom has no second step yet."""

    template: ClassVar[str] = "account/choose.html"
    passkeys: bool


@dataclass(frozen=True, kw_only=True)
class AppPage(Page):
    """`picture` is the QR code as SVG, `secret` the same to be typed, `sealed` what the form brings back of it."""

    template: ClassVar[str] = "account/app.html"
    form: AppForm
    picture: Markup
    secret: str
    sealed: str
    address: str


@dataclass(frozen=True, kw_only=True)
class PasskeyPage(Page):
    """`options` is what the browser is asked to make; empty where it cannot."""

    template: ClassVar[str] = "account/passkey.html"
    form: PasskeyForm
    options: str


@dataclass(frozen=True, kw_only=True)
class CodesPage(Page):
    """Shown once. `first`: the second step was set up just now. `on` is where to go then."""

    template: ClassVar[str] = "account/codes.html"
    codes: tuple[str, ...]
    account: AccountRow
    first: bool
    on: str


@blueprint.get("/account/second-step")
@needs()
def choose() -> AnyResponse:
    if not somebody().setting_up:
        return redirect(url_for("account.show"), 303)
    return Response(render(ChoosePage(passkeys=passkeys_work())))


@blueprint.get("/account/app")
@needs(proved=True)
def app() -> str:
    return render(_app_page(AppForm(), codes.new_secret()))


@blueprint.post("/account/app")
@needs(proved=True)
def add_app() -> AnyResponse:
    """The secret was never stored: the form brings it back sealed, so that it is one of ours."""
    account, now = _mine(), box().now()
    form = AppForm.from_request()
    try:
        secret = box().door.open(_bytes(request.form.get("sealed", "")), account.number)
    except PeopleError as error:
        flash(str(error), "trouble")
        return redirect(url_for("factors.app"), 303)
    step = codes.step_of(secret, form["code"].data or "", now, last=0)
    if step is None:
        form.wrong("code", "These digits do not fit. Wait for the next ones, or set the phone’s clock right.")
        return Response(render(_app_page(form, secret)), 422)
    box().store.proofs.set_app(account.number, box().door.seal(secret, account.number), step, somebody().who, now)
    return _added("Your app is set up.")


@blueprint.post("/account/app/remove")
@needs(proved=True)
def remove_app() -> AnyResponse:
    try:
        box().store.proofs.remove_app(_mine().number, somebody().who, box().now())
    except PeopleError as error:
        return _back(str(error), "trouble")
    return _back("The app no longer opens your account.")


@blueprint.get("/account/passkey")
@needs(proved=True)
def passkey() -> str:
    return render(_passkey_page(PasskeyForm()))


@blueprint.post("/account/passkey")
@needs(proved=True)
def add_passkey() -> AnyResponse:
    form, now = PasskeyForm.from_request(), box().now()
    account, challenges = _mine(), box().door.challenges
    purpose = _purpose(account.number)
    if not form.validate():
        return Response(render(_passkey_page(form)), 422)
    made = passkeys.registered(site(), request.form.get("credential", ""), lambda it: challenges.take(it, purpose, now))
    if made is None:
        form.wrong("name", "The passkey was not made. Please try again.")
        return Response(render(_passkey_page(form)), 422)
    name = " ".join((form["name"].data or "").split()) or "Passkey"
    try:
        box().store.proofs.add_passkey(account.number, made, name, site().host, somebody().who, now)
    except PeopleError as error:
        return _back(str(error), "trouble")
    return _added(f"The passkey “{name}” is set up.")


@blueprint.post("/account/passkey/remove")
@needs(proved=True)
def remove_passkey() -> AnyResponse:
    id_ = _bytes(request.form.get("passkey", ""))
    try:
        done = box().store.proofs.remove_passkey(_mine().number, id_, somebody().who, box().now())
    except PeopleError as error:
        return _back(str(error), "trouble")
    return _back("The passkey no longer opens your account." if done else "That passkey was gone already.")


@blueprint.post("/account/codes")
@needs(proved=True)
def new_codes() -> AnyResponse:
    return Response(render(_codes_page(first=False)))


def _added(text: str) -> AnyResponse:
    """With the first, recovery codes are shown at once: who loses it would be locked out."""
    if somebody().setting_up:
        return Response(render(_codes_page(first=True)))
    return _back(text)


def _codes_page(*, first: bool) -> CodesPage:
    account, new = _mine(), recovery.new_codes()
    box().store.proofs.set_codes(account.number, map(recovery.hash_recovery_code, new), somebody().who, box().now())
    box().fresh_codes.keep(account.number, new, box().now())
    on = onward(Step.SECOND, url_for("home.show")) if first else url_for("account.show")
    return CodesPage(codes=new, account=account, first=first, on=on)


def _app_page(form: AppForm, secret: str) -> AppPage:
    account = _mine()
    address = codes.address_of(secret, account.email, school().name)
    grouped = " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
    sealed = b64encode(box().door.seal(secret, account.number)).decode()
    return AppPage(form=form, picture=qr(address), secret=grouped, sealed=sealed, address=address)


def qr(text: str) -> Markup:
    """As SVG to stand in a page; dark on light in dark mode too, for cameras."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=5, border=3, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704  # segno draws squares: the text does not stand in it


def _passkey_page(form: PasskeyForm) -> PasskeyPage:
    if not passkeys_work():
        return PasskeyPage(form=form, options="")
    account = _mine()
    known = tuple(key.id for key in box().store.proofs.passkeys(account.number))
    challenge = box().door.challenges.new(_purpose(account.number), box().now())
    options = passkeys.registering(site(), account.number, account.email, account.name, known, challenge)
    return PasskeyPage(form=form, options=options)


def _mine() -> AccountRow:
    """Whoever came by a link made at the box has no account to change."""
    return box().store.accounts.get(somebody().viewer.account) or abort(404)


def _purpose(account: int) -> str:
    return f"register {account}"


def _bytes(text: str) -> bytes:
    """Of base 64; nothing for what is none."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _back(text: str, kind: str = "done") -> AnyResponse:
    flash(text, kind)
    return redirect(url_for("account.show"), 303)
