"""Signing in by a one-time link, and out."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webui.box import box
from webui.page import Page, render
from webui.security import cookie_name, needs, person_of, signed_in

SESSION_SECONDS = 12 * 3600

blueprint = Blueprint("signin", __name__)


@dataclass(frozen=True, kw_only=True)
class AskPage(Page):
    """Shown to whom has no session, or a link that does not work (`used`: it was used or is too old)."""

    template: ClassVar[str] = "signin/ask.html"
    used: bool = False


@dataclass(frozen=True, kw_only=True)
class OfferPage(Page):
    """Shown by a one-time link. Only its button uses the link up, so that a preview in a mail program does not."""

    template: ClassVar[str] = "signin/offer.html"
    token: str


@blueprint.get("/sign-in")
def ask() -> str:
    return render(AskPage())


@blueprint.get("/sign-in/<token>")
def offer(token: str) -> str:
    return render(OfferPage(token=token))


@blueprint.post("/sign-in/<token>")
def redeem(token: str) -> AnyResponse:
    session = box().store.sign_in.redeem(token, box().now())
    if session is None:
        return Response(render(AskPage(used=True)), 403)
    if person := person_of(session, box()):
        box().store.audit.add(box().now(), person.who, "signed in", request.remote_addr or "")
    response = redirect(url_for("home.show"), 303)
    response.set_cookie(
        cookie_name(),
        session,
        max_age=SESSION_SECONDS,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response


@blueprint.post("/sign-out")
@needs()
def leave() -> AnyResponse:
    if person := signed_in():
        box().store.sign_in.end(person.token)
        box().store.audit.add(box().now(), person.who, "signed out", request.remote_addr or "")
    response = redirect(url_for("signin.ask"), 303)
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Strict", secure=request.is_secure)
    return response
