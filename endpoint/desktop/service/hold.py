"""What the box said that holds here, kept so that it holds while the box is away and after a restart.

Times to go are counted on a clock that nobody can stop. Without a word from the box a lock ends after `LOCK_AT_MOST`,
whatever was said.
"""

from pathlib import Path
from typing import Any

import msgspec

from appliance.helpers.protocol import LOCK_AT_MOST, Locked, State
from appliance.model import Frozen
from endpoint.desktop.service.moments import Moment, between
from endpoint.desktop.service.sealed import Seal

SAVE_SECONDS = 30.0  # what a machine whose clock is lost gives back to a lock at most, each time it starts


class Held(Frozen):
    """`at` is when the state came, `word` when the box was last heard."""

    state: State
    at: Moment
    word: Moment


def held_now(held: Held, at: Moment, *, here: bool) -> State:
    """What holds at this moment. `here`: the box is connected; while it is not, nobody looks at the screen."""
    passed = between(held.at, at)
    silent = 0.0 if here else between(held.word, at)
    state = held.state
    return msgspec.structs.replace(
        state,
        lock=_lock(state.lock, passed, silent),
        ban=_less(state.ban, passed),
        only=_less(state.only, passed),
        watch=state.watch if here else msgspec.structs.replace(state.watch, watched_by=""),
    )


def _lock(lock: Locked | None, passed: float, silent: float) -> Locked | None:
    left = _less(lock, passed)
    if left is None or silent >= LOCK_AT_MOST:
        return None
    return msgspec.structs.replace(left, left=min(left.left, LOCK_AT_MOST - silent)) if silent else left


def _less[T: Any](ends: T | None, passed: float) -> T | None:
    """What has an end, `passed` seconds later."""
    if ends is None or ends.left <= passed:
        return None
    return msgspec.structs.replace(ends, left=ends.left - passed)


def _ends(state: State) -> bool:
    return any((state.lock, state.ban, state.only))


class Hold:
    """The state in force, and its file."""

    def __init__(self, path: Path, seal: Seal) -> None:
        self._path, self._seal = path, seal
        written = seal.read(path)
        self.held = msgspec.msgpack.decode(written, type=Held) if written else None
        self._saved = self.held.at if self.held else None

    def take(self, state: State, at: Moment) -> None:
        """Raises OSError."""
        self.held = Held(state=state, at=at, word=at)
        self._save(at)

    def word(self, at: Moment) -> None:
        """The box was heard."""
        if self.held:
            self.held = msgspec.structs.replace(self.held, word=at)

    def now(self, at: Moment, *, here: bool) -> State | None:
        return held_now(self.held, at, here=here) if self.held else None

    def save(self, at: Moment, *, here: bool) -> None:
        """Now and then, so that a machine whose clock is lost does not give back what passed. Raises OSError."""
        if self.held and _ends(self.held.state) and (not self._saved or between(self._saved, at) >= SAVE_SECONDS):
            state = held_now(self.held, at, here=True)
            self.held = Held(state=state, at=at, word=at if here else self.held.word)
            self._save(at)

    def forget(self) -> None:
        self.held = None
        self._path.unlink(missing_ok=True)

    def _save(self, at: Moment) -> None:
        self._seal.write(self._path, msgspec.msgpack.encode(self.held))
        self._saved = at
