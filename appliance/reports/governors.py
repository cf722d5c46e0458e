"""The safeguarding report for governors (FEATURES row J3): figures of the whole school and no names. Each line says
whether the box measured it or the school declared it."""

from collections.abc import Iterable, Sequence

from appliance.model import Frozen
from appliance.reports.bounded import FEW, Bounded
from appliance.reports.report import Bars, Report, Table
from appliance.reports.saying import begun, lasted

MEASURED = "measured"
DECLARED = "declared"
_HEADER = ("Figure", "Value", "Known how")
_SLOW = 24 * 3600.0

type Parts = tuple[tuple[str, Bounded], ...]


class SchoolCounts(Frozen):
    """Of everybody at the school, those in vulnerable groups too, and already bounded. `opened_after` and
    `settled_after` are medians in seconds, None where there are too few; `false_share` is in words."""

    captures: Bounded
    categories: Parts
    severities: Parts
    statuses: Parts
    false_share: str
    opened_after: float | None
    settled_after: float | None
    never_opened: Bounded
    escalated: Bounded
    pupils: int
    accepted: Bounded


class Filtering(Frozen):
    """What adults did, which needs no bounds. `made` are changes of what can be reached in this time, `waiting` those
    that nobody decided on; the others are as they stand now."""

    made: int
    waiting: int
    rules: int
    terms_off: int
    own_terms: int
    ignores: int
    second_person: bool


def report(counts: SchoolCounts, filtering: Filtering, told: Sequence[tuple[str, int]] = ()) -> Report:
    """`told` is what children told of in Confide, as far as it may be known: a theme and a month, and how often."""
    lines = tuple((name, one.value) for name, one in counts.categories if one.value)
    return Report(
        meaning=_meaning(counts),
        advice=_advice(counts),
        pictures=(Bars(title="Captures by category", lines=lines),) if lines else (),
        tables=(
            *((_measured("Captures by category", counts.categories),) if counts.categories else ()),
            _measured("Captures by severity", counts.severities),
            _measured("How far adults are", counts.statuses),
            Table(caption="How captures were dealt with", header=_HEADER, rows=_dealt_with(counts)),
            Table(caption="Filtering", header=_HEADER, rows=_filtering(filtering)),
            Table(caption="What children told us about in Confide", header=_HEADER, rows=_told(told)),
            Table(caption="Acceptable use", header=_HEADER, rows=_acceptable_use(counts)),
        ),
        notes=(
            "Figures of the whole school, without names.",
            f"A number under {FEW} reads ‘fewer than {FEW}’. Where the rest would tell it, another is not shown.",
            "What children told about staff is not counted.",
            "‘Measured’ comes from what the box recorded, ‘declared’ from what the school set or wrote down.",
        ),
    )


def _meaning(counts: SchoolCounts) -> str:
    if counts.captures.value == 0:
        return "Nothing was caught in this time."
    opened = lasted(counts.opened_after) if counts.opened_after is not None else ""
    looked = f"half of them were opened within {opened}" if opened else "too few to say how soon they were opened"
    return f"Captures: {counts.captures.said}; {looked}."


def _advice(counts: SchoolCounts) -> str:
    if counts.never_opened.value is None or counts.never_opened.value:
        return "Ask who looks at captures when the safeguarding lead is away: some were never opened."
    if counts.opened_after is not None and counts.opened_after > _SLOW:
        return "Ask whether the safeguarding lead has the time for this: half of the captures waited for over a day."
    return "Ask how the school knows that filtering and monitoring work, and when that was last tried."


def _measured(caption: str, parts: Parts) -> Table:
    rows = tuple((begun(name), one.said, MEASURED) for name, one in parts)
    return Table(caption=caption, header=_HEADER, rows=rows)


def _dealt_with(counts: SchoolCounts) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        _lines(
            MEASURED,
            (
                ("Captures", counts.captures.said),
                ("Half were opened within", _lasted(counts.opened_after)),
                ("Half were settled within", _lasted(counts.settled_after)),
                ("Never opened", counts.never_opened.said),
                ("Escalated", counts.escalated.said),
                ("Share of false alarms", counts.false_share),
            ),
        )
    )


def _filtering(filtering: Filtering) -> tuple[tuple[str, str, str], ...]:
    measured = (
        ("Changes to what can be reached", f"{filtering.made:,}"),
        ("Changes that wait for a second person", f"{filtering.waiting:,}"),
    )
    declared = (
        ("Rules in force now", f"{filtering.rules:,}"),
        ("Terms switched off now", f"{filtering.terms_off:,}"),
        ("Terms of the school’s own", f"{filtering.own_terms:,}"),
        ("Ignore entries", f"{filtering.ignores:,}"),
        ("A second person must agree to changes", "yes" if filtering.second_person else "no"),
    )
    return (*_lines(MEASURED, measured), *_lines(DECLARED, declared))


def _told(told: Sequence[tuple[str, int]]) -> tuple[tuple[str, str, str], ...]:
    lines = [(name, f"{count:,}") for name, count in told]
    return tuple(_lines(MEASURED, [*lines, ("Any other theme in a month", f"fewer than {FEW}, or none")]))


def _acceptable_use(counts: SchoolCounts) -> tuple[tuple[str, str, str], ...]:
    return (
        ("Pupils on the school’s list", f"{counts.pupils:,}", DECLARED),
        ("Pupils who accepted the rules in force", counts.accepted.said, MEASURED),
    )


def _lines(known: str, lines: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str, str]]:
    return ((name, said, known) for name, said in lines)


def _lasted(seconds: float | None) -> str:
    return "too few to say" if seconds is None else lasted(seconds)
