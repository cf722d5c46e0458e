"""When somebody who signs in is signed out by themselves."""

from datetime import datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from appliance.access.timetable import Period, Timetable
from appliance.core.until import ends_at

MATHS = Timetable(periods=(Period(name="1", start=time(9), end=time(10)),))


def at(hour: int, minute: int = 0, day: int = 6) -> float:
    """In July 2026, in which the 6th is a Monday, by the school's clock."""
    return datetime(2026, 7, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).timestamp()


@pytest.mark.parametrize(
    ("until", "now", "ends"),
    [
        pytest.param("day", at(9, 30), at(15, 30), id="until the end of the school day"),
        pytest.param("day", at(16), at(0, day=7), id="in the club after school"),
        pytest.param("lesson", at(9, 30), at(10), id="until the end of the lesson"),
        pytest.param("lesson", at(11), at(12), id="between lessons: an hour"),
        pytest.param("lesson", at(15, 10), at(15, 30), id="no longer than the day"),
        pytest.param(20, at(9, 30), at(9, 50), id="so many minutes"),
    ],
)
def test_a_session_ends_by_itself(until: Literal["day", "lesson"] | int, now: float, ends: float) -> None:
    assert ends_at(until, MATHS, now) == ends
