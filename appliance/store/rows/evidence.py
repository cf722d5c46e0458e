"""Pictures from helpers, and holds on captures."""

from appliance.model import Frozen, PictureKind


class EvidenceRow(Frozen):
    """A picture. `capture` is None for one that somebody asked for by hand. `gone_at`: its file was taken away then,
    and `gone_why` says why."""

    id: int
    order: str
    capture: int | None
    helper: str
    device: str
    room: str
    person: str
    kind: PictureKind
    at: float
    digest: str
    size: int
    format: str
    width: int
    height: int
    screen: int
    sequence: int
    gone_at: float | None
    gone_why: str


class Hold(Frozen):
    """Somebody wants the pictures of a capture kept for longer than the box would, until somebody ends it."""

    capture: int
    at: float
    by: str
    why: str
