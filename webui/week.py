"""A school's week as a picture: five columns, the day from top to bottom."""

from dataclasses import dataclass
from datetime import time

from appliance.access.in_words import DAYS
from appliance.access.timetable import Period, PeriodKind, Timetable

WIDTH, HEIGHT = 700, 480
_TOP, _LEFT, _FOOT = 26, 52, 10
_COLUMN = (WIDTH - _LEFT) / 5
_NARROW = 22  # a block that is lower than this holds one line


@dataclass(frozen=True)
class Bar:
    """A period on one day, in the picture's units."""

    x: float
    y: float
    width: float
    height: float
    name: str
    times: str
    kind: PeriodKind
    two_lines: bool


@dataclass(frozen=True)
class Mark:
    """An hour."""

    y: float
    text: str


@dataclass(frozen=True)
class Week:
    """`bars` in the order of days and times; `days` are the columns' names with their middles."""

    bars: tuple[Bar, ...]
    hours: tuple[Mark, ...]
    days: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def week_of(timetable: Timetable) -> Week:
    """From the full hour before the first thing of the day to the one after the last."""
    starts = [timetable.start, *(one.start for one in timetable.periods)]
    ends = [timetable.end, *(one.end for one in timetable.periods)]
    first, last = min(starts).hour, min(24, max(ends).hour + 1)
    unit = (HEIGHT - _TOP - _FOOT) / (60 * (last - first))

    def height_at(minutes: float) -> float:
        return round(_TOP + (minutes - 60 * first) * unit, 1)

    bars = tuple(
        _bar(period, day, height_at(_minutes(period.start)), height_at(_minutes(period.end)))
        for day in range(5)
        for period in sorted(timetable.periods, key=lambda one: one.start)
        if day in period.days
    )
    return Week(
        bars=bars,
        hours=tuple(Mark(y=height_at(60 * hour), text=f"{hour:02}:00") for hour in range(first, last + 1)),
        days=tuple((_LEFT + (day + 0.5) * _COLUMN, DAYS[day]) for day in range(5)),
    )


def _bar(period: Period, day: int, top: float, bottom: float) -> Bar:
    height = round(bottom - top - 1, 1)
    beside = period.kind is PeriodKind.OTHER
    left = _LEFT + day * _COLUMN
    return Bar(
        x=round(left + (_COLUMN * 0.6 if beside else 2), 1),
        y=top,
        width=round(_COLUMN * 0.4 - 2 if beside else _COLUMN - 4, 1),
        height=max(1.0, height),
        name=period.name,
        times=f"{period.start:%H:%M} to {period.end:%H:%M}",
        kind=period.kind,
        two_lines=height >= 2 * _NARROW,
    )


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
