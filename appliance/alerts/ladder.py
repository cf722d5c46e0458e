"""Who is told next when nobody opens a severe capture. Pure but for what the school chose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

import msgspec

from appliance.access.timetable import Timetable, no_school
from appliance.duties import Duty
from appliance.store.choices import Choice

_LONGEST_DAYS = 60


class Ladder(Choice):
    """Each of `steps` is told `minutes` after the one before; with `school_hours`, only minutes of the school day
    count. Without steps nobody is."""

    SECTION: ClassVar[str] = "ladder"

    minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)] = 15
    steps: tuple[Duty, ...] = (Duty.DEPUTY, Duty.HEAD)
    school_hours: bool = True


def steps_due(ladder: Ladder, timetable: Timetable, since: float, now: float) -> int:
    """How many steps should have been told of a capture that nobody opened since then."""
    passed = school_seconds(timetable, since, now) if ladder.school_hours else now - since
    return min(len(ladder.steps), max(0, int(passed // (ladder.minutes * 60))))


def school_seconds(timetable: Timetable, since: float, until: float) -> float:
    """How much of that time lay within school days; of what is longer than two months, the last two."""
    zone = ZoneInfo(timetable.zone)
    last = datetime.fromtimestamp(until, zone).date()
    day = max(datetime.fromtimestamp(since, zone).date(), last - timedelta(days=_LONGEST_DAYS))
    total = 0.0
    while day <= last:
        if not no_school(timetable, day):
            start = datetime.combine(day, timetable.start, zone).timestamp()
            end = datetime.combine(day, timetable.end, zone).timestamp()
            total += max(0.0, min(until, end) - max(since, start))
        day += timedelta(days=1)
    return total


def told_by_now(rungs: Sequence[tuple[int, ...]], due: int) -> tuple[tuple[int, ...], ...]:
    """Of accounts for each step, those whose turn it is. A step that nobody fills does not hold up the next: its turn
    is theirs."""
    filled = [rung for rung in rungs if rung]
    return tuple(filled[:due])
