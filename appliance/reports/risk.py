"""An index by which to look first at some pupils, with its sum shown line by line. It orders a reading list; it is not
a diagnosis, and says nothing of a child about whom nothing was caught.

    captures that are alike = number × severity × where it stood × age, added up
    severity   severe 10, moderate 4, minor 1
    where      written or searched for 1.5; in a chat 1.25; in a title or an address 1; on a page 0.75; in its code 0.5
    age        halves every four weeks: × 0.84 after each seven days; older than twelve weeks does not count
    variety    3 for each category beyond the first, at most 12
    repeats    0.5 for each time beyond a capture's first, at most 10
    false alarms count nothing

Pure. The weights are ours: severity by FEATURES row B2, where it stood in the order of `Channel.weight`.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from appliance.model import Channel, Frozen, Severity
from appliance.reports.most import NOTHING_TO_DO
from appliance.reports.report import Bars, Mention, Report, Sum, Table
from appliance.reports.rows import RiskRow
from appliance.reports.saying import counted

WEEKS = 12
MOST = 50
MOST_LINES = 30
_DRAWN = 10
_HALVED_AFTER = 4
_SEVERITY = {Severity.SEVERE: 10.0, Severity.MODERATE: 4.0, Severity.MINOR: 1.0}
_CHANNEL = {
    Channel.TYPED: (1.5, "written"),
    Channel.SEARCH: (1.5, "searched for"),
    Channel.CHAT: (1.25, "in a chat"),
    Channel.TITLE: (1.0, "in a title"),
    Channel.URL: (1.0, "in an address"),
    Channel.PAGE: (0.75, "on a page"),
    Channel.CODE: (0.5, "in a page’s code"),
}
_EACH_CATEGORY, _MOST_FOR_CATEGORIES = 3.0, 12.0
_EACH_REPEAT, _MOST_FOR_REPEATS = 0.5, 10.0
NOT_A_DIAGNOSIS = (
    "The index says whom to read about first. It is not a diagnosis, it knows only what was caught, and a child with "
    "a low one can be in need."
)

HOW_IT_ADDS_UP = (
    "Each line of a sum is: how many captures × how severe × where it stood × how long ago. Severe counts 10, moderate "
    "4, minor 1. Written or searched for counts 1.5, in a chat 1.25, in a title or an address 1, on a page 0.75, in a "
    "page’s code 0.5. This week counts 1, four weeks ago half of that. Each category beyond the first adds 3, up to "
    "12; each repeat adds 0.5, up to 10. False alarms count nothing."
)


class Risk(Frozen):
    """Of one pupil; the lines of `rows` (see `lines_of`) add up to `value`, which is rounded at the end."""

    person: str
    name: str
    value: float
    rows: tuple[RiskRow, ...]


def risks(rows: Iterable[RiskRow]) -> tuple[Risk, ...]:
    """The highest first; `rows` come together by person. Whoever has none but false alarms is left out."""
    found = [_risk(tuple(some)) for _, some in groupby(rows, key=lambda row: row.person)]
    return tuple(sorted((one for one in found if one.value), key=lambda one: (-one.value, one.name, one.person)))


def lines_of(rows: Sequence[RiskRow]) -> tuple[str, ...]:
    """How one pupil's index adds up, in sentences: what weighs most first, and what is beyond `MOST_LINES` together."""
    real = sorted((row for row in rows if not row.dismissed), key=_points, reverse=True)
    lines = [f"{_said(row)} = {_points(row):.1f}" for row in real[:MOST_LINES]]
    if rest := real[MOST_LINES:]:
        lines.append(f"{counted(sum(row.captures for row in rest), 'capture')} more = {sum(map(_points, rest)):.1f}")
    lines += [f"{text} = {points:.1f}" for text, points in (*_variety(real), *_repeats(real))]
    false = sum(row.captures for row in rows if row.dismissed)
    return (*lines, f"{counted(false, 'false alarm')} = 0") if false else tuple(lines)


def report(rows: Iterable[RiskRow]) -> Report:
    found = risks(rows)
    if not found:
        return Report(meaning="There is nothing to add up in the last 12 weeks.", advice=NOTHING_TO_DO)
    shown = found[:MOST]
    return Report(
        meaning=f"{shown[0].name} has the highest index, {round(shown[0].value)}, of {counted(len(found), 'pupil')} "
        "with captures in the last 12 weeks.",
        advice="Read the newest captures of the first few, and look at the sum: it says where each number comes from.",
        pictures=(Bars(title="Index by pupil", lines=tuple((one.name, round(one.value)) for one in shown[:_DRAWN])),),
        tables=(
            Table(
                caption="Risk index",
                header=("Pupil", "Index and how it adds up"),
                rows=tuple(
                    (
                        Mention(text=one.name, of="pupil", key=one.person),
                        Sum(total=round(one.value), lines=lines_of(one.rows)),
                    )
                    for one in shown
                ),
            ),
        ),
        notes=(
            NOT_A_DIAGNOSIS,
            HOW_IT_ADDS_UP,
            "Always the last 12 weeks, whatever time was chosen. Newer captures weigh more.",
        ),
    )


def _risk(rows: tuple[RiskRow, ...]) -> Risk:
    real = [row for row in rows if not row.dismissed]
    value = sum(map(_points, real)) + sum(points for _, points in (*_variety(real), *_repeats(real)))
    return Risk(person=rows[0].person, name=max(row.name for row in rows), value=value, rows=rows)


def _points(row: RiskRow) -> float:
    return row.captures * _SEVERITY[row.severity] * _CHANNEL[row.channel][0] * _age(row.week)


def _said(row: RiskRow) -> str:
    weight, where = _CHANNEL[row.channel]
    what = f"{row.captures:,} {row.severity.value}, {row.category}, {where}, {_ago(row.week)}"
    return f"{what}: {row.captures:,} × {_SEVERITY[row.severity]:g} × {weight:g} × {_age(row.week):.2f}"


def _age(week: int) -> float:
    return float(0.5 ** (week / _HALVED_AFTER))


def _ago(week: int) -> str:
    return "this week" if not week else f"{counted(week, 'week')} ago"


def _variety(rows: Sequence[RiskRow]) -> list[tuple[str, float]]:
    categories = len({row.category for row in rows})
    if categories < 2:  # noqa: PLR2004  # one is no variety
        return []
    points = min((categories - 1) * _EACH_CATEGORY, _MOST_FOR_CATEGORIES)
    return [(f"{categories} categories", points)]


def _repeats(rows: Sequence[RiskRow]) -> list[tuple[str, float]]:
    repeats = sum(row.repeats for row in rows)
    if not repeats:
        return []
    return [(counted(repeats, "repeat"), min(repeats * _EACH_REPEAT, _MOST_FOR_REPEATS))]
