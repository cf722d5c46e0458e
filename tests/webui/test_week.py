"""The week as a picture."""

from datetime import time

from appliance.access.timetable import Period, PeriodKind, Timetable
from webui.week import HEIGHT, WIDTH, week_of

CLUB = Period(name="Choir", start=time(12, 30), end=time(13), kind=PeriodKind.OTHER, days=(2,))
LESSON = Period(name="Maths", start=time(9), end=time(10))


def test_every_period_on_each_of_its_days() -> None:
    week = week_of(Timetable(periods=(LESSON, CLUB)))
    assert [bar.name for bar in week.bars] == ["Maths", "Maths", "Maths", "Choir", "Maths", "Maths"]
    assert [mark.text for mark in week.hours][:2] == ["08:00", "09:00"]
    assert [name for _, name in week.days] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def test_nothing_leaves_the_picture_and_an_hour_is_an_hour() -> None:
    late = Period(name="Club", start=time(22), end=time(23, 59), days=(0,))
    week = week_of(Timetable(periods=(LESSON, late)))
    for bar in week.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    gaps = [round(after.y - before.y, 1) for before, after in zip(week.hours, week.hours[1:], strict=False)]
    assert max(gaps) - min(gaps) < 0.2


def test_a_school_without_bells_has_an_empty_week() -> None:
    assert week_of(Timetable()).bars == ()
