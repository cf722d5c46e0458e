"""The school's rules (acceptable use policy): read, heard, accepted or declined."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from appliance.portal_wire import AnswerAup, AskAup, Aup, NoAup, Seat
from webui.page import Page, render
from webui.portal.door import address, door

LONGEST_ID = 64
LONGEST_NAME = 64
_LONGEST_NUMBER = 9

blueprint = Blueprint("aup", __name__)


@dataclass(frozen=True, kw_only=True)
class AupPage(Page):
    template: ClassVar[str] = "aup.html"
    aup: Aup


@blueprint.get("/rules")
def show() -> AnyResponse:
    waiting = door().ask(AskAup(address=address()), Aup, NoAup)
    if isinstance(waiting, Aup):
        return Response(render(AupPage(aup=waiting)))
    return redirect(url_for("signin.start"))


@blueprint.post("/rules")
def answer() -> AnyResponse:
    accepted = request.form.get("answer") == "accept"
    question = AnswerAup(
        address=address(),
        person=request.form.get("person", "")[:LONGEST_ID],
        name=request.form.get("name", "")[:LONGEST_NAME],
        version=_number(request.form.get("version", "")),
        accepted=accepted,
    )
    seat = door().ask(question, Seat)
    if not accepted and seat.device.person is None:
        flash(gettext("You did not say yes, so you are signed out. Talk to a grown-up about it."), "done")
    return redirect(url_for("signin.start"), 303)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0
