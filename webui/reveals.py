"""Pictures that somebody asked to see in clear: drawn once, in memory for a few minutes, for their sign-in alone."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

from appliance.evidence.draw import Drawn
from appliance.model import Frozen

KEPT_SECONDS = 10 * 60.0
MOST_BYTES = 96 * 1024 * 1024
MOST_BLURRED = 500


class Reveal(Frozen):
    """`drawn` are pictures by the number of their row, `about` is what they were asked for of."""

    session: int
    about: str
    at: float
    drawn: dict[int, Drawn]

    @property
    def size(self) -> int:
        return sum(len(one.image) for one in self.drawn.values())


class Reveals:
    """By token. There is one web process."""

    def __init__(self) -> None:
        self._kept: dict[str, Reveal] = {}
        self._turn = threading.Lock()

    def keep(self, reveal: Reveal) -> str:
        """A token for it. What is too old goes, of everybody, and the oldest where they are too many."""
        token = secrets.token_urlsafe(24)
        with self._turn:
            fresh = {name: one for name, one in self._kept.items() if _is_fresh(one, reveal.at)}
            while fresh and sum(one.size for one in fresh.values()) + reveal.size > MOST_BYTES:
                del fresh[next(iter(fresh))]
            self._kept = fresh | {token: reveal}
        return token

    def get(self, token: str, session: int, now: float) -> Reveal | None:
        """None where it was too long ago, or is somebody else's."""
        with self._turn:
            found = self._kept.get(token)
        return found if found and found.session == session and _is_fresh(found, now) else None


class Blurs:
    """Blurred pictures by the number of their row, the newest `MOST_BLURRED` that were drawn. Each has a few kilobytes,
    and None stands for one that cannot be drawn."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, bytes | None] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, number: int, make: Callable[[], bytes | None]) -> bytes | None:
        with self._turn:
            if number in self._kept:
                return self._kept[number]
        made = make()
        with self._turn:
            self._kept[number] = made
            if len(self._kept) > MOST_BLURRED:
                self._kept.popitem(last=False)
        return made


def _is_fresh(reveal: Reveal, now: float) -> bool:
    return 0 <= now - reveal.at < KEPT_SECONDS
