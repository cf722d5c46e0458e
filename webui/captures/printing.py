"""One capture, or what was captured of one pupil, on paper: to file where the school keeps its records (FEATURES row
C8). What is hidden stays hidden there."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response

from appliance.guidance.status_words import TITLES
from appliance.model import Right, is_hidden
from appliance.store.rows import CaptureDetail, CaptureRow
from appliance.store.seen.history import Pattern
from webui.box import box
from webui.captures.detail import Earlier, FindingView, StepView, earlier_than, steps_of
from webui.captures.screen import NOTHING, NUMBER, Snippet, blueprint, opened, snippet_found, snippet_in_list
from webui.page import Page
from webui.paper import pdf
from webui.security import needs, seen

MOST_EARLIER = 200


@dataclass(frozen=True, kw_only=True)
class CaptureSheet(Page):
    """`findings` are empty where what was found is hidden."""

    template: ClassVar[str] = "captures/paper_one.html"
    row: CaptureRow
    snippet: Snippet
    hidden: bool
    findings: tuple[FindingView, ...]
    actions: tuple[str, ...]
    steps: tuple[StepView, ...]
    status: str


@dataclass(frozen=True, kw_only=True)
class HistorySheet(Page):
    """Everything of whoever `row` is about, or of the device where nobody was known there; newest first. `cut` says
    that there is more."""

    template: ClassVar[str] = "captures/paper_history.html"
    row: CaptureRow
    lines: tuple[Earlier, ...]
    pattern: tuple[Pattern, ...]
    cut: bool


@blueprint.get(f"/captures/{NUMBER}/pdf")
@needs(Right.CAPTURES, proved=True)
def print_one(number: int) -> Response:
    detail = opened(number, "printed")
    return pdf(_sheet(detail), f"capture {number}")


@blueprint.get(f"/captures/{NUMBER}/history.pdf")
@needs(Right.CAPTURES, proved=True)
def print_history(number: int) -> Response:
    """The name of the file names nobody: it stays in the browser's list of downloads."""
    row = opened(number, "printed with its history").row
    itself = Earlier(row=row, snippet=snippet_in_list(row), status=TITLES[row.status])
    others = earlier_than(row, MOST_EARLIER)
    lines = sorted((itself, *others), key=lambda line: -line.row.last_at)
    pattern = seen().history.pattern(row.person, row.device, box().now())
    sheet = HistorySheet(row=row, lines=tuple(lines), pattern=pattern, cut=len(others) == MOST_EARLIER)
    return pdf(sheet, f"history for capture {number}")


def _sheet(detail: CaptureDetail) -> CaptureSheet:
    row = detail.row
    hidden = is_hidden(row.category)
    shown = () if hidden else detail.findings
    return CaptureSheet(
        row=row,
        snippet=NOTHING if hidden else snippet_in_list(row),
        hidden=hidden,
        findings=tuple(
            FindingView(finding=one, snippet=snippet_found(one)) for one in shown if not is_hidden(one.match.category)
        ),
        actions=detail.actions,
        steps=steps_of(row.id),
        status=TITLES[row.status],
    )
