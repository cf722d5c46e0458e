"""What a process holds that `core` told it, and its memory of that: one that starts while `core` is stuck must not
forget the bans, nor the school's own policy."""

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from appliance import modes
from appliance.model import Ban, Lock

logger = logging.getLogger(__name__)


def on_steady_clock[Until: (Ban, Lock)](bans: Iterable[Until], wall: float, steady: float) -> tuple[Until, ...]:
    """The same bans, or locks, with the end that they have on a clock that nobody sets. None lasts longer than it was
    meant to, also if the wall clock stands before its beginning."""
    return tuple(
        msgspec.structs.replace(ban, since=steady, until=steady + min(ban.until - wall, ban.until - ban.since))
        for ban in bans
    )


class Memory[Kind]:
    """The last of what `core` said, in a file; `nothing` where there is none."""

    def __init__(self, file: Path, kind: type[Kind], nothing: Kind) -> None:
        self._file = file
        self._kind = kind
        self._nothing = nothing

    def keep(self, value: Kind) -> None:
        """A disk that is full must not hold up a ban: it is then forgotten with the process."""
        new = self._file.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            new.touch(modes.of_file(new.parent), exist_ok=False)  # it says which device is paused, and why
            new.write_bytes(msgspec.msgpack.encode(value))
            new.replace(self._file)
        except OSError as error:
            logger.warning("%s could not be kept: %s", self._file.name, error)

    def recall(self) -> Kind:
        try:
            return msgspec.msgpack.decode(self._file.read_bytes(), type=self._kind)
        except FileNotFoundError:
            return self._nothing
        except (OSError, msgspec.MsgspecError) as error:
            logger.warning("%s could not be read: %s", self._file.name, error)
            return self._nothing
