"""Somebody to talk to: what stands at the name of Confide while its process does not answer, and under `/talk`."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint

from webui.page import Page, render

blueprint = Blueprint("talk", __name__)


@dataclass(frozen=True, kw_only=True)
class TalkPage(Page):
    template: ClassVar[str] = "talk.html"


@blueprint.get("/talk")
def show() -> str:
    return render(TalkPage())
