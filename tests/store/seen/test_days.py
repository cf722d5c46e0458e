"""Which days, by which way in."""

from datetime import date, datetime, time

import pytest

from appliance.model import Handling, the_box
from appliance.store import Store
from appliance.store.rollups import day_of
from appliance.store.seen.asked import LogFilter
from appliance.store.seen.days import VisitsAsked, bars, days
from appliance.store.seen.within import within
from tests.store.seen.logged import NOW, all_lines, fill, fits


@pytest.fixture
def school(store: Store) -> Store:
    fill(store)
    return store


def question(store: Store, asked: LogFilter) -> VisitsAsked:
    return VisitsAsked(
        within=within(store._cases, the_box("t"), asked),
        site=asked.site,
        handling=frozenset(asked.handling),
        searches=False,
        text=asked.text,
        since=0.0,
        until=NOW + 1,
    )


@pytest.mark.parametrize(
    "asked",
    [
        LogFilter(),
        LogFilter(site="bbc.co.uk"),
        LogFilter(site="rare.example", group="class-3a"),
        LogFilter(handling=(Handling.WARNED, Handling.BLOCKED)),
        LogFilter(handling=(Handling.READ,), site="www.google.com", device="ipad-1"),
        LogFilter(person="amy", room="Library"),
    ],
    ids=["all", "site", "rare", "handling", "three", "two"],
)
def test_just_the_days_that_have_some_are_looked_at(school: Store, asked: LogFilter) -> None:
    wanted: dict[int, int] = {}
    for line in filter(fits(asked), all_lines(school)):
        wanted[day_of(line.at)] = wanted.get(day_of(line.at), 0) + 1
    found = list(days(school._activity, question(school, asked)))
    assert [day.day for day in found] == sorted(wanted, reverse=True)
    assert {day.day: sum(seat.times for seat in day.seats) for day in found} == wanted
    for day in found:
        morning = datetime.combine(date.fromordinal(day.day), time()).astimezone().timestamp()
        assert all(morning <= seat.first_at <= seat.last_at < morning + 90_000 for seat in day.seats)


def test_bars_of_what_sums_do_not_count_are_none(school: Store) -> None:
    asked = question(school, LogFilter(handling=(Handling.READ,)))
    assert bars(school._activity, asked, 0, 10**6) is None, "no sum of a person's day tells what was read"
