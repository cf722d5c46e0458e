from webui.fresh_codes import KEPT_SECONDS, FreshCodes

CODES = ("7KQ2-M9XA", "AWGW-HM7H")


def test_they_are_there_until_they_are_on_paper() -> None:
    fresh = FreshCodes()
    fresh.keep(1, CODES, 100.0)
    assert fresh.of(1, 200.0) == CODES
    fresh.forget(1)
    assert fresh.of(1, 200.0) == ()


def test_they_are_gone_after_half_an_hour_also_from_memory() -> None:
    fresh = FreshCodes()
    fresh.keep(1, CODES, 100.0)
    assert fresh.of(1, 100.0 + KEPT_SECONDS) == ()
    fresh.keep(2, CODES, 100.0 + KEPT_SECONDS)
    assert list(fresh._codes) == [2]


def test_nobody_gets_those_of_somebody_else() -> None:
    fresh = FreshCodes()
    fresh.keep(1, CODES, 100.0)
    assert fresh.of(2, 100.0) == ()
