"""What to look through once a week: false alarms, and what pupils searched for."""

from collections import Counter
from collections.abc import Sequence

from appliance.model import Severity, is_hidden
from appliance.reports.most import NOTHING_TO_DO
from appliance.reports.period import Period, short_day
from appliance.reports.report import Bars, Cell, Grade, Mention, Moment, Report, Series, Stacked, Table
from appliance.reports.rows import SearchRow, TermCount, Total, WeekCount
from appliance.reports.saying import begun, counted, share

MOST_FALSE = 10
MOST_SEARCHES = 200
_LONGEST = 60
NOT_SPELT_OUT = "words not shown"


def false_alarms(rows: Sequence[TermCount], total: Total) -> Report:
    if not total.captures:
        return Report(meaning="Nothing was caught in this time.", advice=NOTHING_TO_DO)
    if not rows:
        return Report(
            meaning=f"None of the {counted(total.captures, 'capture')} was called a false alarm.",
            advice="When you see one that is, say so on the capture: the next report counts it.",
        )
    lines = tuple((_words(row), row.captures) for row in rows)
    return Report(
        meaning=f"{share(total.dismissed, total.captures)} of captures were false alarms "
        f"({total.dismissed:,} of {total.captures:,}); ‘{lines[0][0]}’ most often.",
        advice="Put the first few right: each link opens the newest such capture, where you can say what to ignore. "
        "Fewer false alarms leave more time for the real ones.",
        pictures=(Bars(title="False alarms by term", lines=lines),),
        tables=(
            Table(
                caption="Terms with most false alarms",
                header=("Term", "What it is", "Category", "False alarms", "Put it right"),
                rows=tuple(map(_false_row, rows)),
            ),
        ),
    )


def searches(rows: Sequence[SearchRow], weeks: Sequence[WeekCount], period: Period, blocked: int) -> Report:
    """`blocked` counts pages of search engines that were blocked, beside what was caught."""
    real = [row for row in rows if not row.dismissed]
    if not real and not blocked:
        return Report(meaning="No search was caught or blocked in this time.", advice=NOTHING_TO_DO)
    return Report(
        meaning=_searched(real, sum(row.captures for row in weeks)),
        advice="Read the severe ones first. What a child searches for is often a question that they have not dared to "
        "ask.",
        pictures=(by_week("Searches caught by week", weeks, period),) if weeks else (),
        tables=(_search_table(real),) if real else (),
        notes=(f"Besides, {counted(blocked, 'page')} of search engines blocked.",) if blocked else (),
    )


def by_week(title: str, weeks: Sequence[WeekCount], period: Period, most: int = 6) -> Stacked:
    """A column a week; the names with most first, and what is beyond `most` of them together."""
    totals: Counter[str] = Counter()
    for row in weeks:
        totals[row.name] += row.captures
    named = [name for name, _ in totals.most_common(most)]
    series = [Series(name=name, values=values_of(weeks, {name}, period)) for name in named]
    if others := totals.keys() - set(named):
        series.append(Series(name="Others", values=values_of(weeks, others, period)))
    return Stacked(title=title, columns=columns_of(period), series=tuple(series))


def columns_of(period: Period) -> tuple[str, ...]:
    return tuple(map(short_day, period.weeks))


def values_of(weeks: Sequence[WeekCount], names: set[str], period: Period) -> tuple[int, ...]:
    counts: Counter[int] = Counter()
    for row in weeks:
        counts[row.week] += row.captures if row.name in names else 0
    return tuple(counts[number] for number in range(len(period.weeks)))


def _searched(rows: Sequence[SearchRow], number: int) -> str:
    """`rows` may be only the most urgent of `number`."""
    known = len({row.person for row in rows if row.person})
    grave = sum(row.severity is Severity.SEVERE for row in rows)
    caught = begun(f"{counted(number, 'search', 'searches')} caught")
    if len(rows) < number:
        return f"{caught}. Of the {len(rows)} most urgent, {grave:,} are severe."
    return f"{caught}{f' by {counted(known, "pupil")}' if known else ''}, {grave:,} of them severe."


def _search_table(rows: Sequence[SearchRow]) -> Table:
    return Table(
        caption="Searches, the most urgent first",
        header=("Searched for", "Who", "Category", "Severity", "When", "Capture"),
        rows=tuple(map(_search_row, rows)),
    )


def _search_row(row: SearchRow) -> tuple[Cell, ...]:
    who: Cell = Mention(text=row.name, of="pupil", key=row.person) if row.person else row.device
    return (
        NOT_SPELT_OUT if is_hidden(row.category) else row.words,
        who,
        row.category,
        Grade(severity=row.severity),
        Moment(at=row.at),
        Mention(text="Open", of="capture", key=str(row.capture)),
    )


def _false_row(row: TermCount) -> tuple[Cell, ...]:
    definition = "" if is_hidden(row.category) else row.definition
    link = Mention(text="Put it right", of="fix", key=str(row.newest))
    return (_words(row), definition, row.category, row.captures, link)


def _words(row: TermCount) -> str:
    if is_hidden(row.category):
        return NOT_SPELT_OUT
    return " ".join(row.words.split())[:_LONGEST] or row.term
