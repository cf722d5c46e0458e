"""A version that somebody sends from a browser: written to the disk as it comes, one at a time, whole or not at all.

What it is, is for `machine` and RAUC to say: here it is a file of some length, and its name is ours.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from werkzeug.exceptions import ClientDisconnected, HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import NEED_DATA, Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from appliance.config import Home
from appliance.errors import MachineError
from appliance.keywords.files import make_folder

NAME = "update.raucb"
_PIECE = 64 * 1024
_HELD = 4 * _PIECE
_MEGABYTE = 1_000_000
_SPARE = 200 * _MEGABYTE
_ONE = threading.Lock()

BUSY = "Another file is arriving just now. Wait until it is here."
NO_FILE = "No file was chosen. Choose the file of the new version."
TOO_OLD = "The page was too old. Choose the file once more."
CUT = "The file did not arrive whole: the connection was cut. Nothing was put in. Send it once more."
NOT_TAKEN = "The box’s disk did not take the file. Nothing was put in."
NO_ROOM = (
    "There is no room for this file: it needs {:,} MB of the box’s disk, and {:,} MB are free. Nothing was put in."
)


def most_bytes(home: Home) -> int:
    """How large a file there is room for: `machine` copies it once more, to where only root writes."""
    return max(0, (shutil.disk_usage(home.root).free - _SPARE) // 2)


def take(home: Home, kind: str, length: int, stream: IO[bytes], is_ours: Callable[[str], bool]) -> None:
    """Write the file of a form, of the type `kind` and `length` bytes long, to `home.sent / NAME`. `is_ours` looks at
    the form's token, which comes before the file. Raises MachineError with a sentence, and leaves nothing then."""
    if not _ONE.acquire(blocking=False):
        raise MachineError(BUSY)
    try:
        if length > (room := most_bytes(home)):
            raise MachineError(NO_ROOM.format((2 * length + _SPARE) // _MEGABYTE, (2 * room + _SPARE) // _MEGABYTE))
        make_folder(home.sent, 0o700)
        with _whole_or_nothing(home.sent / NAME) as file:
            _write(_events(kind, stream), file, is_ours)
    except ClientDisconnected as error:
        raise MachineError(CUT) from error
    except (HTTPException, ValueError) as error:  # what is no form
        raise MachineError(NO_FILE) from error
    except OSError as error:
        raise MachineError(NOT_TAKEN) from error
    finally:
        _ONE.release()


def clear(home: Home) -> None:
    """Nobody asked for what lies there yet, or it was cut by a power cut."""
    for path in home.sent.glob("*"):
        path.unlink(missing_ok=True)


@contextmanager
def _whole_or_nothing(goal: Path) -> Iterator[IO[bytes]]:
    part = goal.with_name("part")
    goal.unlink(missing_ok=True)
    try:
        with open(part, "wb", opener=_closed_to_others) as file:
            yield file
        part.replace(goal)
    finally:
        part.unlink(missing_ok=True)


def _closed_to_others(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _events(kind: str, stream: IO[bytes]) -> Iterator[Event]:
    """Of a form, as it comes. Raises ValueError for what is none."""
    _, options = parse_options_header(kind)
    if not options.get("boundary"):
        raise ValueError(kind)
    decoder = MultipartDecoder(options["boundary"].encode(), _HELD)
    event: Event = NEED_DATA
    while not isinstance(event, Epilogue):
        if isinstance(event, NeedData):
            decoder.receive_data(stream.read(_PIECE) or None)
        event = decoder.next_event()
        yield event


def _write(events: Iterator[Event], goal: IO[bytes], is_ours: Callable[[str], bool]) -> None:
    part: Event = NEED_DATA
    token = b""
    for event in events:
        match event:
            case File():
                part = event
                if not is_ours(token.decode(errors="replace")):
                    raise MachineError(TOO_OLD)
            case Field():
                part = event
            case Data() if isinstance(part, File):
                goal.write(event.data)
            case Data() if isinstance(part, Field) and part.name == "csrf":
                token += event.data
    if not goal.tell():
        raise MachineError(NO_FILE)
