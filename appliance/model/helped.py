"""Helpers on pupils' devices: who they are, what they were told, and what they sent."""

from enum import StrEnum

from appliance.model.values import Frozen, Tagged


class HelperKind(StrEnum):
    """`desktop` is a program on a computer, `browser` an extension of one. The words are stored."""

    DESKTOP = "desktop"
    BROWSER = "browser"


class Helper(Frozen):
    """A helper that was enrolled and not revoked. `key` is its Ed25519 public key (32 bytes), `name` what its device
    calls itself. `mac` is the device that it was seen at last on the school's network, or empty."""

    id: str
    kind: HelperKind
    name: str
    key: bytes
    mac: str = ""


class Lock(Tagged):
    """A device's screen is locked until `until`; that of a `person` (an id) on every device they are at, and then
    `device` is their name. `reason` is in words for the pupil; `by` is a person."""

    id: str
    device: str
    since: float
    until: float
    reason: str
    by: str
    person: str = ""
    mac: str = ""


class OrderState(StrEnum):
    """How far an order came. `waiting` is one whose device is away, or was told and has not answered yet."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class OrderKind(StrEnum):
    """What a device was asked to do. The words are stored."""

    SCREENSHOT = "screenshot"
    RECORDING = "recording"
    MESSAGE = "message"
    LOG_OFF = "log off"
    CLOSE_TABS = "close tabs"
    RENEW = "renew"


class PictureKind(StrEnum):
    """`still` is a screenshot, `frame` one of a recording."""

    STILL = "still"
    FRAME = "frame"


class Pictured(Tagged):
    """A picture came from a helper, for an order, and is sealed in the evidence folder under `digest` (hex).

    `number` is the helper's own count, by which a picture that is sent twice is known; `screen` and `sequence` count
    from 0; `last` says that no more of its order will come. `width` and `height` are what its header says.
    """

    at: float
    worker: str
    helper: str
    number: int
    order: str
    kind: PictureKind
    digest: str
    size: int
    format: str
    width: int
    height: int
    screen: int = 0
    sequence: int = 0
    last: bool = True


class Notice(StrEnum):
    """What a helper noticed on its device, besides words. The words are stored."""

    USB_SEEN = "USB storage seen"
    USB_BLOCKED = "USB storage blocked"
    APPLICATION_CLOSED = "application closed"
    TAMPERED = "helper stopped or changed"
    CLOCK = "clock is wrong"
    LOCK_ENDED = "lock ended by itself"
    REFUSED = "refused by the box"
    LOST = "no room on the device"


ABOUT_DEVICES = frozenset({Notice.TAMPERED, Notice.CLOCK, Notice.REFUSED, Notice.LOST})
"""What says something of the device, and nothing of who was at it."""


class Noticed(Tagged):
    """Something was noticed on a device. `person` is an id, or empty; `detail` is the device's own words, `number` as
    in `Pictured`."""

    at: float
    worker: str
    helper: str
    number: int
    device: str
    room: str
    person: str
    what: Notice
    detail: str
