"""How many consoles may listen at once: each holds a thread here, and one of a browser's six connections to a host."""

import threading
from collections.abc import Callable

SEATS_EACH = 4
SEATS = 48


class Seat:
    """One open feed. `held` turns false when a newer one took its place."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.held = True


class Seats:
    """The newest feeds stay: at most `each` of a session and `total` in all. `on_change` is called when one must go."""

    def __init__(self, on_change: Callable[[], None], each: int = SEATS_EACH, total: int = SEATS) -> None:
        self._on_change = on_change
        self._each = each
        self._total = total
        self._taken: list[Seat] = []
        self._turn = threading.Lock()

    @property
    def count(self) -> int:
        return len(self._taken)

    def take(self, session: str) -> Seat:
        seat = Seat(session)
        with self._turn:
            self._taken.append(seat)
            own = [taken for taken in self._taken if taken.session == session]
            leaving = [*own[: -self._each], *self._taken[: -self._total]]
            self._taken = [taken for taken in self._taken if taken not in leaving]
        for old in leaving:
            old.held = False
        if leaving:
            self._on_change()
        return seat

    def leave(self, seat: Seat) -> None:
        with self._turn:
            self._taken = [taken for taken in self._taken if taken is not seat]
