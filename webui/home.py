"""The console's front door: leads everybody to the first screen that is theirs."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from webui.confide_reader.offering import is_offered
from webui.menu import menu_for
from webui.page import Page, render
from webui.security import needs, viewer
from webui.setting_up import is_new

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True, kw_only=True)
class EmptyPage(Page):
    """For somebody who has no duty yet."""

    template: ClassVar[str] = "home/empty.html"


@blueprint.get("/")
@needs()
def show() -> str | Response:
    if viewer().account == 0 and is_new():
        return redirect(url_for("first_run.show"), 303)
    if not viewer().rights and not is_offered(viewer()):
        return render(EmptyPage())
    return redirect(url_for(next(menu_for(viewer())).entries[0].endpoint), 303)
