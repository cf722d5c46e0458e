"""How it went over weeks: by category, and of one pupil."""

from collections import Counter
from collections.abc import Sequence

from appliance.reports.most import NOTHING_TO_DO
from appliance.reports.period import Period
from appliance.reports.report import Heat, Lines, Report, Series, Stacked, Table
from appliance.reports.rows import HourCount, TermWeek, WeekCount
from appliance.reports.saying import counted, listed
from appliance.reports.weekly import by_week, columns_of, values_of

RECURRING = "Eating disorders"  # a disorder shows in weeks rather than in words: each capture alone looks small
_OFTEN = 3  # weeks
_NAMED = 3
_RISEN, _AT_LEAST = 1.2, 3  # less than that comes and goes
_FIRST_HOUR, _LAST_HOUR = 6, 22


def categories(weeks: Sequence[WeekCount], period: Period) -> Report:
    if not weeks:
        return Report(meaning="Nothing was caught in this time.", advice=NOTHING_TO_DO)
    series = _series(weeks, period)
    return Report(
        meaning=_direction(series, len(period.weeks)),
        advice="A category that rises over several weeks is worth an assembly or a lesson, before it is worth a rule.",
        pictures=(by_week("Captures by category and week", weeks, period),),
        tables=(_week_table("Captures by category and week", series, period),),
        notes=("Without false alarms.", *_part_weeks(period)),
    )


def pupil(
    name: str, weeks: Sequence[WeekCount], terms: Sequence[TermWeek], hours: Sequence[HourCount], period: Period
) -> Report:
    """`terms` are those of `RECURRING`."""
    if not weeks:
        return Report(meaning=f"Nothing was caught of {name} in this time.", advice=NOTHING_TO_DO)
    series = _series(weeks, period)
    table = _week_table("Captures by category and week", series, period)
    return Report(
        meaning=f"{name}: {_pattern(series)}",
        advice="Look for what comes back, and for what changed. Talk with somebody who knows this child before you "
        "decide what it means.",
        pictures=(_lines(series, period), heat("When it happened", hours, period)),
        tables=(table, *_recurring(series, terms, period)),
        notes=("Without false alarms.", *_part_weeks(period)),
    )


def heat(title: str, hours: Sequence[HourCount], period: Period) -> Heat:
    """By weekday and hour of the school's clock; nights are in the first and the last column."""
    counts: Counter[tuple[int, int]] = Counter()
    for row in hours:
        at = period.local(row.hour * 3600.0)
        counts[at.weekday(), min(max(at.hour, _FIRST_HOUR), _LAST_HOUR)] += row.captures
    columns = range(_FIRST_HOUR, _LAST_HOUR + 1)
    rows = tuple(tuple(counts[day, hour] for hour in columns) for day in range(7))
    return Heat(title=title, first_hour=_FIRST_HOUR, rows=rows)


def _series(weeks: Sequence[WeekCount], period: Period) -> list[Series]:
    """The category with most first."""
    found = [
        Series(name=name, values=values_of(weeks, {name}, period), marked=name == RECURRING)
        for name in sorted({row.name for row in weeks})
    ]
    return sorted(found, key=lambda one: (-sum(one.values), one.name))


def _direction(series: Sequence[Series], weeks: int) -> str:
    """Of what rose most between the halves of the time; the total where nothing did."""
    total = sum(sum(one.values) for one in series)
    most = f"{series[0].name} was caught most ({sum(series[0].values):,} of {counted(total, 'capture')})"
    if weeks < 2:  # noqa: PLR2004  # one week has no halves
        return f"{most}."
    risen = max(series, key=lambda one: _rise(one.values))
    before, after = _halves(risen.values)
    if after < max(before * _RISEN, before + _AT_LEAST):
        return f"{most}; no category rose clearly."
    return f"{most}; {risen.name} rose most, from {before:,} in the first half of the time to {after:,} in the second."


def _rise(values: Sequence[int]) -> int:
    before, after = _halves(values)
    return after - before


def _halves(values: Sequence[int]) -> tuple[int, int]:
    """The middle of an odd number of weeks belongs to neither."""
    half = len(values) // 2
    return sum(values[:half]), sum(values[len(values) - half :])


def _pattern(series: Sequence[Series]) -> str:
    captures = sum(sum(one.values) for one in series)
    back = sorted((one for one in series if _comes_back(one)), key=lambda one: not one.marked)[:_NAMED]
    often = tuple(f"{one.name} in {_weeks_with(one)} of {len(one.values)} weeks" for one in back)
    if not often:
        return f"{counted(captures, 'capture')} in {counted(len(series), 'category', 'categories')}; nothing came back."
    return f"{counted(captures, 'capture')}. What comes back: {listed(often)}."


def _comes_back(series: Series) -> bool:
    return _weeks_with(series) >= (2 if series.marked else _OFTEN)


def _weeks_with(series: Series) -> int:
    return sum(value > 0 for value in series.values)


def _lines(series: Sequence[Series], period: Period) -> Lines | Stacked:
    """A line needs two weeks."""
    columns = columns_of(period)
    kind = Lines if len(columns) > 1 else Stacked
    marked = [one for one in series if one.marked]
    shown = [*marked, *(one for one in series if not one.marked)][:6]
    return kind(title="Captures by category and week", columns=columns, series=tuple(shown))


def _recurring(series: Sequence[Series], terms: Sequence[TermWeek], period: Period) -> tuple[Table, ...]:
    """A row a term and week."""
    if not any(one.marked for one in series):
        return ()
    columns = columns_of(period)
    rows = tuple((columns[row.week], row.words or row.term, row.captures) for row in reversed(terms))
    return (Table(caption=f"{RECURRING}, week by week", header=("Week from", "Term", "Captures"), rows=rows),)


def _week_table(caption: str, series: Sequence[Series], period: Period) -> Table:
    """A row a week, the newest first: weeks may be many, categories are few."""
    weeks = tuple(zip(columns_of(period), *(one.values for one in series), strict=True))
    return Table(caption=caption, header=("Week from", *(one.name for one in series)), rows=tuple(reversed(weeks)))


def _part_weeks(period: Period) -> tuple[str, ...]:
    whole = period.first.weekday() == 0 and period.last.weekday() == 6  # noqa: PLR2004  # Monday to Sunday
    return () if whole else ("The first or the last week is not whole, so it counts less.",)
