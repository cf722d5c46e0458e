"""The windows of one session: what the box says is on screen, and stays there until it is over."""

import asyncio
import os
import webbrowser
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from appliance.helpers.protocol import AupAnswer, Rules, ShowMessage, State
from endpoint.desktop.windows import turn
from endpoint.desktop.windows.ends import now
from endpoint.desktop.windows.kept import Kept
from endpoint.desktop.windows.system import prefers_dark
from endpoint.desktop.windows.tray import Sign
from endpoint.desktop.windows.wanted import (
    MENU_SECONDS,
    NOTE_SECONDS,
    NOTICE_SECONDS,
    WATCHED_SECONDS,
    Scene,
    Wanted,
    digest,
    lock_ends,
    same_rules,
    wanted,
)
from endpoint.desktop.windows.wire import Answered, Around, Chosen, PutAway, Said, ShowMenu, Shown

_KINDS = ("lock", "rules", "notice", "message", "watched", "mark")
_ANSWER_HOLDS = 30.0  # seconds until rules that were answered are asked again, if the box still says that they wait
_LONGEST_QUEUE = 20


class FullError(Exception):
    """Too many messages wait to be read."""


class _Note:
    def __init__(self, message: ShowMessage) -> None:
        self.message = message
        self.ends: float | None = None  # counts from when it is first in the row
        self.shown = asyncio.Event()


