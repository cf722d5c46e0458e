"""Where Confide is: a process of its own, that this one knows by its address alone and tells nothing."""

import socket
from threading import Lock
from typing import cast

from flask import Flask, current_app

from appliance.config import Confide
from webui.answers import WILDCARDS
from webui.portal.door import Door

HOLDS = 3.0  # seconds
_WITHIN = 0.5


class Confidant:
    """One for the app. Asks now and then whether anything answers there."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._turn = Lock()
        self._answers = False
        self._from = self._until = 0.0

    def answers(self) -> bool:
        """A clock that was set back makes it ask again."""
        now = self._door.now()
        with self._turn:
            if not self._from <= now < self._until:
                self._answers = _answers(self._door.settings.confide)
                self._from, self._until = now, now + HOLDS
            return self._answers


def register(app: Flask, door: Door) -> None:
    app.extensions["lollipop-confide"] = Confidant(door)


def confidant() -> Confidant:
    """The running app's."""
    return cast("Confidant", current_app.extensions["lollipop-confide"])


def _answers(confide: Confide) -> bool:
    here = {"::": "::1"}.get(confide.listen, "127.0.0.1") if confide.listen in WILDCARDS else confide.listen
    try:
        socket.create_connection((here, confide.port), _WITHIN).close()
    except OSError:
        return False
    return True
