"""Help: a few sentences for each screen, and whom to ask. Each topic is a template called as its screen's blueprint."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, abort

from webui.menu import Entry, Section, menu_for
from webui.page import Page, render
from webui.security import needs, viewer

blueprint = Blueprint("help", __name__)


@dataclass(frozen=True, kw_only=True)
class HelpPage(Page):
    """What there is help for: the screens that the viewer may open."""

    template: ClassVar[str] = "help/help.html"
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class TopicPage(Page):
    template: ClassVar[str] = "help/topic.html"
    entry: Entry


@blueprint.get("/help")
@needs()
def show() -> str:
    return render(HelpPage(sections=tuple(menu_for(viewer()))))


@blueprint.get("/help/<topic>")
@needs()
def about(topic: str) -> str:
    """A screen that somebody may not open has no help for them either."""
    entries = (entry for section in menu_for(viewer()) for entry in section.entries)
    found = next((entry for entry in entries if entry.blueprint == topic), None)
    if found is None or found.blueprint == blueprint.name:
        abort(404)
    return render(TopicPage(entry=found))
