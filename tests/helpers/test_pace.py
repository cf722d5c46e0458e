import pytest

from appliance.helpers.pace import Pace


def test_a_run_passes_at_once_and_what_is_more_waits() -> None:
    pace = Pace(rate=10, burst=20, now=0.0)
    assert [pace.take(1, 0.0) for _ in range(20)] == [0.0] * 20
    assert pace.take(5, 0.0) == 0.5


def test_who_waited_may_go_on() -> None:
    pace = Pace(rate=10, burst=20, now=0.0)
    pace.take(30, 0.0)
    assert pace.take(0, 1.0) == 0.0
    assert pace.take(1, 1.1) == 0.0
    assert pace.take(1, 1.1) == pytest.approx(0.1)


def test_nobody_saves_up_more_than_a_run() -> None:
    pace = Pace(rate=10, burst=20, now=0.0)
    assert pace.take(21, 1000.0) == pytest.approx(0.1)
