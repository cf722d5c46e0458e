"""Pictures from pupils' devices, drawn anew for somebody to look at.

Their files may be made to break whatever decodes them, so that is done in a process of its own
(`python -m appliance.evidence.draw`), for a moment, bounded in time and memory; what comes out is only dots.
"""

import subprocess
import sys
import threading
import time
from typing import Annotated

import msgspec

from appliance.errors import EvidenceError
from appliance.model import Frozen

SECONDS = 20.0
MOST_AT_ONCE = 2
_LARGEST_SIDE = 4096
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)

Side = Annotated[int, msgspec.Meta(ge=1, le=_LARGEST_SIDE)]


class ToDraw(Frozen):
    """Within `width` and `height`, never larger than they came. `blurred`: nothing on them can be read, and nobody can
    undo that, for it is not in the file that is drawn. `sent`: a person chose them, so that they may be PNG too, have
    no ground of their own, or lie on their side. `longest` is how many bytes each may have, 0 for any: what would have
    more is drawn smaller."""

    pictures: tuple[bytes, ...]
    width: Side = 1920
    height: Side = 1200
    blurred: bool = False
    sent: bool = False
    longest: Annotated[int, msgspec.Meta(ge=0)] = 0


class Drawn(Frozen):
    """JPEG, with its size in dots; empty for a file that is none, broken, or too large."""

    image: bytes = b""
    width: int = 0
    height: int = 0


def draw(wanted: ToDraw, seconds: float = SECONDS) -> tuple[Drawn, ...]:
    """One for each picture, in order. At most two processes draw at once; the next waits. Raises EvidenceError."""
    with _turns:
        return _drawn(wanted, time.monotonic() + seconds)


def _drawn(wanted: ToDraw, deadline: float) -> tuple[Drawn, ...]:
    """Where the process broke, each half is tried by itself: one broken picture must not hide the others."""
    drawn = _run(wanted, deadline - time.monotonic())
    if drawn is not None:
        return drawn
    if len(wanted.pictures) == 1:
        return (Drawn(),)
    middle = len(wanted.pictures) // 2
    halves = wanted.pictures[:middle], wanted.pictures[middle:]
    return tuple(one for half in halves for one in _drawn(msgspec.structs.replace(wanted, pictures=half), deadline))


def _run(wanted: ToDraw, seconds: float) -> tuple[Drawn, ...] | None:
    """None where the process broke."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "appliance.evidence.draw"],
            input=msgspec.msgpack.encode(wanted),
            capture_output=True,
            timeout=max(seconds, 0.0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EvidenceError("The pictures took too long to draw. Try again in a moment.") from error
    except OSError as error:
        raise EvidenceError(f"The pictures could not be drawn: {error.strerror}.") from error
    if done.returncode:
        return None
    drawn = msgspec.msgpack.decode(done.stdout, type=tuple[Drawn, ...])
    return drawn if len(drawn) == len(wanted.pictures) else None


if __name__ == "__main__":
    from appliance.evidence.drawing import main

    main()
