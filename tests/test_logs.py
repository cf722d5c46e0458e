import logging

import pytest

from appliance.logs import Bounded, OneLine


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("name", logging.WARNING, __file__, 1, text, (), None)


def test_a_line_from_the_network_stays_one_line() -> None:
    line = OneLine("%(message)s").format(record("GET /\n2026 worker-1 all is well\r\x1b[31m\u202e"))
    assert line == r"GET /\n2026 worker-1 all is well\r\x1b[31m\u202e"


def test_a_long_line_is_cut() -> None:
    assert len(OneLine("%(message)s").format(record("x" * 100_000))) == 1000


def test_a_flood_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("appliance.logs.time.time", lambda: clock[0])
    bounded = Bounded()
    assert sum(bounded.filter(record("flood")) for _ in range(1000)) == 300
    clock[0] = 61.0
    after = record("quiet again")
    assert bounded.filter(after)
    assert after.getMessage() == "(700 lines left out) quiet again"
