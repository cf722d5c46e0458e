from datetime import UTC, date, datetime

import pytest

from appliance.access.timetable import Days, Timetable
from appliance.reports.period import Period, Range, monday_of, period, short_day
from tests.reports.small_school import NOW

TERMS = Timetable(
    terms=(
        Days(name="Summer", first=date(2026, 4, 13), last=date(2026, 7, 21)),
        Days(name="Autumn", first=date(2026, 9, 2), last=date(2026, 12, 18)),
    )
)
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("chosen", "timetable", "now", "first", "last"),
    [
        pytest.param(Range.WEEK, TERMS, NOW, date(2026, 11, 16), date(2026, 11, 17), id="this week, from Monday"),
        pytest.param(Range.FOUR_WEEKS, TERMS, NOW, date(2026, 10, 26), date(2026, 11, 17), id="four weeks with this"),
        pytest.param(Range.TERM, TERMS, NOW, date(2026, 9, 2), date(2026, 11, 17), id="this term so far"),
        pytest.param(Range.TERM, TERMS, CHRISTMAS, date(2026, 9, 2), date(2026, 12, 18), id="in holidays, the last"),
        pytest.param(Range.TERM, Timetable(), NOW, date(2026, 9, 1), date(2026, 11, 17), id="no terms: the year"),
        pytest.param(Range.YEAR, TERMS, NOW, date(2026, 9, 1), date(2026, 11, 17), id="the school year"),
    ],
)
def test_a_range_is_whole_days_up_to_today(
    chosen: Range, timetable: Timetable, now: float, first: date, last: date
) -> None:
    found = period(chosen, timetable, now)
    assert (found.first, found.last) == (first, last)


def test_days_in_the_wrong_order_are_put_right() -> None:
    found = period(Range.BETWEEN, TERMS, NOW, date(2026, 11, 9), date(2026, 11, 3))
    assert (found.first, found.last) == (date(2026, 11, 3), date(2026, 11, 9))


def test_a_day_has_as_many_hours_as_its_clock() -> None:
    sunday = Period(first=date(2026, 10, 25), last=date(2026, 10, 25))
    assert sunday.until - sunday.since == 25 * 3600
    assert sunday.local(sunday.since).hour == 0


def test_weeks_cover_the_period_and_nothing_else() -> None:
    found = Period(first=date(2026, 10, 21), last=date(2026, 11, 3))
    assert found.weeks == (date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2))
    spans = found.week_spans
    assert (spans[0][0], spans[-1][1]) == (found.since, found.until)
    assert [until for _, until in spans[:-1]] == [since for since, _ in spans[1:]]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 16), date(2026, 11, 16), "16 November 2026"),
        (date(2026, 11, 16), date(2026, 11, 22), "16 to 22 November 2026"),
        (date(2026, 10, 26), date(2026, 11, 22), "26 October to 22 November 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 December 2026 to 3 January 2027"),
    ],
)
def test_it_is_said_as_people_do(first: date, last: date, said: str) -> None:
    assert Period(first=first, last=last).said == said


def test_days_and_mondays() -> None:
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert short_day(date(2026, 11, 2)) == "2 Nov"
