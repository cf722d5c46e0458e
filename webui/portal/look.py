"""The school in its own words, as core says it: its name, whom to talk to, its logo. While core is away it is what core
said last, or the settings: a child who is worried must find somebody whatever else works."""

from threading import Lock
from typing import cast

from flask import Blueprint, Response, abort, current_app

from appliance.errors import CoreAwayError, WireError
from appliance.languages.choosing import SchoolWords
from appliance.portal_wire import AskLogo, AskSchool, Logo, SchoolSays
from webui.portal.door import Door

HOLDS = 2.0  # seconds; so soon a change is on every page
HOLDS_WITHOUT_CORE = 10.0  # every page would wait for a core that is stuck
_WITHIN = 1.0

blueprint = Blueprint("look", __name__)


class Look:
    """One for the app; its threads share what they heard."""

    def __init__(self, door: Door) -> None:
        own = door.settings.school
        self._door = door
        self._turn = Lock()
        self._says = SchoolSays(words=SchoolWords(name=own.name, talk_to=own.talk_to))
        self._from = self._until = 0.0
        self._drawn: tuple[str, bytes] = ("", b"")

    def says(self) -> SchoolSays:
        """Never raises. A clock that was set back makes it ask again."""
        now = self._door.now()
        with self._turn:
            if not self._from <= now < self._until:
                self._says, holds = self._asked()
                self._from, self._until = now, now + holds
            return self._says

    def logo(self) -> bytes:
        """A PNG; empty where there is none. Raises CoreAwayError and WireError."""
        name = self.says().logo
        with self._turn:
            if name and self._drawn[0] != name:
                self._drawn = (name, self._door.ask(AskLogo(), Logo, within=_WITHIN).png)
            return self._drawn[1] if name else b""

    def _asked(self) -> tuple[SchoolSays, float]:
        try:
            return self._door.ask(AskSchool(), SchoolSays, within=_WITHIN), HOLDS
        except (CoreAwayError, WireError):
            return self._says, HOLDS_WITHOUT_CORE


def look() -> Look:
    """The running app's."""
    return cast("Look", current_app.extensions["lollipop-look"])


@blueprint.get("/logo.png")
def logo() -> Response:
    return Response(look().logo() or abort(404), mimetype="image/png")
