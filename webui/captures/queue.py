"""The queue of captures: what needs somebody, the most urgent first; live; several at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import request

from appliance.guidance.status_words import TITLES, StatusWords
from appliance.model import Right, Severity, TriageStatus, is_hidden
from appliance.store.rows import CaptureRow
from appliance.store.seen.captures import MOST_COUNTED, Pile
from webui.bans import number_in
from webui.box import box
from webui.captures.screen import Snippet, blueprint, mark_in, mark_of, snippet_in_list, told
from webui.page import Page, render
from webui.security import needs, seen, somebody
from webui.words import times

PAGE_LENGTH = 50
MOST_UNDONE = 50
AT_ONCE = (TriageStatus.RESOLVED, TriageStatus.FALSE_POSITIVE, TriageStatus.ATTENTION, TriageStatus.INVESTIGATION)
PILES = {Pile.OPEN: "Most urgent", Pile.NEWEST: "Newest", Pile.MINE: "For me", Pile.SETTLED: "Settled"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A capture in the queue. `fresh`: it is new, or happened again, since the reader's list was made. `hidden`: its
    passage is shown only on its own page. `mark` is what a form carries; `quick` says that it may be settled here."""

    row: CaptureRow
    snippet: Snippet
    fresh: bool
    hidden: bool
    mark: str
    status: str
    quick: bool


@dataclass(frozen=True, kw_only=True)
class Tab:
    pile: Pile
    name: str
    count: str


@dataclass(frozen=True, kw_only=True)
class QueuePage(Page):
    """A pile of captures, or those of one severity in it.

    `seen` is the time of the newest hit in it. `news` is what a screen reader says after an update. `older` is the
    `before` of the next page, or None at the end. `live` says that core reports changes; `first` that this is the first
    page, the only one that updates itself. `undo` are the marks of what was just decided. `choices` are what may be
    said of several at once, with the school's own words. `fresh_box`: nothing was settled yet.
    """

    template: ClassVar[str] = "captures/queue.html"
    pile: Pile
    severity: Severity | None
    tabs: tuple[Tab, ...]
    lines: tuple[Line, ...]
    seen: float
    news: str
    older: int | None
    live: bool
    first: bool
    undo: tuple[str, ...]
    choices: tuple[tuple[str, str, str], ...]
    practice_line: str
    fresh_box: bool
    severities: ClassVar[tuple[Severity, ...]] = tuple(reversed(Severity))


@dataclass(frozen=True, kw_only=True)
class QueuePart(QueuePage):
    """The same, without the page around it: what an open queue fetches when the doorbell rings."""

    template: ClassVar[str] = "captures/part.html"


@blueprint.get("/captures")
@needs(Right.CAPTURES)
def queue() -> str:
    return render(_queue(QueuePage))


@blueprint.get("/captures/part")
@needs(Right.CAPTURES)
def part() -> str:
    return render(_queue(QueuePart))


def may_settle_here(row: CaptureRow) -> bool:
    """A severe capture, or one whose passage is hidden, is opened before it is settled (docs/decisions/0027)."""
    return row.severity is not Severity.SEVERE and not is_hidden(row.category)


def pile_in(text: str | None) -> Pile:
    return Pile(text) if text in set(Pile) else Pile.OPEN


def severity_in(text: str | None) -> Severity | None:
    return Severity(text) if text in set(Severity) else None


def news_of(fresh: Iterable[CaptureRow]) -> str:
    """What to say of captures that came while someone was looking: one by name, several by number."""
    rows = tuple(fresh)
    if len(rows) > 1:
        return f"{len(rows)} captures are new or happened again."
    return "".join(map(_news, rows))


def _news(row: CaptureRow) -> str:
    who = row.person_name or f"on {row.device}"
    return f"{row.category}, {row.severity}, {who}: {'new' if row.count == 1 else times(row.count)}."


def _queue[Kind: QueuePage](kind: type[Kind]) -> Kind:
    asked = request.args
    pile, severity = pile_in(asked.get("pile")), severity_in(asked.get("severity"))
    before = number_in(asked.get("before", "")) or None
    newest = asked.get("seen", type=float)
    rows = seen().captures.queue(PAGE_LENGTH + 1, before, pile, severity)
    shown = rows[:PAGE_LENGTH]
    seen().captures.note_seen((row.id for row in shown), somebody().who, box().now())
    fresh = {row.id for row in shown if newest is not None and row.last_at > newest}
    return kind(
        pile=pile,
        severity=severity,
        tabs=_tabs(),
        lines=tuple(_line(row, row.id in fresh) for row in shown),
        seen=max((row.last_at for row in shown), default=0.0),
        news=news_of(row for row in shown if row.id in fresh),
        older=shown[-1].id if len(rows) > PAGE_LENGTH else None,
        live=box().feed.connected,
        first=before is None,
        undo=tuple(mark for mark in asked.getlist("undo")[:MOST_UNDONE] if mark_in(mark)),
        choices=_choices(),
        practice_line=box().practice_line,
        fresh_box=not rows and not seen().captures.count(Pile.SETTLED),
    )


def _tabs() -> tuple[Tab, ...]:
    counts = {pile: seen().captures.count(pile) for pile in (Pile.OPEN, Pile.MINE)}
    return tuple(Tab(pile=pile, name=name, count=_counted(counts.get(pile, 0))) for pile, name in PILES.items())


def _counted(number: int) -> str:
    return f"{number - 1}+" if number >= MOST_COUNTED else str(number or "")


def _choices() -> tuple[tuple[str, str, str], ...]:
    words = box().store.choices.get(StatusWords)
    return tuple((status.value, TITLES[status], words.of(status)) for status in AT_ONCE)


def _line(row: CaptureRow, fresh: bool) -> Line:
    return Line(
        row=row,
        snippet=snippet_in_list(row),
        fresh=fresh,
        hidden=is_hidden(row.category),
        mark=told(mark_of(row)),
        status=TITLES[row.status],
        quick=may_settle_here(row) and row.status.is_open,
    )
