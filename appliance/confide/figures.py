"""Figures for governors: how many reports there were of each theme in a month, and nothing from which a single child
could be guessed (decision 0044).

A number under five is not shown, and neither is nought. There are no totals: from a total and what is shown beside it,
what is hidden could be worked out. A month is counted once, when it is over, and stays as it was counted: else two
looks at it would tell what came in between. What is about staff is not counted at all.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from appliance.confide.model import Report, Theme
from appliance.model import Frozen
from appliance.store.choices import Choice

LEAST = 5
MOST_MONTHS = 36


class Counted(Frozen):
    """What is counted of a report. `day` is the day it was told."""

    day: date
    themes: tuple[Theme, ...] = ()
    about_staff: bool = False


class ThemeFigure(Frozen):
    theme: Theme
    reports: int


class MonthFigures(Frozen):
    """`first` is the first day of the month. `themes` are those with five reports or more."""

    first: date
    themes: tuple[ThemeFigure, ...] = ()

    def of(self, theme: Theme) -> int | None:
        """None for fewer than five: perhaps none."""
        return next((one.reports for one in self.themes if one.theme is theme), None)


class ConfideFigures(Choice):
    """The oldest month first."""

    SECTION: ClassVar[str] = "confide figures"

    months: tuple[MonthFigures, ...] = ()


def counted(report: Report, day: date) -> Counted:
    return Counted(day=day, themes=report.themes, about_staff=bool(report.adult))


def figures(reports: Iterable[Counted], before: ConfideFigures, today: date) -> ConfideFigures:
    """`before` with each month that is over by now, from the first in which there was a report. Equal to `before` where
    there is nothing to add, and then need not be stored. `reports` are all that a safeguarding lead can open."""
    kept = [one for one in reports if not one.about_staff]
    done = {one.first for one in before.months}
    began = min((*done, *(_month(one.day) for one in kept)), default=_month(today))
    after = max(done, default=date.min)
    due = [month for month in _months(began, _month(today)) if month > after]
    months = (*before.months, *(_figures(month, kept) for month in due))
    return ConfideFigures(months=months[-MOST_MONTHS:])


def _figures(month: date, kept: Iterable[Counted]) -> MonthFigures:
    counts = Counter(theme for one in kept if _month(one.day) == month for theme in set(one.themes))
    return MonthFigures(
        first=month,
        themes=tuple(ThemeFigure(theme=one, reports=counts[one]) for one in Theme if counts[one] >= LEAST),
    )


def _months(first: date, until: date) -> list[date]:
    """The first days of the latest ones before `until`, at most as many as are kept."""
    found: list[date] = []
    month = _month_before(until)
    while month >= first and len(found) < MOST_MONTHS:
        found.append(month)
        month = _month_before(month)
    return found[::-1]


def _month(day: date) -> date:
    return day.replace(day=1)


def _month_before(first: date) -> date:
    return date(first.year - 1, 12, 1) if first.month == 1 else first.replace(month=first.month - 1)
