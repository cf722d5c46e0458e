from datetime import date

import pytest

from appliance.access.timetable import Days, Timetable
from appliance.alerts.ladder import Ladder, school_seconds, steps_due, told_by_now
from tests.mail.school import NOW

HOUR, DAY = 3600.0, 86_400.0
SCHOOL_DAY = 6.75 * HOUR  # 08:45 to 15:30
TIMETABLE = Timetable(closed=(Days(name="INSET", first=date(2026, 11, 18), last=date(2026, 11, 18)),))


@pytest.mark.parametrize(
    ("since", "until", "seconds"),
    [
        pytest.param(NOW, NOW + HOUR, HOUR, id="within a school day"),
        pytest.param(NOW + HOUR, NOW + 5 * HOUR, 25 * 60, id="until school is out"),
        pytest.param(NOW + 2 * HOUR, NOW + DAY, 0, id="over a day without school"),
        pytest.param(NOW - NOW % DAY, NOW - NOW % DAY + 7 * DAY, 4 * SCHOOL_DAY, id="a week with an INSET day"),
        pytest.param(NOW, NOW - HOUR, 0, id="a clock that was set back"),
        pytest.param(0.0, NOW, 42 * SCHOOL_DAY, id="for ever: bounded"),
    ],
)
def test_how_much_was_school(since: float, until: float, seconds: float) -> None:
    found = school_seconds(TIMETABLE, since, until)
    assert found == pytest.approx(seconds, abs=SCHOOL_DAY * 2 if since == 0 else 1)


@pytest.mark.parametrize(("minutes", "steps"), [(0, 0), (14.9, 0), (15, 1), (29, 1), (30, 2), (80, 2)])
def test_steps_by_the_clock(minutes: float, steps: int) -> None:
    assert steps_due(Ladder(), Timetable(), NOW, NOW + minutes * 60) == steps


def test_at_night_as_well_where_the_school_wants_it() -> None:
    assert steps_due(Ladder(school_hours=False), Timetable(), NOW + 6 * HOUR, NOW + 6.5 * HOUR) == 2
    assert steps_due(Ladder(), Timetable(), NOW + 6 * HOUR, NOW + 6.5 * HOUR) == 0


def test_steps_that_nobody_fills_are_passed_over() -> None:
    assert told_by_now([(1, 2), (3,)], 1) == ((1, 2),)
    assert told_by_now([(), (3,)], 1) == ((3,),)
    assert told_by_now([(), ()], 2) == ()
