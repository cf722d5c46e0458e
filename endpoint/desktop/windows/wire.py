"""What a window is told to show (a line of JSON each on its standard input), and what it says back (the same on its
standard output). Every line is whole: a later one takes the place of the one before. Seconds are counted from when a
line is written."""

from typing import Literal

import msgspec

from appliance.errors import WireError
from appliance.helpers.protocol import Count, Id, Rules, Seconds, Short, Watch, Words
from appliance.model import Frozen, Tagged

Language = Literal["en", "cy"]
LONGEST_LINE = 64 * 1024


class Around(Frozen):
    """What every window needs besides its own. `watched_by` is who looks at this screen now. `turn` is the keeper's:
    a window that outlives its keeper goes when another one has taken its turn."""

    language: Language = "en"
    dark: bool = False
    watched_by: Short = ""
    turn: Id = ""


class ShowLock(Tagged, tag="lock"):
    """`text` is a message that `sender` sent to whoever sits in front of the lock."""

    around: Around
    left: Seconds
    reason: Words
    talk_to: Short
    text: Words = ""
    sender: Short = ""


class ShowNote(Tagged, tag="message"):
    """A message, `waiting` more behind it."""

    around: Around
    left: Seconds
    text: Words
    sender: Short
    waiting: Count = 0


class ShowRules(Tagged, tag="rules"):
    around: Around
    rules: Rules


class ShowNotice(Tagged, tag="notice"):
    """The log-off that comes when `left` is over."""

    around: Around
    left: Seconds
    text: Words


class ShowWatched(Tagged, tag="watched"):
    """What the school watches. `left` after which the page goes by itself."""

    around: Around
    left: Seconds
    school: Short
    watch: Watch


class ShowMark(Tagged, tag="mark"):
    """Who looks at this screen now stands in `around`."""

    around: Around


class ShowMenu(Tagged, tag="menu"):
    """Lollipop's own, near the place on screen that was clicked."""

    around: Around
    left: Seconds
    x: int
    y: int


Show = ShowLock | ShowNote | ShowRules | ShowNotice | ShowWatched | ShowMark | ShowMenu


class Shown(Tagged, tag="shown"):
    """It is on screen now."""


class Answered(Tagged, tag="answered"):
    """What was said to the rules."""

    accepted: bool


class PutAway(Tagged, tag="put away"):
    """It was read, or its time is over."""


class Chosen(Tagged, tag="chosen"):
    what: Literal["confide", "watched"]


Said = Shown | Answered | PutAway | Chosen

_encoder = msgspec.json.Encoder()
_show: msgspec.json.Decoder[Show] = msgspec.json.Decoder(Show)
_said: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


def line_of(message: Show | Said) -> bytes:
    return _encoder.encode(message) + b"\n"


def show_in(line: bytes) -> Show:
    """Raises WireError."""
    try:
        return _show.decode(line)
    except msgspec.DecodeError as error:
        raise WireError(f"not for a window: {error}") from error


def said_in(line: bytes) -> Said:
    """Raises WireError."""
    try:
        return _said.decode(line)
    except msgspec.DecodeError as error:
        raise WireError(f"not a window's word: {error}") from error
