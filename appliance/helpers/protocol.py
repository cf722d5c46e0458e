"""What a helper and the box say to each other: the whole protocol, for both kinds of helper.

A WebSocket over TLS (`wss://<box>:<port>/helper`, subprotocol `lollipop-helper-1`, no compression). A text frame is one
message of these types as JSON, tagged by `type`; bytes stand in base64. A binary frame is a picture: four bytes with
the length of a `Picture` header (big-endian), the header as JSON, then the image. Neither end sends a time of day, for
clocks differ: `ago` and `left` are seconds, counted from when the message is sent.

    device: Knock            box: Challenge | Refused
    device: Proof            box: Welcome, State | Refused     (the connection ends after a refusal)
    then both, as things happen; a `Beat` each 20 seconds from both ends, and 60 seconds of silence end the connection

What carries a `number` above 0 is kept by the device until the box has it for good and said `Taken`; sent twice, it
counts once. Numbers count up for each helper, over its life: one that starts goes on from the last it gave, or from the
milliseconds since 1970 by its clock, whichever is more. Orders are answered within their time, also where they
cannot be done. A `State` is whole and takes the place of the one before; what has an end ends on the device by itself,
whether or not the box is there.
"""

import struct
from base64 import b64encode
from typing import Annotated, Any, Literal

import msgspec

from appliance.errors import WireError
from appliance.model import Frozen, HelperKind, Notice, PictureKind, Tagged

SUBPROTOCOL = "lollipop-helper-1"
PATH = "/helper"
LONGEST_TEXT_FRAME = 64 * 1024
LONGEST_PICTURE = 3 * 1024 * 1024  # several screens in full size; a normal one has 130 KB
LONGEST_PASSAGE = 4000  # characters of typed text in one message
BEAT_SECONDS = 20.0
SILENT_SECONDS = 60.0
LOCK_AT_MOST = 3600.0  # seconds for which a device stays locked without a word from the box
_LENGTH = struct.Struct(">I")

Id = Annotated[str, msgspec.Meta(max_length=64)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=1000)]
Url = Annotated[str, msgspec.Meta(max_length=2000)]
Passage = Annotated[str, msgspec.Meta(max_length=LONGEST_PASSAGE)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=10**9)]
Number = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10_000)]

# --- from a device: who it is --------------------------------------------------------------------------------------


class Knock(Tagged, tag="knock"):
    """The first message. `helper` is the id it got when it enrolled, or empty: then `code` is the enrolment code.
    `key` is its Ed25519 public key (32 bytes). `name` is what the device calls itself, `system` such as `Debian 12`;
    `macs` (lower case, colons) are those of its network cards, where it can know them."""

    kind: HelperKind
    version: Short
    key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    name: Short
    system: Short
    helper: Id = ""
    code: Annotated[str, msgspec.Meta(max_length=40)] = ""
    macs: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=17)], ...], msgspec.Meta(max_length=16)] = ()


class Proof(Tagged, tag="proof"):
    """`signature` (64 bytes) of `to_sign(…)`."""

    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


# --- from a device: what happens there -----------------------------------------------------------------------------


class Beat(Tagged, tag="beat"):
    """From both ends. `idle` is for how many seconds nobody touched the device."""

    idle: Seconds = 0.0


class LoggedOn(Tagged, tag="logged on"):
    """Somebody is at the device: `user` as the system or browser knows them, a claim that the box compares with the
    school's list. Empty where nobody is, or it cannot be known. Sent after `Welcome`, and on each change."""

    user: Short


class Front(Tagged, tag="front"):
    """What is in front now: a browser helper says the page's `url` too. At most one a second, the last one counts."""

    application: Short
    title: Words
    url: Url = ""


class Typed(Tagged, tag="typed"):
    """Words that were typed in one window or field, since the last message about it. `user` is who was logged on then.
    `offline` says that it waited on the device."""

    number: Number
    ago: Seconds
    application: Short
    text: Passage
    title: Words = ""
    url: Url = ""
    user: Short = ""
    offline: bool = False


class Told(Tagged, tag="told"):
    """Something else was noticed."""

    number: Number
    ago: Seconds
    what: Notice
    detail: Words = ""
    user: Short = ""


