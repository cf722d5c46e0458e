"""What is to be printed, and the process that prints it: for a moment, without a network, bounded in time and
memory."""

import subprocess
import sys
import threading

import msgspec

from appliance.errors import PaperError
from appliance.model import Frozen

SECONDS = 30.0
MOST_AT_ONCE = 2
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


class Sheet(Frozen):
    """A document. `html` names its pictures by `picture:name`; it can reach nothing else."""

    html: str
    pictures: dict[str, bytes] = msgspec.field(default_factory=dict)


def print_pdf(sheet: Sheet, seconds: float = SECONDS) -> bytes:
    """The PDF. At most two are printed at once; the next waits. Raises PaperError."""
    with _turns:
        return _run(sheet, seconds)


def _run(sheet: Sheet, seconds: float) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "appliance.paper"],
            input=msgspec.msgpack.encode(sheet),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PaperError("The PDF took too long to make. Choose a shorter time, and try again.") from error
    except OSError as error:
        raise PaperError(f"The PDF could not be made: {error.strerror}.") from error
    if done.returncode:
        raise PaperError("The PDF could not be made. The page itself can be printed from the browser.")
    return done.stdout
