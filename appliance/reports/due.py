"""When a report is to be sent: on Monday mornings, or on the first of a month, by the school's clock. Pure."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appliance.model import Frozen

_MORNING = time(7)


class Every(StrEnum):
    """How often. The words are stored."""

    WEEK = "week"
    MONTH = "month"


EVERY_WORDS = {Every.WEEK: "Every Monday", Every.MONTH: "On the first of each month"}


class Schedule(Frozen):
    """A report that an account has sent to itself. `person` is an id, for a report of one pupil; `last_at` is when it
    was last looked after, at first when it was made."""

    number: int
    account: int
    report: str
    person: str
    every: Every
    since: float
    last_at: float


def is_due(schedule: Schedule, now: float, zone: str) -> bool:
    return schedule.last_at < last_turn(schedule.every, now, zone)


def last_turn(every: Every, now: float, zone: str) -> float:
    """The last Monday or first of a month, at seven in the morning, that is not after `now`."""
    local = datetime.fromtimestamp(now, ZoneInfo(zone))
    turn = _turn(every, local)
    if turn > local:
        turn = _turn(every, turn.replace(hour=0) - timedelta(days=1))
    return turn.timestamp()


def _turn(every: Every, local: datetime) -> datetime:
    """Of the week or month that it is in."""
    days = local.weekday() if every is Every.WEEK else local.day - 1
    return datetime.combine(local.date() - timedelta(days=days), _MORNING, local.tzinfo)
