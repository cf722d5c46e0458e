"""The live list of captures, and one capture."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, abort, request

from appliance.model import Ban, Finding, Right, is_hidden
from appliance.store.rows import CaptureDetail, CaptureRow
from webui.bans import PauseForm, number_in
from webui.box import box
from webui.page import Page, render
from webui.security import needs, seen
from webui.words import times

PAGE_LENGTH = 50

blueprint = Blueprint("captures", __name__)


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A passage in three parts: what stands before the term, the term, and what follows."""

    before: str
    term: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A capture in the list. `fresh`: it is new, or happened again, since the reader's list was made. `hidden`: its
    passage is shown only on its own page, for a list is seen by whoever stands behind the reader."""

    row: CaptureRow
    snippet: Snippet
    fresh: bool
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """The list, newest activity first, or with `by_score` the most urgent first.

    `seen` is the time of the newest hit in it. `news` is what a screen reader says after an update. `older` is the
    `before` of the next page, or None at the end. `live` says that core reports changes; `first` that this is the
    newest page, the only one that updates itself.
    """

    template: ClassVar[str] = "captures/list.html"
    lines: tuple[Line, ...]
    seen: float
    news: str
    older: int | None
    live: bool
    first: bool
    by_score: bool
    practice_line: str


@dataclass(frozen=True, kw_only=True)
class ListPart(ListPage):
    """The same, without the page around it: what an open list fetches when the doorbell rings."""

    template: ClassVar[str] = "captures/part.html"


@dataclass(frozen=True, kw_only=True)
class FindingView:
    finding: Finding
    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class HitView:
    at: float
    url: str
    title: str
    channel: str
    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class CapturePage(Page):
    """One capture. `bans` are those in force for its device; `form` is for pausing it."""

    template: ClassVar[str] = "captures/one.html"
    row: CaptureRow
    snippet: Snippet
    findings: tuple[FindingView, ...]
    hits: tuple[HitView, ...]
    actions: tuple[str, ...]
    bans: tuple[Ban, ...]
    form: PauseForm


@blueprint.get("/captures")
@needs(Right.CAPTURES)
def queue() -> str:
    return render(_list(ListPage))


@blueprint.get("/captures/part")
@needs(Right.CAPTURES)
def part() -> str:
    return render(_list(ListPart))


@blueprint.get("/captures/<int(max=999999999999):number>")
@needs(Right.CAPTURES)
def one(number: int) -> str:
    detail = seen().captures.get(number)
    if detail is None:
        abort(404)
    now = box().now()
    bans = tuple(ban for ban in seen().bans.in_force(now) if concerns(ban, detail.row))
    form = PauseForm(device=detail.row.device, person=detail.row.person, capture=number)
    return render(capture_page(detail, bans, form))


def concerns(ban: Ban, row: CaptureRow) -> bool:
    """Whoever was at the device; else the device, by name or address: it may have got its name after one of them."""
    if row.person:
        return ban.person == row.person
    return not ban.person and (ban.device == row.device or row.address in ban.addresses)


def capture_page(detail: CaptureDetail, bans: tuple[Ban, ...], form: PauseForm) -> CapturePage:
    return CapturePage(
        row=detail.row,
        snippet=mark(detail.row.snippet, detail.row.snippet_from, detail.row.snippet_to),
        findings=tuple(FindingView(finding=finding, snippet=_found(finding)) for finding in detail.findings),
        hits=tuple(
            HitView(
                at=hit.at,
                url=hit.url,
                title=hit.title,
                channel=hit.channel,
                snippet=mark(hit.snippet, hit.snippet_from, hit.snippet_to),
            )
            for hit in detail.hits
        ),
        actions=detail.actions,
        bans=bans,
        form=form,
    )


def mark(text: str, start: int, end: int) -> Snippet:
    return Snippet(before=text[:start], term=text[start:end], after=text[end:])


def news_of(fresh: Iterable[CaptureRow]) -> str:
    """What to say of captures that came while someone was looking: one by name, several by number."""
    rows = tuple(fresh)
    if len(rows) > 1:
        return f"{len(rows)} captures are new or happened again."
    return "".join(map(_news, rows))


def _news(row: CaptureRow) -> str:
    who = row.person_name or f"on {row.device}"
    return f"{row.category}, {row.severity}, {who}: {'new' if row.count == 1 else times(row.count)}."


def _list[Kind: ListPage](kind: type[Kind]) -> Kind:
    before = number_in(request.args.get("before", "")) or None
    newest = request.args.get("seen", type=float)
    by_score = request.args.get("by") == "score"
    captures = seen().captures
    rows = (captures.queue if by_score else captures.latest)(PAGE_LENGTH + 1, before)
    shown = rows[:PAGE_LENGTH]
    fresh = {row.id for row in shown if newest is not None and row.last_at > newest}
    return kind(
        lines=tuple(_line(row, row.id in fresh) for row in shown),
        seen=max((row.last_at for row in shown), default=0.0),
        news=news_of(row for row in shown if row.id in fresh),
        older=shown[-1].id if len(rows) > PAGE_LENGTH else None,
        live=box().feed.connected,
        first=before is None,
        by_score=by_score,
        practice_line=box().practice_line,
    )


def _line(row: CaptureRow, fresh: bool) -> Line:
    hidden = is_hidden(row.category)
    snippet = mark("", 0, 0) if hidden else mark(row.snippet, row.snippet_from, row.snippet_to)
    return Line(row=row, snippet=snippet, fresh=fresh, hidden=hidden)


def _found(finding: Finding) -> Snippet:
    match = finding.match
    return mark(match.snippet, match.start - match.snippet_start, match.end - match.snippet_start)
