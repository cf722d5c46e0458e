"""The box itself: what went wrong, and which apps refuse it."""

from appliance.model import Frozen


class Incident(Frozen):
    """Something that went wrong in the box itself, in a sentence. Repeats within ten minutes are one with a `count`."""

    id: int
    kind: str
    first_at: float
    last_at: float
    count: int
    process: str
    text: str


class Refusal(Frozen):
    """How often one device refused our certificate for one host, and the last error it gave."""

    host: str
    device: str
    count: int
    first_at: float
    last_at: float
    error: str


class RefusalSummary(Frozen):
    """A host whose certificate, as we make it, clients refused. `verdict` is what it looks like, in words.

    `proposed`: enough trusted devices refused it that passing it without decrypting is worth a decision.
    """

    host: str
    devices: tuple[str, ...]
    count: int
    last_at: float
    verdict: str
    proposed: bool
