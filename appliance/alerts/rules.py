"""Who is told of which captures, when and how (FEATURES row C7). Pure: a capture, a rule and the timetable go in."""

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from appliance.access.timetable import SCHOOL_DAY, Timetable, moment
from appliance.alerts.facts import CaptureFacts
from appliance.duties import Duty
from appliance.model import Frozen, Severity


class How(StrEnum):
    """The words are stored."""

    AT_ONCE = "at once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Hours(StrEnum):
    """In which hours a capture must be made. The words are stored."""

    ANY = "any"
    SCHOOL = "school day"
    OUTSIDE = "out of school"
    BETWEEN = "between"


class AlertRule(Frozen):
    """An empty key matches everything; `severities` are those that count, none for all. `start` and `end` hold for
    `Hours.BETWEEN`, and may lie around midnight. `duties` are whoever has them at the time, `accounts` are numbers, and
    `addresses` are outside the console: they are told no names."""

    severities: tuple[Severity, ...] = ()
    category: str = ""
    term: str = ""
    group: str = ""
    hours: Hours = Hours.ANY
    start: time = time(18)
    end: time = time(8)
    how: How = How.AT_ONCE
    duties: tuple[Duty, ...] = ()
    accounts: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()


class NumberedRule(Frozen):
    """A rule in force. `number` is never given again."""

    number: int
    rule: AlertRule


def fits(rule: AlertRule, facts: CaptureFacts, timetable: Timetable) -> bool:
    return (
        (not rule.severities or facts.severity in rule.severities)
        and rule.category in {"", facts.category}
        and rule.term in {"", facts.term}
        and (not rule.group or rule.group in facts.groups)
        and _in_hours(rule, facts.at, timetable)
    )


def _in_hours(rule: AlertRule, at: float, timetable: Timetable) -> bool:
    match rule.hours:
        case Hours.ANY:
            return True
        case Hours.BETWEEN:
            return _between(datetime.fromtimestamp(at, ZoneInfo(timetable.zone)).time(), rule.start, rule.end)
        case _:
            in_school = SCHOOL_DAY in moment(timetable, at).names
            return in_school is (rule.hours is Hours.SCHOOL)


def _between(clock: time, start: time, end: time) -> bool:
    """`end` is not included; from 18:00 to 08:00 is the night."""
    return start <= clock < end if start <= end else clock >= start or clock < end
