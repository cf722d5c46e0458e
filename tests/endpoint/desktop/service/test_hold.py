"""What holds while the box is away."""

from pathlib import Path

from msgspec.structs import replace

from appliance.helpers.protocol import LOCK_AT_MOST, Banned, Locked, OnlySites, State, Watch
from endpoint.desktop.service.hold import Held, Hold, held_now
from endpoint.desktop.service.moments import Moment
from endpoint.desktop.service.sealed import Seal

START = Moment(wall=1_000_000.0, steady=100.0, boot="a")
STATE = State(version=1, school="Elm", talk_to="Ms Hart", language="en", confide="https://confide/")
LOCK = Locked(left=600.0, reason="Lunch", talk_to="Ms Hart")


def after(seconds: float) -> Moment:
    return replace(START, wall=START.wall + seconds, steady=START.steady + seconds)


def held(state: State) -> Held:
    return Held(state=state, at=START, word=START)


def left(state: State, seconds: float, *, here: bool = False) -> float | None:
    lock = held_now(held(state), after(seconds), here=here).lock
    return lock and lock.left


def test_what_has_an_end_comes_to_it() -> None:
    state = replace(
        STATE,
        lock=LOCK,
        ban=Banned(left=100.0, reason="", talk_to=""),
        only=OnlySites(left=50.0, sites=("a.test",)),
    )
    at = held_now(held(state), after(60.0), here=True)
    assert at.lock == replace(LOCK, left=540.0)
    assert at.ban == Banned(left=40.0, reason="", talk_to="")
    assert at.only is None
    assert left(state, 600.0) is None


def test_a_lock_lasts_an_hour_without_a_word_from_the_box_at_most() -> None:
    state = replace(STATE, lock=replace(LOCK, left=4 * 3600.0))
    assert left(state, 10.0, here=True) == 4 * 3600.0 - 10.0
    assert left(state, 600.0) == LOCK_AT_MOST - 600.0
    assert left(state, LOCK_AT_MOST) is None


def test_nobody_looks_at_a_screen_while_the_box_is_away() -> None:
    state = replace(STATE, watch=Watch(watched_by="Ms Hart"))
    assert held_now(held(state), START, here=True).watch.watched_by == "Ms Hart"
    assert held_now(held(state), START, here=False).watch.watched_by == ""


def test_it_holds_after_a_restart_and_time_is_not_given_back(tmp_path: Path, seal: Seal) -> None:
    hold = Hold(tmp_path / "state", seal)
    hold.take(replace(STATE, lock=LOCK), START)
    hold.save(after(60.0), here=False)
    again = Hold(tmp_path / "state", seal)
    lost_clock = Moment(wall=0.0, steady=1.0, boot="b")
    state = again.now(lost_clock, here=False)
    assert state
    assert state.lock == replace(LOCK, left=540.0)


def test_a_word_from_the_box_counts_anew(tmp_path: Path, seal: Seal) -> None:
    hold = Hold(tmp_path / "state", seal)
    hold.take(replace(STATE, lock=replace(LOCK, left=4 * 3600.0)), START)
    hold.word(after(3000.0))
    state = hold.now(after(3600.0), here=False)
    assert state
    assert state.lock
    assert state.lock.left == LOCK_AT_MOST - 600.0


def test_a_device_that_was_sent_away_holds_nothing(tmp_path: Path, seal: Seal) -> None:
    hold = Hold(tmp_path / "state", seal)
    hold.take(STATE, START)
    hold.forget()
    assert hold.now(START, here=True) is None
    assert Hold(tmp_path / "state", seal).now(START, here=True) is None
