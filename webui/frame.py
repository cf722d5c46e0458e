"""The frame around the console's pages."""

import secrets

from flask import request

from webui.box import box
from webui.menu import Section, menu_for
from webui.school_look import logo, school
from webui.security import SignedIn, may_open, signed_in
from webui.setting_up import Notice, notice
from webui.words import when


class Frame:
    """What the layout shows on every page; the templates' `frame`."""

    @property
    def school(self) -> str:
        return school().name

    @property
    def person(self) -> SignedIn | None:
        return signed_in()

    @property
    def now(self) -> float:
        return box().now()

    @property
    def has_logo(self) -> bool:
        return logo() is not None

    @property
    def setting_up(self) -> Notice | None:
        """How far the school is with setting up, where that belongs on the page."""
        return notice()

    @property
    def menu(self) -> tuple[Section, ...]:
        """None beside the questions of setting up: they are asked one at a time."""
        person = signed_in()
        if request.blueprint == "first_run":
            return ()
        return tuple(menu_for(person.viewer)) if person and not person.setting_up else ()

    @property
    def help_topic(self) -> str:
        """The screen that there is help for; empty where there is none."""
        entries = (entry.blueprint for section in self.menu for entry in section.entries)
        return next((name for name in entries if name == request.blueprint != "help"), "")

    @property
    def once(self) -> str:
        """A mark that lets a form be sent only once."""
        return secrets.token_urlsafe(12)

    def may(self, endpoint: str) -> bool:
        """May the person open that route? For links and buttons to it."""
        person = signed_in()
        return person is not None and not person.setting_up and may_open(person.viewer, endpoint)

    def when(self, at: float) -> str:
        return when(at, box().now())
