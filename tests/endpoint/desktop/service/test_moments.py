"""How long ago something was, whatever the clock says."""

from msgspec.structs import replace

from endpoint.desktop.service.moments import LONGEST, Moment, between, now

THEN = Moment(wall=1_000_000.0, steady=50.0, boot="a")


def test_a_clock_that_is_set_changes_nothing_while_the_machine_runs() -> None:
    assert between(THEN, Moment(wall=0.0, steady=60.0, boot="a")) == 10.0


def test_after_a_restart_the_walls_clock_counts() -> None:
    assert between(THEN, Moment(wall=1_000_100.0, steady=2.0, boot="b")) == 100.0


def test_nonsense_is_cut() -> None:
    assert between(THEN, Moment(wall=0.0, steady=2.0, boot="b")) == 0.0
    assert between(THEN, Moment(wall=9e9, steady=2.0, boot="b")) == LONGEST


def test_the_clock_of_this_machine_goes_on() -> None:
    first, second = now(), now()
    assert first.boot == second.boot
    assert between(first, replace(second, wall=0.0)) < 60.0
