"""Wrong tries lately, and how long to wait for the next. Bounded: who is locked out for fun is back in five minutes."""

from collections import OrderedDict
from collections.abc import Iterable

from appliance.model import Frozen
from appliance.people.secrets import one_more, wait_after

MOST_NAMES = 10_000
_FREE = 3  # of `wait_after`


class Name(Frozen):
    """Under which tries are counted, and how many wrong ones are `free`."""

    text: str
    free: int = _FREE


class Tries:
    """Pure: the time comes in. Not for several threads at once."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, names: Iterable[Name], now: float) -> float:
        """Seconds until the next try, by the name that has to wait longest."""
        return max((self._wait(name, now) for name in names), default=0.0)

    def wrong(self, names: Iterable[Name], now: float) -> None:
        for name in names:
            tries, last = self._wrong.pop(name.text, (0, 0.0))
            self._wrong[name.text] = one_more(tries, last, now), now
        while len(self._wrong) > MOST_NAMES:
            self._wrong.popitem(last=False)

    def right(self, name: Name) -> None:
        """None of its wrong ones counts any more."""
        self._wrong.pop(name.text, None)

    def _wait(self, name: Name, now: float) -> float:
        tries, last = self._wrong.get(name.text, (0, 0.0))
        return wait_after(tries - name.free + _FREE, last, now)
