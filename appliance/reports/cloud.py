"""The words that were caught, the frequent ones large."""

from collections.abc import Sequence

from appliance.model import Severity, is_hidden
from appliance.reports.most import NOTHING, NOTHING_TO_DO
from appliance.reports.report import Cloud, Grade, Report, Table
from appliance.reports.rows import TermCount
from appliance.reports.saying import counted

MOST = 60
_LONGEST = 30


def cloud(rows: Sequence[TermCount]) -> Report:
    """Hidden categories are left out, and false alarms are not counted."""
    counts: dict[str, tuple[int, Severity]] = {}
    for row in rows:
        real = row.captures - row.dismissed
        word = " ".join(row.words.casefold().split())[:_LONGEST]
        if is_hidden(row.category) or not word or not real:
            continue
        before, severity = counts.get(word, (0, row.severity))
        counts[word] = (before + real, max(severity, row.severity, key=lambda one: one.rank))
    if not counts:
        return Report(meaning=NOTHING, advice=NOTHING_TO_DO)
    words = sorted(((word, *value) for word, value in counts.items()), key=lambda one: (-one[1], one[0]))[:MOST]
    return Report(
        meaning=f"‘{words[0][0]}’ was caught most, {counted(words[0][1], 'time')}. Large words were caught often, and "
        "colour shows how grave they are.",
        advice="It shows how pupils really talk. Use it with staff, not with a class: some words teach.",
        pictures=(Cloud(title="Words caught", words=tuple(sorted(words))),),
        tables=(
            Table(
                caption="Words caught",
                header=("Words", "Captures", "Severity"),
                rows=tuple((word, number, Grade(severity=severity)) for word, number, severity in words),
            ),
        ),
        notes=("Without false alarms. Terms of illegal content are shown nowhere.",),
    )
