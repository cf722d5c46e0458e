"""Codes of an app, by the examples of RFC 6238, appendix B (six digits of its eight, SHA-1)."""

import pytest

from appliance.proofs.codes import address_of, is_code, new_secret, step_of

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # base 32 of 12345678901234567890


@pytest.mark.parametrize(
    ("now", "code"), [(59.0, "287082"), (1111111109.0, "081804"), (1234567890.0, "005924"), (20000000000.0, "353130")]
)
def test_the_standard_s_examples_fit(now: float, code: str) -> None:
    assert step_of(RFC_SECRET, code, now, last=0) == int(now // 30)
    assert step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", now, last=0) == int(now // 30)


def test_a_step_is_taken_once_and_no_older_one_after_it() -> None:
    assert step_of(RFC_SECRET, "287082", 59.0, last=1) is None
    assert step_of(RFC_SECRET, "287082", 59.0, last=5) is None


@pytest.mark.parametrize(("now", "fits"), [(30.0, True), (59.9, True), (89.9, True), (90.1, False)])
def test_a_clock_may_be_half_a_minute_off(now: float, fits: bool) -> None:
    assert (step_of(RFC_SECRET, "287082", now, last=0) is not None) is fits


@pytest.mark.parametrize("given", ["", "000000", "28708", "2870822", "２８７０８２", "\udcff", "' OR 1=1"])
def test_what_is_no_code_does_not_fit(given: str) -> None:
    assert step_of(RFC_SECRET, given, 59.0, last=0) is None


def test_secrets_differ_and_the_app_reads_whose_they_are() -> None:
    assert new_secret() != new_secret()
    address = address_of(RFC_SECRET, "a.khan@school.test", "St Aidan’s: Primary")
    assert address.startswith("otpauth://totp/")
    assert f"secret={RFC_SECRET}" in address


@pytest.mark.parametrize(
    ("given", "code"), [("123456", True), ("123 456", True), ("1234567", False), ("7KQ2-M9XA", False)]
)
def test_codes_are_told_from_what_else_is_typed(given: str, code: bool) -> None:
    assert is_code(given) is code
