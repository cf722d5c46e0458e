"""From when to when a report goes, in whole days of the school's clock. Pure: a moment goes in."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appliance.access.timetable import Days, Timetable, school_year
from appliance.model import Frozen

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_SEPTEMBER = 9


class Range(StrEnum):
    """What somebody may choose. Weeks begin on Monday, the school year on the first of September."""

    WEEK = "week"
    FOUR_WEEKS = "four-weeks"
    TERM = "term"
    YEAR = "year"
    BETWEEN = "between"


RANGE_WORDS = {
    Range.WEEK: "This week",
    Range.FOUR_WEEKS: "The last 4 weeks",
    Range.TERM: "This term",
    Range.YEAR: "This school year",
    Range.BETWEEN: "From one day to another",
}


class Period(Frozen):
    """From the `first` day to the `last`, both included, which are the seconds from `since` to `until`, which is not.
    `zone` is the school's clock."""

    first: date
    last: date
    zone: str = "Europe/London"

    @property
    def since(self) -> float:
        return self.starts(self.first)

    @property
    def until(self) -> float:
        return self.starts(self.last + _DAY)

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the weeks that it touches."""
        monday = monday_of(self.first)
        return tuple(monday + number * _WEEK for number in range((self.last - monday).days // 7 + 1))

    @property
    def week_spans(self) -> tuple[tuple[float, float], ...]:
        """Of each of `weeks`, what lies in this period."""
        spans = ((self.starts(monday), self.starts(monday + _WEEK)) for monday in self.weeks)
        return tuple((max(since, self.since), min(until, self.until)) for since, until in spans)

    @property
    def said(self) -> str:
        """`16 to 22 November 2026`."""
        if self.first == self.last:
            return _day(self.first)
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day} to {_day(self.last)}"
        if self.first.year == self.last.year:
            return f"{self.first.day} {self.first:%B} to {_day(self.last)}"
        return f"{_day(self.first)} to {_day(self.last)}"

    def starts(self, day: date) -> float:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).timestamp()

    def local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, ZoneInfo(self.zone))


def period(
    chosen: Range, timetable: Timetable, now: float, first: date | None = None, last: date | None = None
) -> Period:
    """What was chosen, up to today. A range that lacks what it needs (no terms are set, no days were given) is the
    school year so far; days in the wrong order are put right."""
    today = datetime.fromtimestamp(now, ZoneInfo(timetable.zone)).date()
    begin, end = _days(chosen, timetable, now, today)
    if chosen is Range.BETWEEN and first and last:
        begin, end = min(first, last), max(first, last)
    return Period(first=begin, last=end, zone=timetable.zone)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def short_day(day: date) -> str:
    """`16 Nov`."""
    return f"{day.day} {day:%b}"


def _days(chosen: Range, timetable: Timetable, now: float, today: date) -> tuple[date, date]:
    term = _term(timetable, today)
    match chosen:
        case Range.WEEK:
            return monday_of(today), today
        case Range.FOUR_WEEKS:
            return monday_of(today) - 3 * _WEEK, today
        case Range.TERM if term:
            return term.first, min(term.last, today)
        case _:
            return date(school_year(timetable, now)[0], _SEPTEMBER, 1), today


def _term(timetable: Timetable, today: date) -> Days | None:
    """The one that is on; between two, the one that was."""
    begun = [term for term in timetable.terms if term.first <= today]
    return max(begun, key=lambda term: term.first, default=None)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
