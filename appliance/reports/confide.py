"""What children told in Confide, by month and theme: figures of five or more, and no words (FEATURES rows H3, J3). What
is about staff was never counted."""

from datetime import date

from appliance.confide.figures import ConfideFigures, MonthFigures
from appliance.confide.model import Theme
from appliance.reports.bounded import FEW
from appliance.reports.period import Period
from appliance.reports.report import Bars, Report, Table

THEMES = {
    Theme.UNKIND: "Somebody is unkind",
    Theme.FRIENDS: "Friends",
    Theme.HOME: "Home",
    Theme.ONLINE: "Something online",
    Theme.HURT: "Somebody hurt or touched me",
    Theme.MYSELF: "Hurting oneself",
    Theme.FEELINGS: "Feelings",
    Theme.SCHOOL: "School and lessons",
    Theme.OTHER: "Something else",
}
MOST_MONTHS = 12
FEWER = f"fewer than {FEW}"
_MOST_BARS = 15


def report(figures: ConfideFigures, period: Period) -> Report:
    months = within(figures, period)
    lines = told(months)
    bars = Bars(title=f"Where {FEW} or more told of the same in a month", lines=lines[:_MOST_BARS])
    return Report(
        meaning=_meaning(months, lines),
        advice="Ask how children know that they can tell, and what the school does about what comes up most.",
        pictures=(bars,) if lines else (),
        tables=(_table(months),) if months else (),
        notes=(
            f"‘Fewer than {FEW}’ may be none. There are no sums, for they would tell what is not shown.",
            "What children tell about staff is not in it.",
            "A month is counted once: when it is over, and a safeguarding lead next opens Confide.",
            "A child can choose several themes, and can tell something twice.",
        ),
    )


def within(figures: ConfideFigures, period: Period) -> tuple[MonthFigures, ...]:
    """The latest that the period touches."""
    first = period.first.replace(day=1)
    return tuple(one for one in figures.months if first <= one.first <= period.last)[-MOST_MONTHS:]


def told(months: tuple[MonthFigures, ...]) -> tuple[tuple[str, int], ...]:
    """`Friends, October 2026` and how many, the most first: what can be told at all."""
    found = [(THEMES[it.theme], one.first, it.reports) for one in months for it in one.themes]
    in_order = sorted(found, key=lambda line: (-line[2], line[1], line[0]))
    return tuple((f"{theme}, {_month(first)}", count) for theme, first, count in in_order)


def _meaning(months: tuple[MonthFigures, ...], lines: tuple[tuple[str, int], ...]) -> str:
    if not months:
        return "No month is counted yet: each is counted once it is over."
    if not lines:
        return f"In no month did {FEW} or more tell of the same."
    name, count = lines[0]
    return f"What was told most: {name}, {count:,} times."


def _table(months: tuple[MonthFigures, ...]) -> Table:
    rows = tuple((name, *(_cell(one, theme) for one in months)) for theme, name in THEMES.items())
    header = ("What it was about", *(f"{one.first:%b %Y}" for one in months))
    return Table(caption="What children told us about, by month", header=header, rows=rows)


def _cell(month: MonthFigures, theme: Theme) -> str:
    count = month.of(theme)
    return FEWER if count is None else f"{count:,}"


def _month(first: date) -> str:
    return f"{first:%B %Y}"