class Health(Tagged, tag="health"):
    """How the device is, each ten minutes and after `Welcome`. `battery` in percent, None where it has none; `waiting`
    is how many messages it keeps for the box; memory and disk in bytes. `applications` are those that run."""

    waiting: Number
    uptime: Seconds
    memory_free: Number = 0
    memory: Number = 0
    disk_free: Number = 0
    disk: Number = 0
    battery: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    applications: Annotated[tuple[Short, ...], msgspec.Meta(max_length=40)] = ()


class Answer(Tagged, tag="answer"):
    """To an order. A recording answers once its last frame is on its way. `why` is a sentence for a grown-up."""

    order: Id
    done: bool
    why: Words = ""


class AupAnswer(Tagged, tag="aup answer"):
    """What whoever is at the device said to the rules."""

    person: Id
    name: Short
    version: Count
    accepted: bool


class Bye(Tagged, tag="bye"):
    """The helper ends on purpose: the device is shut down, sleeps, or the helper is renewed."""

    why: Short = ""


class Picture(Frozen):
    """The header of a binary frame. `number` is 0 for a thumbnail, which nobody keeps. `sequence` counts the frames of
    a recording from 0, and `last` says that no more picture of this order will come."""

    number: Number
    order: Id
    kind: Literal["still", "frame", "thumbnail"]
    ago: Seconds
    format: Literal["webp", "jpeg"]
    width: Annotated[int, msgspec.Meta(ge=1, le=16_384)]
    height: Annotated[int, msgspec.Meta(ge=1, le=16_384)]
    screen: Annotated[int, msgspec.Meta(ge=0, le=15)] = 0
    sequence: Count = 0
    last: bool = True

    @property
    def kept_as(self) -> PictureKind | None:
        return None if self.kind == "thumbnail" else PictureKind(self.kind)


FromDevice = Knock | Proof | Beat | LoggedOn | Front | Typed | Told | Health | Answer | AupAnswer | Bye

# --- from the box --------------------------------------------------------------------------------------------------


class Challenge(Tagged, tag="challenge"):
    """`nonce` is 32 bytes, used once; `school` tells schools apart. A device that enrolled keeps the school's id, and
    ends the connection where it is another one."""

    school: Id
    nonce: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Welcome(Tagged, tag="welcome"):
    """The device is known, and `helper` is its id from now on."""

    helper: Id


class Refused(Tagged, tag="refused"):
    """`again`: whether it is worth to knock again later. What is not known or revoked is not; it then wants a new
    enrolment, and forgets what it kept for the box."""

    why: Words
    again: bool


class Taken(Tagged, tag="taken"):
    """The box has these for good."""

    numbers: tuple[Number, ...]


class Locked(Frozen):
    """The screen is locked for `left` seconds more, on every screen, with this reason; `talk_to` is whom to talk to."""

    left: Seconds
    reason: Words
    talk_to: Short


class Banned(Frozen):
    """The internet is paused. At school the box does that; a browser that is away does it itself."""

    left: Seconds
    reason: Words
    talk_to: Short


class OnlySites(Frozen):
    """Nothing but these sites, each a host (with what is below it), and a path's start where one follows."""

    left: Seconds
    sites: Annotated[tuple[Url, ...], msgspec.Meta(max_length=500)]


class RulePoint(Frozen):
    """One rule, in a sentence, and the name of its picture (one of the portal's) or an empty string."""

    text: Words
    picture: Short = ""


class Rules(Frozen):
    """Rules of use (AUP) to be accepted before anything else; `person` is whose they are."""

    person: Id
    name: Short
    version: Count
    title: Words
    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    points: Annotated[tuple[RulePoint, ...], msgspec.Meta(max_length=5)]


class Watch(Frozen):
    """What the school watches through the helper: the first-run page and the tray tell the child the same.

    `excluded` are applications whose typed text and titles are never read; names as in the task list, without case and
    `.exe`. `blocked` are closed when they start, with a message. `watched_by` is who looks at this screen now.
    """

    typed: bool = True
    titles: bool = True
    pictures: bool = True
    excluded: Annotated[tuple[Short, ...], msgspec.Meta(max_length=200)] = ()
    blocked: Annotated[tuple[Short, ...], msgspec.Meta(max_length=200)] = ()
    usb: Literal["allow", "say", "block"] = "say"
    watched_by: Short = ""


