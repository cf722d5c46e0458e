"""How much there was on each day, as a small picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from appliance.store.seen.activity import BARS
from appliance.store.seen.asked import Bar

WIDTH, HEIGHT = 14, 48  # of a bar and the gap beside it; of the highest bar


@dataclass(frozen=True, kw_only=True)
class DayBar:
    date: date
    times: int
    x: int
    y: int
    height: int

    @property
    def name(self) -> str:
        return f"{self.date:%a} {self.date.day} {self.date:%b}: {self.times:,}"


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week to jump to: its days with visits, and how many there were."""

    begin: date
    end: date
    times: int

    @property
    def name(self) -> str:
        return f"{self.begin.day} {self.begin:%b}"


@dataclass(frozen=True, kw_only=True)
class BarPicture:
    """`told` is what the picture says, in words."""

    days: tuple[DayBar, ...]
    weeks: tuple[Week, ...]
    told: str

    @property
    def width(self) -> int:
        return WIDTH * len(self.days)


def picture(bars: Sequence[Bar]) -> BarPicture | None:
    """So many days, up to the last that has some; None where there is none."""
    if not bars:
        return None
    times = {bar.day: bar.times for bar in bars}
    most = max(times.values())
    days = tuple(
        DayBar(
            date=date.fromordinal(day),
            times=times.get(day, 0),
            x=place * WIDTH,
            y=HEIGHT - _height(times.get(day, 0), most),
            height=_height(times.get(day, 0), most),
        )
        for place, day in enumerate(range(max(times) - BARS + 1, max(times) + 1))
    )
    busiest = max(days, key=lambda day: day.times)
    told = f"Visits on each day from {_day(days[0])} to {_day(days[-1])}. Most were on {_day(busiest)}: {most:,}."
    return BarPicture(days=days, weeks=_weeks(days), told=told)


def _height(times: int, most: int) -> int:
    return 0 if not times else max(2, round(times * HEIGHT / most))


def _weeks(days: Sequence[DayBar]) -> tuple[Week, ...]:
    """From Monday to Sunday, the newest first; those with none are left out."""
    sums: dict[date, int] = {}
    for day in days:
        monday = day.date - timedelta(days=day.date.weekday())
        sums[monday] = sums.get(monday, 0) + day.times
    return tuple(
        Week(begin=monday, end=monday + timedelta(days=6), times=count)
        for monday, count in sorted(sums.items(), reverse=True)
        if count
    )


def _day(day: DayBar) -> str:
    return f"{day.date.day} {day.date:%B}"
