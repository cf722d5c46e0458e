"""Text that comes in pieces over a long time, and is read in windows: what the next window must know of the last one.

Windows are server-sent events; JSON documents, one a line, are made such. An AI chat sends a word or a part of one in
each, inside of hundreds of bytes that are always the same, so it is the text that is carried over, and not the bytes.
"""

import msgspec

from appliance.extract import json
from appliance.extract.passages import passage

KEPT = 400  # characters of each field: more than the longest term, and some words before it to show
_MOST_FIELDS = 16
_MOST_PIECES = 200


def events(lines: bytes) -> bytes:
    """Lines of JSON as server-sent events."""
    return b"".join(b"data: %b\n\n" % line for line in lines.splitlines() if line)


def carried(window: bytes) -> bytes:
    """The last pieces of every field of a window, as events to be read before those of the next window."""
    room: dict[str, int] = {}
    kept: list[bytes] = []
    for line in reversed(window.splitlines()[-_MOST_PIECES:]):
        if line.startswith(b"data:"):
            for key, value in reversed(_pieces(line[5:].strip().decode("utf-8", "replace"))):
                left = room.setdefault(key, KEPT) if key in room or len(room) < _MOST_FIELDS else 0
                if left > 0:
                    room[key] = left - len(value)
                    kept.append(_event(key, value[-left:]))
    return b"".join(reversed(kept))


def _pieces(data: str) -> list[tuple[str, str]]:
    return list(json.pairs(data)) if data.startswith(("{", "[", '"')) else [("", passage(data))]


def _event(key: str, value: str) -> bytes:
    said = msgspec.json.encode({key: value}) if key else value.encode("utf-8", "replace")
    return b"data: %b\n\n" % said
