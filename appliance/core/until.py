"""When somebody who signs in now is signed out by themselves. Pure."""

from typing import Literal

from appliance.access.timetable import Timetable, end_of_day, end_of_lesson

WITHOUT_A_LESSON = 3600.0


def ends_at(until: Literal["day", "lesson"] | int, timetable: Timetable, now: float) -> float:
    """`until` is the setting `sign_in.until`. Where no lesson is on, a lesson is an hour, within the day."""
    if isinstance(until, int):
        return now + until * 60.0
    day = end_of_day(timetable, now)
    if until == "day":
        return day
    return end_of_lesson(timetable, now) or min(now + WITHOUT_A_LESSON, day)
