"""The frame around the pages of Confide."""

from flask import request
from markupsafe import Markup, escape

from appliance import unseen
from appliance.languages.choosing import Language
from appliance.languages.own_words import known, talk_to
from webui.confide import languages
from webui.confide.door import door
from webui.confide.headers import secure_origin
from webui.confide.languages import Switch

BLIND_MARK = "\u2063" * 3
"""At the end of a title: helpers on devices see, hear and read nothing while it is in sight."""


class Frame:
    """What the layout shows on every page; the templates' `frame`."""

    @property
    def title(self) -> Markup:
        """It says nothing of what this page is. The mark is ours, and the only thing in it that is not seen."""
        return escape(unseen.shown(self.school)) + BLIND_MARK

    @property
    def school(self) -> str:
        return languages.words().name or door().settings.school.name

    @property
    def talk_to(self) -> str:
        words = languages.words()
        return talk_to(words, self.language) or known(self.language, door().settings.school.talk_to)

    @property
    def logo(self) -> str:
        """As an address that holds it; empty where there is none."""
        front = door().front()
        return self.photo(front.logo) if front else ""

    def photo(self, name: str) -> str:
        """The picture of that name, as `logo`."""
        return door().showing.picture(name)

    @property
    def hide_to(self) -> str:
        """Where “hide this page” leads."""
        front = door().front()
        return (front.hide_to if front else "") or door().settings.portal.url + "/"

    @property
    def safer(self) -> str:
        """The same with TLS, for a page that came without."""
        return "" if request.is_secure else secure_origin() + "/"

    @property
    def language(self) -> Language:
        return languages.language()

    @property
    def switches(self) -> tuple[Switch, ...]:
        return languages.switches()
