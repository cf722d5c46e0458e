"""The bans that a worker holds, and its memory of them: one that starts while `core` is stuck must not forget them."""

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from appliance.model import Ban
from appliance.wire import Bans

logger = logging.getLogger(__name__)

_SECRET = 0o600  # it says which device is paused, and why


def on_steady_clock(bans: Iterable[Ban], wall: float, steady: float) -> tuple[Ban, ...]:
    """The same bans with the end that they have on a clock that nobody sets. None lasts longer than it was meant to,
    also if the wall clock stands before its beginning."""
    return tuple(
        msgspec.structs.replace(ban, since=steady, until=steady + min(ban.until - wall, ban.until - ban.since))
        for ban in bans
    )


class Memory:
    """The last list, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, message: Bans) -> None:
        """A disk that is full must not hold up a ban: the list is then forgotten with the process."""
        new = self._file.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            new.touch(_SECRET, exist_ok=False)
            new.write_bytes(msgspec.msgpack.encode(message.bans))
            new.replace(self._file)
        except OSError as error:
            logger.warning("the list of bans could not be kept: %s", error)

    def recall(self) -> tuple[Ban, ...]:
        try:
            return msgspec.msgpack.decode(self._file.read_bytes(), type=tuple[Ban, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError) as error:
            logger.warning("the list of bans could not be read: %s", error)
            return ()