class State(Tagged, tag="state"):
    """Everything that holds at this device now, whole. `person` is the name of who is at it, as the school knows them.
    `always` are sites that stay open in a pause and a lesson: the school's, help lines, Confide. `digest` names the
    libraries that the box looks with, for a device that looks itself while it is away."""

    version: Number
    school: Short
    talk_to: Short
    language: Literal["en", "cy"]
    confide: Url
    person: Short = ""
    lock: Locked | None = None
    ban: Banned | None = None
    only: OnlySites | None = None
    rules: Rules | None = None
    watch: Watch = Watch()
    always: Annotated[tuple[Short, ...], msgspec.Meta(max_length=500)] = ()
    digest: Id = ""


class TakePicture(Tagged, tag="screenshot"):
    """All screens, a `still` each."""


class TakeRecording(Tagged, tag="record"):
    """Frames, at most two a second, only those that differ from the one before: from `before` seconds ago, as far as
    the device has them, for `seconds` in all."""

    seconds: Seconds = 30.0
    before: Seconds = 10.0


class ShowMessage(Tagged, tag="message"):
    """Shown over everything until it is put away. Done when it is shown."""

    text: Words
    sender: Short


class LogOff(Tagged, tag="log off"):
    """With a message that stands for ten seconds before."""

    text: Words = ""


class CloseTabs(Tagged, tag="close tabs"):
    """Close every tab at these hosts, or below them; all but one empty tab where none is named."""

    hosts: Annotated[tuple[Short, ...], msgspec.Meta(max_length=100)] = ()


class SendThumbnails(Tagged, tag="thumbnails"):
    """A thumbnail (at most 320 × 180) each `every` seconds for the next `seconds`. Told again, it goes on."""

    every: Seconds
    seconds: Seconds


class Renew(Tagged, tag="renew"):
    """Look for a new version of the helper, and take it."""


Do = TakePicture | TakeRecording | ShowMessage | LogOff | CloseTabs | SendThumbnails | Renew


class Order(Tagged, tag="order"):
    """To be done and answered within so many seconds. An id that came before is answered as before, and not done
    twice."""

    id: Id
    within: Seconds
    do: Do


FromBox = Challenge | Welcome | Refused | State | Order | Taken | Beat

_encoder = msgspec.json.Encoder()
_from_device: msgspec.json.Decoder[FromDevice] = msgspec.json.Decoder(FromDevice)
_from_box: msgspec.json.Decoder[FromBox] = msgspec.json.Decoder(FromBox)
_picture = msgspec.json.Decoder(Picture)


def to_sign(school: str, helper: str, key: bytes, nonce: bytes) -> bytes:
    """What a device signs: bound to the school, to who it says it is, and to this one connection. A device that enrols
    has no id yet, and signs with its code in its place."""
    return "\n".join((SUBPROTOCOL, school, helper, *(b64encode(one).decode() for one in (key, nonce)))).encode()


def encode(message: Any) -> str:
    return _encoder.encode(message).decode()


def from_device(frame: str) -> FromDevice:
    """Raises WireError for what is none of these."""
    try:
        return _from_device.decode(frame)
    except (msgspec.DecodeError, RecursionError) as error:
        raise WireError(f"not a helper's message: {error}") from error


def from_box(frame: str) -> FromBox:
    """Raises WireError for what is none of these."""
    try:
        return _from_box.decode(frame)
    except msgspec.DecodeError as error:
        raise WireError(f"not a box's message: {error}") from error


def encode_picture(header: Picture, image: bytes) -> bytes:
    written = _encoder.encode(header)
    return _LENGTH.pack(len(written)) + written + image


def picture_in(frame: bytes) -> tuple[Picture, bytes]:
    """Header and image. Raises WireError."""
    try:
        (length,) = _LENGTH.unpack_from(frame)
        header = _picture.decode(frame[_LENGTH.size : _LENGTH.size + length])
    except (struct.error, msgspec.DecodeError, RecursionError) as error:
        raise WireError(f"not a picture: {error}") from error
    return header, frame[_LENGTH.size + length :]
