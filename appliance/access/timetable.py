"""The school's year and day: terms, days on which it is closed, lessons and breaks. Pure: a moment goes in.

Times of the day are those of the school's clock (Europe/London), summer time included. A school that gave no terms
counts every Monday to Friday as a school day.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.model import Frozen

SCHOOL_DAY = "school day"
LESSONS = "lessons"
BREAKS = "breaks"
OUT_OF_SCHOOL = "out of school"
HOLIDAYS = "holidays"
STANDING = frozenset({SCHOOL_DAY, LESSONS, BREAKS, OUT_OF_SCHOOL, HOLIDAYS})
"""Names that every timetable has: from the day's start to its end, in a lesson, in a break, all other time, and days on
which there is no school (weekends too)."""
_WEEKDAYS = (0, 1, 2, 3, 4)


class PeriodKind(StrEnum):
    """What a period is."""

    LESSON = "lesson"
    BREAK = "break"
    OTHER = "other"


class Days(Frozen):
    """From the `first` day to the `last`, both included: a term, a half-term holiday, an INSET day."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.name!r} ends on {self.last}, before it begins on {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Period(Frozen):
    """From `start` to `end` (not included) on `days`, 0 for Monday to 6."""

    name: str
    start: time
    end: time
    kind: PeriodKind = PeriodKind.LESSON
    days: tuple[int, ...] = _WEEKDAYS

    def __post_init__(self) -> None:
        _check_span(f"period {self.name!r}", self.start, self.end)
        if not self.name or self.name in STANDING:
            raise ValueError(f"a period needs a name of its own, not {self.name!r}")
        if not self.days or any(not 0 <= day <= 6 for day in self.days):  # noqa: PLR2004  # Sunday
            raise ValueError(f"period {self.name!r}: days are 0 for Monday to 6 for Sunday")


class Timetable(Frozen):
    """`closed` are the days inside a term on which there is no school: half-term, INSET days, bank holidays. Lessons
    and breaks of one day do not overlap."""

    terms: tuple[Days, ...] = ()
    closed: tuple[Days, ...] = ()
    start: time = time(8, 45)
    end: time = time(15, 30)
    periods: tuple[Period, ...] = ()
    zone: str = "Europe/London"

    def __post_init__(self) -> None:
        _check_span("the school day", self.start, self.end)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {self.zone!r}") from error
        _check_terms(self.terms)
        for day in range(7):
            _check_day([period for period in self.periods if day in period.days])


class Moment(Frozen):
    """What is on at one moment. `names` are those of its periods and the standing ones; `why` says why there is no
    school."""

    names: frozenset[str]
    period: Period | None
    why: str = ""


def moment(timetable: Timetable, at: float) -> Moment:
    """`at` is seconds since the epoch."""
    local = _local(timetable, at)
    if why := no_school(timetable, local.date()):
        return Moment(names=frozenset({OUT_OF_SCHOOL, HOLIDAYS}), period=None, why=why)
    now = local.time()
    on = [one for one in timetable.periods if local.weekday() in one.days and one.start <= now < one.end]
    names = {one.name for one in on} | {_STANDING_OF[one.kind] for one in on if one.kind in _STANDING_OF}
    inside = timetable.start <= now < timetable.end
    names.add(SCHOOL_DAY if inside else OUT_OF_SCHOOL)
    return Moment(names=frozenset(names), period=_main(on))


def no_school(timetable: Timetable, day: date) -> str:
    """Why there is no school on that day, or an empty string."""
    if day.weekday() not in _WEEKDAYS:
        return "weekend"
    if closed := next((one for one in timetable.closed if day in one), None):
        return closed.name
    in_term = not timetable.terms or any(day in term for term in timetable.terms)
    return "" if in_term else HOLIDAYS


def end_of_lesson(timetable: Timetable, at: float) -> float | None:
    """When the lesson that is on ends; None where none is."""
    on = moment(timetable, at).period
    if on is None or on.kind is not PeriodKind.LESSON:
        return None
    return _at(timetable, _local(timetable, at).date(), on.end)


def end_of_day(timetable: Timetable, at: float) -> float:
    """When the school day ends; after it, and where there is no school, midnight."""
    today = _local(timetable, at).date()
    end = _at(timetable, today, timetable.end)
    if at < end and not no_school(timetable, today):
        return end
    return _at(timetable, today + timedelta(days=1), time())


def school_year(timetable: Timetable, at: float) -> tuple[int, int]:
    """(2026, 2027) for a moment in the school year 2026/27, which begins on the first of September."""
    today = _local(timetable, at).date()
    first = today.year if today.month >= 9 else today.year - 1  # noqa: PLR2004  # September
    return first, first + 1


_STANDING_OF = {PeriodKind.LESSON: LESSONS, PeriodKind.BREAK: BREAKS}


def _main(on: list[Period]) -> Period | None:
    """A lesson or break rather than what runs beside it, such as a club."""
    return min(on, key=lambda period: period.kind is PeriodKind.OTHER, default=None)


def _local(timetable: Timetable, at: float) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(timetable.zone))


def _at(timetable: Timetable, day: date, clock: time) -> float:
    return datetime.combine(day, clock, ZoneInfo(timetable.zone)).timestamp()


def _check_span(what: str, start: time, end: time) -> None:
    if start.tzinfo or end.tzinfo:
        raise ValueError(f"{what}: write times as on the school's clock, without a zone")
    if end <= start:
        raise ValueError(f"{what} ends at {end:%H:%M}, before it begins at {start:%H:%M}")


def _check_terms(terms: tuple[Days, ...]) -> None:
    ordered = sorted(terms, key=lambda term: term.first)
    for one, following in pairwise(ordered):
        if following.first <= one.last:
            raise ValueError(f"the terms {one.name!r} and {following.name!r} overlap")


def _check_day(periods: list[Period]) -> None:
    ordered = sorted((one for one in periods if one.kind is not PeriodKind.OTHER), key=lambda period: period.start)
    for one, following in pairwise(ordered):
        if following.start < one.end:
            raise ValueError(f"the periods {one.name!r} and {following.name!r} overlap")
