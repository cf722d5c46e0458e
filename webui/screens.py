"""Pictures of screens between being asked for and being shown: in memory, for some seconds. And who is looking, so that
each look stands in the audit trail once."""

import hashlib
import threading
from collections.abc import Iterable

from appliance.helper_wire import View

SHOWN_SECONDS = 15.0
LOOK_ENDS_SECONDS = 60.0  # after the last picture; a page in a tab that nobody looks at asks for none
TOLD_SECONDS = 4.0  # a page asks for its pictures at once, and for the next ones after three seconds
LARGEST = 256 * 1024
MOST = 600
_STARTS = {"image/webp": (0, b"RIFF", 8, b"WEBP"), "image/jpeg": (0, b"\xff\xd8", 2, b"\xff")}


class Screens:
    """There is one web process."""

    def __init__(self) -> None:
        self._pictures: dict[str, tuple[float, str, bytes]] = {}
        self._looks: dict[tuple[int, str], float] = {}
        self._told: dict[tuple[int, str], tuple[float, frozenset[str]]] = {}
        self._turn = threading.Lock()

    def keep(self, views: Iterable[View], now: float) -> None:
        """What is too old goes, and so does the picture of a screen that shows none any more."""
        with self._turn:
            fresh = {one: kept for one, kept in self._pictures.items() if 0 <= now - kept[0] < SHOWN_SECONDS}
            for view in views:
                fresh.pop(view.helper, None)
                if kind := kind_of(view.thumbnail):
                    fresh[view.helper] = (now, kind, view.thumbnail)
            self._pictures = dict(list(fresh.items())[-MOST:])

    def picture(self, helper: str, now: float) -> tuple[str, bytes] | None:
        """Its type and its bytes, as the device sent them."""
        at, kind, image = self._pictures.get(helper, (float("-inf"), "", b""))
        return (kind, image) if 0 <= now - at < SHOWN_SECONDS else None

    def tell(self, session: int, what: str, helpers: Iterable[str], now: float) -> None:
        """These are in sight of that look, as was just worked out."""
        with self._turn:
            told = {key: one for key, one in self._told.items() if 0 <= now - one[0] < TOLD_SECONDS}
            self._told = told | {(session, what): (now, frozenset(helpers))}

    def was_told(self, session: int, what: str, helper: str, now: float) -> bool:
        """Was it in sight a moment ago? To work that out for each picture of a page anew costs five times as much."""
        at, helpers = self._told.get((session, what), (float("-inf"), frozenset[str]()))
        return 0 <= now - at < TOLD_SECONDS and helper in helpers

    def begins(self, session: int, what: str, now: float) -> bool:
        """Is this a new look, and not the next moment of one?"""
        with self._turn:
            last = self._looks.get((session, what))
            looks = {key: at for key, at in self._looks.items() if 0 <= now - at < LOOK_ENDS_SECONDS}
            self._looks = looks | {(session, what): now}
            return last is None or not 0 <= now - last < LOOK_ENDS_SECONDS

    def is_looking(self, session: int, what: str, now: float) -> bool:
        return 0 <= now - self._looks.get((session, what), float("-inf")) < LOOK_ENDS_SECONDS


def kind_of(image: bytes) -> str:
    """By its first bytes, for it is never decoded here; empty for what a browser is not to be given."""
    if not 0 < len(image) <= LARGEST:
        return ""
    for kind, (first, sign, second, other) in _STARTS.items():
        if image.startswith(sign, first) and image.startswith(other, second):
            return kind
    return ""


def mark_of(image: bytes) -> str:
    """The same for the same picture, so that a browser fetches only what changed."""
    return hashlib.blake2b(image, digest_size=6).hexdigest()
