"""Somebody to talk to: what stands at the name of Confide while its process does not answer, and under `/talk`."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint

from webui.page import Page, render
from webui.portal.apart import confidant

ADDRESS = "http://confide/"

blueprint = Blueprint("talk", __name__)


@dataclass(frozen=True, kw_only=True)
class TalkPage(Page):
    """`confide` is where one can write instead; empty while nothing answers there."""

    template: ClassVar[str] = "talk.html"
    confide: str


@blueprint.get("/talk")
def show() -> str:
    return render(TalkPage(confide=ADDRESS if confidant().answers() else ""))
