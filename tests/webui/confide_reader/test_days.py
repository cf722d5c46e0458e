"""Days as a school’s office writes them."""

from datetime import date

import pytest

from webui.confide_reader.days import day_in

TUESDAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("24 July", date(2027, 7, 24)),
        ("24th of July 2028", date(2028, 7, 24)),
        ("24 Jul", date(2027, 7, 24)),
        ("1 Sept", date(2027, 9, 1)),
        ("July 24", date(2027, 7, 24)),
        ("Fri 4 December", date(2026, 12, 4)),
        ("Friday, 4th December", date(2026, 12, 4)),
        ("24/12", date(2026, 12, 24)),
        ("24/12/27", date(2027, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24-12-2026", date(2026, 12, 24)),
        ("24 / 12 / 2026", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("3/4/2027", date(2027, 4, 3)),
        ("  TOMORROW ", date(2026, 11, 18)),
        ("today", TUESDAY),
        ("yesterday", date(2026, 11, 16)),
        ("Friday", date(2026, 11, 20)),
        ("next monday", date(2026, 11, 23)),
        ("Tue", TUESDAY),
        ("17 November", TUESDAY),
        ("16 November", date(2027, 11, 16)),
        ("16 November 2026", date(2026, 11, 16)),
    ],
)
def test_what_people_write_is_understood(typed: str, meant: date) -> None:
    assert day_in(typed, TUESDAY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "soon", "31 February", "31/11", "0/0", "13/13/2026", "July", "24", "24 Julember", "24 ju", "mo"),
        *("next", "next week", "24/7/0001", "9999-99-99", "24/7/99999", "24 July\x00", "\u202e24 July"),
        "<script>",
        "24 July " * 1000,
    ],
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert day_in(typed, TUESDAY) is None


def test_a_day_that_few_years_have_is_found_in_the_next_or_not_at_all() -> None:
    assert day_in("29 February", TUESDAY) is None
    assert day_in("29 February", date(2027, 11, 17)) == date(2028, 2, 29)
