"""Codes that people read off a screen and type on a device."""

import re

import pytest

from appliance.helper_codes import digest_of, new_code


def test_a_code_reads_in_groups_of_four_and_is_new_each_time() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code) for code in codes)


@pytest.mark.parametrize(
    "typed", ["7K2M-9QX0-V41B", "7k2m9qx0v41b", " 7K2M 9QX0 V41B\n", "7K2M–9QXO–V4lB", "7K2M.9QXo.V4IB"]
)
def test_however_it_is_typed_it_is_the_same(typed: str) -> None:
    assert digest_of(typed) == digest_of("7K2M-9QX0-V41B")


def test_another_code_is_another() -> None:
    assert digest_of("7K2M-9QX0-V41C") != digest_of("7K2M-9QX0-V41B")
    assert digest_of("") != digest_of("7K2M-9QX0-V41B")
