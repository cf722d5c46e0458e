"""“I think this is a mistake”: block pages link here. A link sends nothing; only the form on our own page does."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, abort, request

from appliance.portal_wire import Mistake, Noted
from webui.page import Page, render
from webui.portal.door import address, door

LONGEST_URL = 8000
LONGEST_WORDS = 2000

blueprint = Blueprint("mistake", __name__)


@dataclass(frozen=True, kw_only=True)
class MistakePage(Page):
    """`sent`: it was told."""

    template: ClassVar[str] = "mistake.html"
    url: str = ""
    sent: bool = False
    longest: ClassVar[int] = LONGEST_WORDS


@blueprint.get("/mistake")
def show() -> str:
    return render(MistakePage(url=_cut(request.args.get("url", ""), LONGEST_URL) or abort(404)))


@blueprint.post("/mistake")
def send() -> str:
    url = _cut(request.form.get("url", ""), LONGEST_URL) or abort(400)
    words = _cut(request.form.get("words", ""), LONGEST_WORDS)
    door().ask(Mistake(address=address(), url=url, words=words), Noted)
    return render(MistakePage(url=url, sent=True))


def _cut(text: str, length: int) -> str:
    return text.strip()[:length]
