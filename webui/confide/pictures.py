"""Pictures that a child sends: drawn anew by a process that opens no file, so that nothing is left of where, when and
with what they were made."""

from collections.abc import Iterable, Iterator

from werkzeug.datastructures import FileStorage

from appliance.confide.model import LARGEST_PICTURE, MOST_PICTURES, Picture
from appliance.errors import EvidenceError
from appliance.evidence.draw import ToDraw, draw
from webui.confide.steps import Trouble

LARGEST_SENT = 10 * 1024 * 1024  # bytes
SIDE = 1600  # dots
_SECONDS = 12.0


class RefusedError(Exception):
    """They cannot be taken; `trouble` is what the child is told."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def chosen(files: Iterable[FileStorage]) -> tuple[bytes, ...]:
    """As they came; browsers send an empty file where none was chosen. Raises RefusedError."""
    found = tuple(content for content in _read(files) if content)
    if len(found) > MOST_PICTURES or any(len(one) > LARGEST_SENT for one in found):
        raise RefusedError(Trouble.PICTURES)
    return found


def drawn(pictures: tuple[bytes, ...]) -> tuple[Picture, ...]:
    """JPEG. Raises RefusedError where one is no picture, or there is no time for it."""
    if not pictures:
        return ()
    wanted = ToDraw(pictures=pictures, width=SIDE, height=SIDE, sent=True, longest=LARGEST_PICTURE)
    try:
        found = tuple(one.image for one in draw(wanted, _SECONDS))
    except EvidenceError as error:
        raise RefusedError(Trouble.BUSY) from error
    if not all(0 < len(one) <= LARGEST_PICTURE for one in found):
        raise RefusedError(Trouble.PICTURE)
    return found


def _read(files: Iterable[FileStorage]) -> Iterator[bytes]:
    """A byte more than may be, at most."""
    for file in files:
        yield file.stream.read(LARGEST_SENT + 1)
