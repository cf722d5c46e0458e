"""When a digest is due, and what it adds up to. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from appliance.access.timetable import Timetable
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.rules import How
from appliance.model import Frozen, Severity

PERIOD_SECONDS = {How.DAILY: 86_400.0, How.WEEKLY: 7 * 86_400.0}
_FRIDAY = 4


class Preferences(Frozen):
    """What somebody chose for themselves. `digest` is one of everything that they may see, beside what the rules say:
    `DAILY`, `WEEKLY`, or None for none. Digests come at `at` from Monday to Friday, weekly ones on Fridays."""

    digest: How | None = None
    at: time = time(15, 45)


def due_day(how: How, at: time, timetable: Timetable, now: float) -> str:
    """The day whose digest is due, `2026-11-20`; empty before its time, and where that day has none."""
    local = datetime.fromtimestamp(now, ZoneInfo(timetable.zone))
    weekday = local.weekday()
    if weekday > _FRIDAY or (how is How.WEEKLY and weekday != _FRIDAY) or local.time() < at:
        return ""
    return local.date().isoformat()


class Count(Frozen):
    severity: Severity
    category: str
    times: int


def counts(captures: Iterable[CaptureFacts]) -> tuple[Count, ...]:
    """By severity, the gravest first, then by how often, then by name."""
    found = Counter((one.severity, one.category) for one in captures)
    ordered = sorted(found.items(), key=lambda item: (-item[0][0].rank, -item[1], item[0][1]))
    return tuple(Count(severity=severity, category=category, times=times) for (severity, category), times in ordered)
