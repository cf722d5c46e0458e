"""Frames in, what is to be told out. No clock and no socket, so that tests give it any day's traffic."""

from collections.abc import Callable, Iterable, Iterator

from appliance.config import Settings
from appliance.model import Handling, Visit
from appliance.network.watch import addresses, announced, asked
from appliance.network.watch.budget import Budget
from appliance.network.watch.capture import Kind
from appliance.network.watch.heard import Heard
from appliance.network.watch.leases import Leases
from appliance.network.watch.table import ASKED_EVERY, MOST_ASKED, Recent, Table
from appliance.wire import Sighted

WORKER = "watch"
OWN_NAMES = frozenset({"lollipop", "confide", "wpad"})
_SAME_SECONDS = 25.0  # less than a device's 30 seconds, so that questions still tell that it is there
_MOST_SAME = 20_000
_DATAGRAM = 42  # where a datagram's content starts; by IPv6 a little later, which does no harm


class Watch:
    """`now` is a time of day everywhere; what was heard never turns it back."""

    def __init__(self, own_names: Iterable[str], maker: Callable[[str], str]) -> None:
        self.table = Table(maker)
        self._own_names = frozenset(own_names)
        self._leases = Leases()
        self._read_before = Recent[int](_SAME_SECONDS, _MOST_SAME)
        self._asked = Recent[tuple[str, str]](ASKED_EVERY, MOST_ASKED)
        self.budgets: dict[Kind, Budget] = {
            "addresses": Budget(rate=100, burst=600, each=60),
            "leases": Budget(rate=40, burst=400, each=40),
            "announced": Budget(rate=40, burst=300, each=60),
            "asked": Budget(rate=300, burst=3000, each=600),
        }

    def take(self, kind: Kind, frame: bytes, now: float) -> Iterator[Sighted | Visit]:
        """What there is to tell because of this frame."""
        if kind == "addresses" and self.table.knows(*addresses.claim(frame), now):
            return
        same = self._same(kind, frame)
        if self._read_before.has(same, now) or not self.budgets[kind].takes(frame[6:12], now):
            return
        if same:
            self._read_before.keep(same, now)
        if kind == "asked":
            yield from self._name(frame, now)
            return
        for heard in self._read(kind, frame, now):
            if said := self.table.hear(heard, now):
                yield said

    def _same(self, kind: Kind, frame: bytes) -> int:
        """A number that is the same for frames that say the same: to look it up costs a hundredth of reading one. 0
        where each has to be read."""
        if kind == "announced":
            return hash(frame[6:12] + frame[_DATAGRAM:])
        question = asked.question(frame) if kind == "asked" else b""
        return hash(question) if question else 0

    def _read(self, kind: Kind, frame: bytes, now: float) -> tuple[Heard, ...]:
        if kind == "leases":
            return self._leases.read(frame, now)
        found = addresses.read(frame) if kind == "addresses" else announced.read(frame)
        return (found,) if found else ()

    def _name(self, frame: bytes, now: float) -> Iterator[Sighted | Visit]:
        found = asked.read(frame)
        if found is None:
            return
        if said := self.table.hear(Heard(mac=found.mac, source="dns", address=found.client), now):
            yield said
        if self._is_ours(found.host) or self._asked.again((found.client, found.host), now):
            return
        yield Visit(
            at=now,
            worker=WORKER,
            client=found.client,
            device=found.client,
            host=found.host,
            url="",
            handling=Handling.ASKED,
        )

    def _is_ours(self, host: str) -> bool:
        """Nobody is told who looks for Confide; and the box's own pages are no visit."""
        return host in self._own_names or host.partition(".")[0] in self._own_names


def own_names(settings: Settings) -> frozenset[str]:
    return OWN_NAMES | set(settings.portal.names)
