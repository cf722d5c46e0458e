"""What the pages of Confide need of the box: its settings, the clock, one key and one file. Nothing else of the box is
opened here, and nobody is asked."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import cast

from flask import Flask, current_app, g

from appliance.confide.front import Front
from appliance.confide.receipt import secret_of
from appliance.confide.urgent import UrgentWords
from appliance.config import Home, Settings
from appliance.store.confide import ConfideStore
from webui.confide.showing import Showing


@dataclass(frozen=True)
class ConfideDoor:
    """`now` is the clock, in seconds since the epoch; tests bring their own. `secret` goes into receipts. `urgent` is
    made once, before any page is; `showing` is renewed before each."""

    home: Home
    settings: Settings
    secret: bytes
    showing: Showing
    urgent: UrgentWords = field(default_factory=UrgentWords)
    now: Callable[[], float] = time.time
    rng: random.Random = field(default_factory=random.SystemRandom)

    def today(self) -> date:
        return datetime.fromtimestamp(self.now(), UTC).astimezone().date()

    def store(self) -> ConfideStore:
        """Opened once for a page, and closed with it. Raises StorageError."""
        if "store" not in g:
            g.store = ConfideStore.open(self.home)
        return cast("ConfideStore", g.store)

    def front(self) -> Front | None:
        """The school as core wrote it: the same for the whole of a page. Raises StorageError."""
        if "front" not in g:
            g.front = self.showing.front()
        return cast("Front | None", g.front)

    def read_anew(self) -> None:
        """The school as it is in this moment, for the rest of the page. Raises StorageError."""
        g.front = self.store().front()


def new_door(home: Home, settings: Settings) -> ConfideDoor:
    """Raises OSError and LibraryError."""
    return ConfideDoor(home=home, settings=settings, secret=secret_of(home), showing=Showing(home))


def register(app: Flask, with_door: ConfideDoor) -> None:
    app.extensions["confide"] = with_door
    app.teardown_appcontext(_close)


def door() -> ConfideDoor:
    """The running app's."""
    return cast("ConfideDoor", current_app.extensions["confide"])


def _close(_: BaseException | None) -> None:
    store: ConfideStore | None = g.pop("store", None)
    if store:
        store.close()
