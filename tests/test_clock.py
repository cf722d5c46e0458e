import time

import pytest

from appliance.clock import WallClock, steady


def test_it_goes_on_with_time() -> None:
    before = steady()
    time.sleep(0.05)
    assert 0.05 <= steady() - before < 1.0


def test_it_does_not_ask_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    before = steady()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert before <= steady() < before + 1.0


def test_a_clock_that_is_set_is_noticed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, real = WallClock(), time.time
    assert clock.jumped() == 0.0
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert clock.now == pytest.approx(real(), abs=0.5)
    assert clock.jumped() == pytest.approx(3600, abs=0.5)
    assert clock.now == pytest.approx(real() + 3600, abs=0.5)
    assert clock.jumped() == 0.0


def test_what_network_time_corrects_is_no_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, real = WallClock(), time.time
    monkeypatch.setattr(time, "time", lambda: real() - 0.4)
    assert clock.jumped() == 0.0
