import time

import pytest

from appliance.clock import steady


def test_it_goes_on_with_time() -> None:
    before = steady()
    time.sleep(0.05)
    assert 0.05 <= steady() - before < 1.0


def test_it_does_not_ask_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    before = steady()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert before <= steady() < before + 1.0