class Windows:
    """Made and used within a running loop of asyncio, in the session of whoever is at the device. `answered` is called
    with what they say to the rules; the log-off after a no is not ours. `told` is where it stands what this user was
    told of what is watched; `sign` is whether the Lollipop sign is shown."""

    def __init__(
        self,
        answered: Callable[[AupAnswer], None],
        *,
        told: Path | None = None,
        sign: bool = True,
        dark: bool | None = None,
    ) -> None:
        self._answered = answered
        self._told = told or told_file(dict(os.environ))
        self._dark = prefers_dark() if dark is None else dark
        self._turn = turn.take(turn.turn_file(dict(os.environ)))
        self._kept = {which: Kept(which, self._heard, spare=which == "lock") for which in (*_KINDS, "menu")}
        self._state: State | None = None
        self._lock_ends = 0.0
        self._notes: list[_Note] = []
        self._notice: tuple[str, float] | None = None
        self._watched: float | None = None
        self._said_to: tuple[Rules, bool] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._sign = Sign(self._clicked) if sign else None

    # --- what the box says

    def hold(self, state: State) -> None:
        """From now on this holds. The same again changes nothing: a lock's time counts from when its state
        came first."""
        if state == self._state:
            return
        self._state, self._lock_ends = state, lock_ends(state, now())
        if self._said_to and not same_rules(self._said_to[0], state.rules):
            self._said_to = None
        if self._watched is None and not self._was_told(state):
            self._watched = now() + WATCHED_SECONDS
        self._settle()

    async def message(self, message: ShowMessage) -> None:
        """Returns when it is on screen; those before it are read first. Cancelled before, it is not shown. Raises
        FullError."""
        if len(self._notes) >= _LONGEST_QUEUE:
            raise FullError("Too many messages wait to be read on this device.")
        note = _Note(message)
        self._notes.append(note)
        self._settle()
        try:
            await note.shown.wait()
        finally:
            if not note.shown.is_set() and note in self._notes:
                self._notes.remove(note)
                self._settle()

    async def log_off_notice(self, text: str) -> None:
        """Returns when its ten seconds are over, whatever became of the window."""
        self._notice = (text, now() + NOTICE_SECONDS)
        self._settle()
        try:
            await asyncio.sleep(NOTICE_SECONDS)
        finally:
            self._notice = None
            self._settle()

    async def close(self) -> None:
        """Take everything off the screen."""
        if self._timer:
            self._timer.cancel()
        if self._sign:
            self._sign.close()
        await asyncio.gather(*(kept.gone() for kept in self._kept.values()))

    def pids(self) -> dict[str, int]:
        """The processes of the windows that are there, so that the session knows its own."""
        return {which: kept.pid for which, kept in self._kept.items() if kept.pid is not None}

    # --- what the child does

    def _heard(self, which: str, said: Said) -> None:
        match said:
            case Shown():
                self._shown(which)
            case Answered(accepted=accepted):
                self._rules_answered(accepted)
            case Chosen(what="confide"):
                self._in_background(asyncio.to_thread(self._open_confide))
                self._kept["menu"].show(None)
            case Chosen():
                self._kept["menu"].show(None)
                self._watched = now() + WATCHED_SECONDS
            case PutAway():
                self._put_away(which)
        self._settle()

    def _shown(self, which: str) -> None:
        if self._notes and which in {"message", "lock"}:
            self._notes[0 if which == "message" else -1].shown.set()

    def _rules_answered(self, accepted: bool) -> None:
        rules = self._state.rules if self._state else None
        if rules is None:
            return
        self._said_to = (rules, accepted)
        asyncio.get_running_loop().call_later(_ANSWER_HOLDS, self._answer_is_old, self._said_to)
        answer = AupAnswer(person=rules.person, name=rules.name, version=rules.version, accepted=accepted)
        asyncio.get_running_loop().call_soon(self._answered, answer)

    def _answer_is_old(self, said_to: tuple[Rules, bool]) -> None:
        if self._said_to is said_to:
            self._said_to = None
            self._settle()

    def _put_away(self, which: str) -> None:
        if which == "message" and self._notes:
            self._notes.pop(0)
        elif which == "watched":
            self._watched = None
            self._remember()
        elif which == "menu":
            self._kept["menu"].show(None)

    def _clicked(self, x: int, y: int) -> None:
        if self._state and self._lock_ends <= now():
            show = ShowMenu(around=self._around(self._state), left=0, x=x, y=y)
            self._kept["menu"].show(Wanted(show, now() + MENU_SECONDS))

    def _open_confide(self) -> None:
        where = self._state.confide if self._state else ""
        if where.startswith(("https://", "http://")):
            webbrowser.open(where)

    # --- what follows

    def _settle(self) -> None:
        """Show what is wanted now, and look again when the next of it ends."""
        if self._state is None:
            return
        if self._notes and self._notes[0].ends is None and self._lock_ends <= now():
            self._notes[0].ends = now() + NOTE_SECONDS
        found = wanted(self._scene(self._state))
        for which in _KINDS:
            self._kept[which].show(found.get(which))
        if "lock" in found or "rules" in found:
            self._kept["menu"].show(None)
        self._again_at(self._lock_ends if "lock" in found else None)

    def _scene(self, state: State) -> Scene:
        return Scene(
            state=state,
            now=now(),
            lock_ends=self._lock_ends,
            around=self._around(state),
            notes=[(note.message, note.ends or 0.0) for note in self._notes],
            accepted=self._said_to is not None and self._said_to[1],
            watched=self._watched,
            notice=self._notice,
        )

    def _around(self, state: State) -> Around:
        return Around(language=state.language, dark=self._dark, watched_by=state.watch.watched_by, turn=self._turn)

    def _again_at(self, ends: float | None) -> None:
        if self._timer:
            self._timer.cancel()
        wait = None if ends is None else max(ends - now(), 0) + 0.01
        self._timer = asyncio.get_running_loop().call_later(wait, self._settle) if wait is not None else None

    def _was_told(self, state: State) -> bool:
        with suppress(OSError, UnicodeDecodeError):
            return self._told.read_text() == digest(state.watch)
        return False

    def _remember(self) -> None:
        """Where it cannot be written, it is told again at the next log-on."""
        if self._state:
            with suppress(OSError):
                self._told.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._told.write_text(digest(self._state.watch))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def told_file(environment: dict[str, str]) -> Path:
    """In the user's own folder."""
    data = environment.get("XDG_DATA_HOME") or environment.get("LOCALAPPDATA")
    return Path(data) / "lollipop/told" if data else Path.home() / ".local/share/lollipop/told"
