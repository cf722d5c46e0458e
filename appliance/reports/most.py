"""What there was most of: pupils, terms, sites, applications."""

from collections import Counter
from collections.abc import Sequence

from appliance.model import is_hidden
from appliance.reports.programs import program
from appliance.reports.report import Bars, Cell, Grade, Mention, Moment, Report, Table
from appliance.reports.rows import AgentCount, PupilCount, SiteCount, TermCount, Total
from appliance.reports.saying import begun, counted, listed, share

MOST = 200
MOST_AGENTS = 5000
_DRAWN = 10
_LONGEST = 60
NOTHING = "Nothing was caught in this time."
NOTHING_TO_DO = "There is nothing to do. If that surprises you, choose a longer time, or look at Health."


def pupils(rows: Sequence[PupilCount], total: Total) -> Report:
    if not rows:
        return Report(meaning=_nobody(total), advice=NOTHING_TO_DO)
    first = rows[0]
    return Report(
        meaning=f"{first.name} has the most captures, {first.captures:,} of {total.captures:,}: "
        f"{_graded(first)}. Many captures need not mean a worry, and one can be enough for one.",
        advice="Open a pupil to see how it went over time, before you judge by a number.",
        pictures=(Bars(title="Captures by pupil", lines=tuple((row.name, row.captures) for row in rows[:_DRAWN])),),
        tables=(_pupil_table(rows),),
        notes=_unknown(total),
    )


def terms(rows: Sequence[TermCount], total: Total) -> Report:
    """Terms of hidden categories are counted together, and not spelt out."""
    if not rows:
        return Report(meaning=NOTHING, advice=NOTHING_TO_DO)
    shown = [row for row in rows if not is_hidden(row.category)]
    hidden = sum(row.captures for row in rows if is_hidden(row.category))
    lines = tuple((_words(row), row.captures) for row in shown[:_DRAWN])
    return Report(
        meaning=_most_caught(shown, total),
        advice="Where most captures of a term are false alarms, open its newest capture and say how to put it right.",
        pictures=(Bars(title="Captures by term", lines=lines),) if lines else (),
        tables=(_term_table("Terms caught most", shown),) if shown else (),
        notes=(f"{counted(hidden, 'more capture')} of illegal content: its terms are shown nowhere.",)
        if hidden
        else (),
    )


def sites(rows: Sequence[SiteCount]) -> Report:
    if not rows:
        return Report(
            meaning="No site was visited in this time.",
            advice="If that surprises you, look at Health: does the box see the school’s traffic?",
        )
    return Report(
        meaning=f"{rows[0].site} was visited most: {counted(rows[0].visits, 'time')}.",
        advice="A site that you do not know and that many pupils visit is worth a look. Sites can be blocked or opened "
        "under Sites.",
        pictures=(Bars(title="Visits by site", lines=tuple((row.site, row.visits) for row in rows[:_DRAWN])),),
        tables=(
            Table(
                caption="Sites visited most",
                header=("Site", "Visits", "Pupils, at least", "Last"),
                rows=tuple((row.site, row.visits, row.pupils, Moment(at=row.last_at)) for row in rows),
            ),
        ),
        notes=(
            "A page, a picture and a search each count as a visit.",
            "Pupils are counted where it is known who it was.",
        ),
    )


def applications(rows: Sequence[AgentCount]) -> Report:
    """By what programs say of themselves where something was caught: nothing else is known without the helper."""
    note = (
        "Counted from captures only, by what each program says of itself. Which applications are used at other times "
        "is not known without the Lollipop helper on the devices."
    )
    named: Counter[str] = Counter()
    for row in rows:
        named[program(row.user_agent)] += row.captures
    if not named:
        return Report(meaning=NOTHING, advice=NOTHING_TO_DO, notes=(note,))
    lines = tuple(named.most_common(MOST))
    return Report(
        meaning=f"Most captures came from {lines[0][0]}: {share(lines[0][1], named.total())} of {named.total():,}.",
        advice="An application that you did not expect on the school’s devices is worth asking IT support about.",
        pictures=(Bars(title="Captures by application", lines=lines[:_DRAWN]),),
        tables=(Table(caption="Applications with captures", header=("Application", "Captures"), rows=lines),),
        notes=(note,),
    )


def _nobody(total: Total) -> str:
    if not total.captures:
        return NOTHING
    return f"{begun(counted(total.captures, 'capture'))}, but nobody was known at those devices."


def _graded(row: PupilCount) -> str:
    parts = ((row.severe, "severe"), (row.moderate, "moderate"), (row.minor, "minor"))
    return listed(tuple(f"{number:,} {word}" for number, word in parts if number))


def _unknown(total: Total) -> tuple[str, ...]:
    if not total.unknown:
        return ()
    return (f"{counted(total.unknown, 'more capture')} on devices where nobody was known. Sign-in at devices helps.",)


def _pupil_table(rows: Sequence[PupilCount]) -> Table:
    return Table(
        caption="Pupils with most captures",
        header=("Pupil", "Captures", "Severe", "Moderate", "Minor", "False alarms", "Last"),
        rows=tuple(
            (
                Mention(text=row.name, of="pupil", key=row.person),
                row.captures,
                row.severe,
                row.moderate,
                row.minor,
                row.dismissed,
                Moment(at=row.last_at),
            )
            for row in rows
        ),
    )


def _most_caught(shown: Sequence[TermCount], total: Total) -> str:
    if not shown:
        return f"{begun(counted(total.captures, 'capture'))}, all of illegal content."
    first = shown[0]
    return (
        f"‘{_words(first)}’ was caught most: {first.captures:,} of {counted(total.captures, 'capture')}, with "
        f"{counted(first.pupils, 'pupil')}."
    )


def _term_table(caption: str, rows: Sequence[TermCount]) -> Table:
    return Table(
        caption=caption,
        header=("Term", "What it is", "Category", "Severity", "Captures", "Pupils", "False alarms", "Newest"),
        rows=tuple(map(_term_row, rows)),
    )


def _term_row(row: TermCount) -> tuple[Cell, ...]:
    return (
        _words(row),
        row.definition,
        row.category,
        Grade(severity=row.severity),
        row.captures,
        row.pupils,
        row.dismissed,
        Mention(text="Open", of="capture", key=str(row.newest)),
    )


def _words(row: TermCount) -> str:
    """As it stood in the newest capture: what a library calls a term is not for reading."""
    return " ".join(row.words.split())[:_LONGEST] or row.term
