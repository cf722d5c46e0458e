"""Proving once more who one is, before evidence is opened or an account is changed."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField

from appliance.proofs import passkeys
from webui.box import box
from webui.entering import passkeys_work, site, visitor
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.returning import way_back
from webui.security import SignedIn, needs, somebody

blueprint = Blueprint("proof", __name__)


class ProofForm(ScreenForm):
    proof = PasswordField("Your password, or the six digits from your app", line())


@dataclass(frozen=True, kw_only=True)
class ProofPage(Page):
    """`to` is where they come back to; `again`: something that they sent was not done. `passkey` is what a passkey is
    asked to sign, or empty."""

    template: ClassVar[str] = "signin/proof.html"
    form: ProofForm
    to: str
    again: bool
    passkey: str


@blueprint.get("/prove")
@needs()
def ask() -> str:
    return render(_page(ProofForm(), way_back(request.args.get("to", "")), again="again" in request.args))


@blueprint.post("/prove")
@needs()
def give() -> AnyResponse:
    person, form = somebody(), ProofForm.from_request()
    to, again = way_back(request.form.get("to", "")), bool(request.form.get("again"))
    if form.validate() and (wrong := _trouble(person, form)):
        form.wrong("proof", wrong)
    if form.errors:
        return Response(render(_page(form, to, again=again)), 422)
    box().store.sign_in.prove(person.session, box().now())
    if again:
        flash("Thank you. Nothing was changed so far: please do that once more.", "done")
    return redirect(to, 303)


def _trouble(person: SignedIn, form: ProofForm) -> str:
    """What does not fit; empty for a proof."""
    account = person.viewer.account
    if credential := request.form.get("credential"):
        key = box().door.passkey(site(), credential, _purpose(person), box().now())
        return "" if key and key.account == account else "That passkey does not fit. Please try again."
    refused = box().door.once_more(account, form["proof"].data, visitor(), box().now())
    return refused.text if refused else ""


def _page(form: ProofForm, to: str, *, again: bool) -> ProofPage:
    return ProofPage(form=form, to=to, again=again, passkey=_challenge(somebody()))


def _challenge(person: SignedIn) -> str:
    keys = box().store.proofs.passkeys(person.viewer.account)
    known = tuple(key.id for key in keys if key.host == site().host)
    if not known or not passkeys_work():
        return ""
    return passkeys.asking(site(), known, box().door.challenges.new(_purpose(person), box().now()))


def _purpose(person: SignedIn) -> str:
    return f"prove sign-in {person.session}"
