from flask import Flask

from webui.confide import limits
from webui.confide.limits import LINE, REPORTS_PER_MINUTE, Counted


def tries(counted: Counted, seconds: int, start: float = 0.0) -> int:
    """How many may be made, by who never stops and is always wrong."""
    made = 0
    for tick in range(seconds * 100):
        now = start + tick / 100
        if counted.may_try(now):
            counted.was_wrong(now)
            made += 1
    return made


def test_who_is_wrong_now_and_then_waits_for_nothing() -> None:
    counted = Counted()
    for minute in range(10):
        assert counted.may_try(minute * 60.0)
        counted.was_wrong(minute * 60.0)
        assert counted.may_try(minute * 60.0 + 1)


def test_a_thousand_wrong_ones_a_minute_are_slowed_and_never_locked() -> None:
    counted = Counted()
    tries(counted, 30)
    assert 60 <= tries(counted, 60, 30.0) <= 200
    assert counted.may_try(90.6), "half a second later, whatever came before"


def test_it_is_forgotten() -> None:
    counted = Counted()
    tries(counted, 60)
    assert sum(counted.may_try(200.0) for _ in range(5)) == 5


def test_an_assembly_may_report_and_a_flood_may_not() -> None:
    counted = Counted()
    assert sum(counted.may_report(5.0) for _ in range(REPORTS_PER_MINUTE + 50)) == REPORTS_PER_MINUTE
    assert not counted.may_report(5.05)
    assert counted.may_report(6.0), "a moment later there is room again"


def test_a_page_asks_over_its_line() -> None:
    class Line:
        wrong = 0

        def may_try(self) -> bool:
            return False

        def may_report(self) -> bool:
            return False

        def was_wrong(self) -> None:
            self.wrong += 1

    line, app = Line(), Flask("webui")
    with app.test_request_context(environ_overrides={LINE: line}):
        assert not limits.may_try()
        assert not limits.may_report()
        limits.was_wrong()
    assert line.wrong == 1
    with app.test_request_context():
        assert limits.may_try()
        assert limits.may_report()
