"""Who may go on: a slow sender keeps nobody out, and the machine is never asked for more than it has.

Each request is a process of its own (`worker.py`). One that still arrives costs a little memory and has seconds; one
that is here as a whole waits for one of few places, where a page is made.
"""

import socket
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

STILL_COMING = 40
OF_ONE = 12
LEAVING = 40  # whose answer was sent, and from whom more still comes
UPLOADS = 6  # at once: they are held in memory
SETTLED_SECONDS = 0.5  # so long nobody takes the place of one that waits for its sender


class Step(StrEnum):
    """How far a request's process is."""

    ARRIVING = "a"
    HALF = "h"  # all that was there is read, and it waits for more
    LONG = "u"  # it carries pictures, and waits until it may read them
    UPLOADING = "U"
    WHOLE = "w"
    ANSWERING = "A"
    TRYING = "t"  # a receipt, and waits for its turn
    LEAVING = "l"
    REPORTING = "r"  # has a report to keep, and waits for its turn
    WRONG = "x"  # there was no such receipt


COMING = frozenset({Step.ARRIVING, Step.HALF, Step.LONG, Step.UPLOADING})


SLOW = COMING - {Step.ARRIVING}


@dataclass(eq=False)
class Child:
    """A request's process. `control` is our end of the line to it, `since` when it came to this step, in seconds."""

    pid: int
    control: socket.socket
    address: str
    since: float
    step: Step = Step.ARRIVING


@dataclass(frozen=True)
class Places:
    """`at_once`: how many pages are made at the same time."""

    at_once: int
    coming: int = STILL_COMING
    of_one: int = OF_ONE
    uploads: int = UPLOADS

    def next_turn(self, waiting: Sequence[str], children: Sequence[Child], now: float) -> int | Child | None:
        """Of those that wait, by their addresses in the order they came: the number of the one that is started now; or
        who has to go first; or None, where all wait. Few of one address arrive at the same time: that is nothing to
        those who send at once what they have to send, and keeps the others from costing more than a little."""
        arriving = Counter(child.address for child in children if child.step in {Step.ARRIVING, Step.HALF})
        may = [number for number, address in enumerate(waiting) if arriving[address] < self.of_one]
        room = sum(child.step in COMING or child.step is Step.WHOLE for child in children) < self.coming
        if may and room:
            return min(may, key=lambda number: (arriving[waiting[number]], number))
        return _too_many([child for child in children if may or child.address in waiting], now)

    def may_go_on(self, children: Sequence[Child]) -> list[Child]:
        """Those that wait and now may: whole ones in the order they came, and uploads of whose address there are
        fewest."""
        steps = Counter(child.step for child in children)
        whole = [child for child in children if child.step is Step.WHOLE]
        uploading = Counter(child.address for child in children if child.step is Step.UPLOADING)
        long = sorted((one for one in children if one.step is Step.LONG), key=lambda one: uploading[one.address])
        return [
            *whole[: max(0, self.at_once - steps[Step.ANSWERING])],
            *long[: max(0, self.uploads - steps[Step.UPLOADING])],
        ]


def _too_many(children: Iterable[Child], now: float) -> Child | None:
    """Of the address that has most that are slow, the oldest. One with pictures goes only where its address has more of
    them."""
    slow = [child for child in children if child.step in SLOW and child.since + SETTLED_SECONDS <= now]
    of_address = Counter(child.address for child in slow)
    goes = [one for one in slow if one.step is Step.HALF or of_address[one.address] > 1]
    return min(goes, key=lambda one: (-of_address[one.address], one.since), default=None)


def longest_gone(children: Iterable[Child]) -> list[Child]:
    """Those that go where too many leave."""
    leaving = sorted((child for child in children if child.step is Step.LEAVING), key=lambda one: -one.since)
    return leaving[LEAVING:]


def fairest(trying: Sequence[Child]) -> Child:
    """Of those that wait for their turn: of the address that has fewest, the first."""
    of_address = Counter(child.address for child in trying)
    return min(trying, key=lambda one: (of_address[one.address], one.since))


def in_turn(waiting: Iterable[Child], may: Callable[[], bool], most: int) -> tuple[list[Child], list[Child]]:
    """Who goes on, as long as one more `may`; and who is told to come again, where more than `most` still wait: so
    whoever floods us waits for themselves, and a child beside them goes next."""
    wait, go_on = list(waiting), list[Child]()
    while wait and may():
        go_on.append(fairest(wait))
        wait.remove(go_on[-1])
    of_address = Counter(child.address for child in wait)
    return go_on, sorted(wait, key=lambda one: (of_address[one.address], one.since))[most:]
