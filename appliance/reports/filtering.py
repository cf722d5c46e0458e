"""What the filter did: what it stopped and why, who tried to get round it, and what pupils call its mistakes."""

from collections import Counter
from collections.abc import Sequence

from appliance.model import Frozen
from appliance.reports.report import Bars, Mention, Moment, Report, Table
from appliance.reports.rows import BlockCount, MistakeCount, PupilCount
from appliance.reports.saying import begun, counted

WAYS_ROUND = "Filter bypass"  # the category of terms
_DRAWN = 10
_LONGEST = 120
# How what was recorded begins (access/verdict.py, access/engine.py), and how it reads. What stands on an illegal list
# is shown nowhere.
_SOURCES = (
    ("illegal list:", "Illegal lists", False),
    ("access.blocked:", "The school’s block list", True),
    ("access.ways_round:", "Ways round the filter", True),
)


class Filtering(Frozen):
    """`round_about` are pupils with captures of `WAYS_ROUND`. `spared` are sites that would have been closed or warned
    of but for a pilot, with how often they were let pass."""

    stopped: tuple[BlockCount, ...]
    round_about: tuple[PupilCount, ...]
    mistakes: tuple[MistakeCount, ...]
    spared: tuple[tuple[str, int], ...] = ()


def report(found: Filtering) -> Report:
    reasons = _reasons(found.stopped)
    stopped = sum(visits for _, visits in reasons)
    tables = (_stopped(found), _spared(found), _round_about(found), _mistakes(found))
    return Report(
        meaning=_meaning(found, stopped),
        advice=_advice(found),
        pictures=(Bars(title="Pages stopped, by reason", lines=reasons[:_DRAWN]),) if reasons else (),
        tables=tuple(table for table in tables if table.rows),
        notes=("A page can stop several times: each picture on it is asked for by itself.",) if reasons else (),
    )


def reason(detail: str) -> str:
    """Why a page was stopped, as people say it. A rule goes by its name."""
    for begins, said, shown in _SOURCES:
        if detail.startswith(begins):
            rest = detail.removeprefix(begins).strip()
            return f"{said}: {rest}"[:_LONGEST] if shown and rest else said
    if detail.startswith("access rule "):
        return detail.partition(": ")[2][:_LONGEST] or detail
    return begun(detail)[:_LONGEST] or "No reason was recorded"


def _meaning(found: Filtering, stopped: int) -> str:
    passed = sum(times for _, times in found.spared)
    if not any((stopped, passed, found.round_about, found.mistakes)):
        return "Nothing was stopped in this time, and nobody tried to get round the filter."
    parts = [begun(f"{counted(stopped, 'page')} stopped")]
    parts.append(f"{counted(len(found.round_about), 'pupil')} looked for a way round")
    parts.append(f"{counted(len(found.mistakes), 'address', 'addresses')} reported as blocked by mistake")
    if passed:
        parts.append(f"{counted(passed, 'page')} would have been stopped, but a pilot let them pass")
    return f"{'; '.join(parts)}."


def _advice(found: Filtering) -> str:
    waiting = sum(not row.outcome for row in found.mistakes)
    if waiting:
        return f"Look at {counted(waiting, 'request')} that nobody has answered: under Requests."
    if found.round_about:
        return "Talk with pupils who look for ways round: most want a game, some want to hide something."
    return "There is nothing to do. To try the filter yourself, test an address under Sites."


def _reasons(rows: Sequence[BlockCount]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[reason(row.why)] += row.visits
    return tuple(counts.most_common())


def _stopped(found: Filtering) -> Table:
    """Pupils of several entries with one name may be the same, so that they are not added up."""
    return Table(
        caption="What stopped pages",
        header=("Reason", "Pages"),
        rows=_reasons(found.stopped),
    )


def _spared(found: Filtering) -> Table:
    return Table(
        caption="Would have been stopped, but a pilot let it pass", header=("Site", "Times"), rows=found.spared
    )


def _round_about(found: Filtering) -> Table:
    return Table(
        caption="Pupils who looked for a way round",
        header=("Pupil", "Captures", "Last"),
        rows=tuple(
            (Mention(text=row.name, of="pupil", key=row.person), row.captures, Moment(at=row.last_at))
            for row in found.round_about
        ),
    )


def _mistakes(found: Filtering) -> Table:
    return Table(
        caption="Reported as blocked by mistake",
        header=("Address", "Times", "What became of it", "Last"),
        rows=tuple(
            (row.url, row.times, row.outcome or "waits for an answer", Moment(at=row.last_at)) for row in found.mistakes
        ),
    )
