"""Helpers, the codes that let them in, and what they were told and noticed."""

from appliance.helpers.protocol import Health
from appliance.model import Frozen, Helper, HelperKind, Lock, Notice, OrderKind, OrderState


class CodeRow(Frozen):
    """A code by which up to `most` devices may enrol until `until`; the code itself is not kept. `ended_at` is when
    somebody ended it before."""

    id: int
    label: str
    since: float
    until: float
    most: int
    used: int
    by: str
    ended_at: float | None = None
    ended_by: str = ""

    def is_open(self, now: float) -> bool:
        return self.ended_at is None and now < self.until and self.used < self.most


class HelperRow(Frozen):
    """A helper that enrolled. `name`, `system` and `version` are its own words; `mac` is the device that it was seen at
    last, `client` the address; `code` is the number of the code that let it in. `last_at` is when it was here last, 0
    for never; `health` is None where nothing was heard."""

    id: str
    kind: HelperKind
    name: str
    key: bytes
    mac: str
    system: str
    version: str
    client: str
    since: float
    code: int | None
    last_at: float
    health: Health | None
    health_at: float
    revoked_at: float | None
    revoked_by: str
    revoked_why: str

    @property
    def helper(self) -> Helper:
        """As everything else speaks of it."""
        return Helper(id=self.id, kind=self.kind, name=self.name, key=self.key, mac=self.mac)


class OrderRow(Frozen):
    """What a helper was told to do, and what became of it. `person` is an id, empty where nobody was known; `by` is a
    person, empty for the box itself; `why` is a sentence; `arrived` as in `OrderAnswered`."""

    id: str
    helper: str
    device: str
    room: str
    person: str
    capture: int | None
    kind: OrderKind
    by: str
    at: float
    state: OrderState = OrderState.WAITING
    why: str = ""
    settled_at: float | None = None
    arrived: float | None = None


class LockRow(Frozen):
    """A lock, and when and by whom it was lifted before its time."""

    lock: Lock
    lifted_at: float | None
    lifted_by: str


class NoticedRow(Frozen):
    """Something that a helper noticed on its device. `person` is an id, or empty."""

    id: int
    at: float
    helper: str
    device: str
    room: str
    person: str
    what: Notice
    detail: str


class NoticedTrouble(Frozen):
    """Of one helper, how often something was noticed of its device, and when last."""

    helper: str
    what: Notice
    times: int
    last_at: float
