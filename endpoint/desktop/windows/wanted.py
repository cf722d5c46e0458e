"""Which windows stand on screen, given what the box says and what the child did. No clock, no I/O."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from appliance.helpers.protocol import LOCK_AT_MOST, Rules, ShowMessage, State, Watch
from endpoint.desktop.windows.wire import (
    Around,
    Show,
    ShowLock,
    ShowMark,
    ShowNote,
    ShowNotice,
    ShowRules,
    ShowWatched,
)

NOTE_SECONDS = 600.0
NOTICE_SECONDS = 10.0
WATCHED_SECONDS = 3600.0
MENU_SECONDS = 60.0


class Wanted(NamedTuple):
    """Until `ends` by the clock of `ends.now`; None where it has no end. What is shown carries no time of its own."""

    show: Show
    ends: float | None = None


class Scene(NamedTuple):
    """All that the decision needs. `declined` says that the rules that wait were just answered with a no. `watched`
    until when the page of what is watched may stand, `notice` the words before a log-off and when it is."""

    state: State
    now: float
    lock_ends: float
    around: Around
    notes: Sequence[tuple[ShowMessage, float]] = ()
    accepted: bool = False
    watched: float | None = None
    notice: tuple[str, float] | None = None


def lock_ends(state: State, now: float) -> float:
    """When the lock is over, if the box says nothing more."""
    return now + min(state.lock.left, LOCK_AT_MOST) if state.lock else now


def digest(watch: Watch) -> str:
    """What was told to a child; who looks now is told in another way."""
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(watch, watched_by=""))).hexdigest()


def same_rules(one: Rules | None, other: Rules | None) -> bool:
    return one is not None and other is not None and (one.person, one.version) == (other.person, other.version)


def wanted(scene: Scene) -> Mapping[str, Wanted]:
    """A lock before all else, then rules; then whatever there is, side by side."""
    state = scene.state
    if state.lock and scene.lock_ends > scene.now:
        return {"lock": _lock(scene)}
    if state.rules and not scene.accepted:
        return {"rules": Wanted(ShowRules(around=scene.around, rules=state.rules))}
    return dict(_side_by_side(scene))


def _lock(scene: Scene) -> Wanted:
    lock = scene.state.lock
    assert lock  # noqa: S101
    text, sender = (scene.notes[-1][0].text, scene.notes[-1][0].sender) if scene.notes else ("", "")
    show = ShowLock(around=scene.around, left=0, reason=lock.reason, talk_to=lock.talk_to, text=text, sender=sender)
    return Wanted(show, scene.lock_ends)


def _side_by_side(scene: Scene) -> list[tuple[str, Wanted]]:
    around, state, found = scene.around, scene.state, []
    if around.watched_by:
        found.append(("mark", Wanted(ShowMark(around=around))))
    if scene.notice:
        text, ends = scene.notice
        found.append(("notice", Wanted(ShowNotice(around=around, left=0, text=text), ends)))
    elif scene.notes:
        (note, ends), more = scene.notes[0], len(scene.notes) - 1
        show = ShowNote(around=around, left=0, text=note.text, sender=note.sender, waiting=more)
        found.append(("message", Wanted(show, ends)))
    elif scene.watched is not None:
        page = ShowWatched(around=around, left=0, school=state.school, watch=state.watch)
        found.append(("watched", Wanted(page, scene.watched)))
    return found
