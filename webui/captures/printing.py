"""One capture, or what was captured of one pupil, on paper: to file where the school keeps its records (FEATURES row
C8). What is hidden stays hidden there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from flask import Response, abort, request

from appliance.guidance.status_words import TITLES
from appliance.model import Right, is_hidden
from appliance.store.rows import CaptureDetail, CaptureRow
from appliance.store.seen.history import Pattern
from webui.box import box
from webui.captures.detail import Earlier, FindingView, StepView, earlier_than, steps_of
from webui.captures.pictures import about_capture, hides, pictures_of, revealed
from webui.captures.screen import NOTHING, NUMBER, Snippet, blueprint, opened, snippet_found, snippet_in_list
from webui.captures.shots import Shot, Shots
from webui.page import Page
from webui.paper import pdf
from webui.security import needs, seen, somebody

MOST_EARLIER = 200
MOST_FRAMES = 6  # of a recording


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """A picture in clear: the name of its file, when it was taken, and how far from the moment that is."""

    name: str
    at: float
    when: str


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
    pictures: tuple[OnPaper, ...] = ()


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


@blueprint.post(f"/captures/{NUMBER}/pdf")
@needs(Right.CAPTURES, proved=True)
def print_with_pictures(number: int) -> Response:
    """With the pictures that they see in clear: all stills, and of a recording what shows how it went."""
    token = request.form.get("token", "")
    found = revealed(token, about_capture(number)) or abort(404)
    detail = opened(number, "printed")
    if hides(detail):
        abort(404)
    sets = [one for one in pictures_of(detail, token).sets if one.clear]
    shots = [(one.at + shot.off / 1000, shot) for one in sets for shot in _some(one) if shot.src]
    rows = [row for row in seen().evidence.of_capture(number) if row.id in {shot.number for _, shot in shots}]
    seen().evidence.note_shown(tuple(rows), "pictures printed", somebody().who, box().now())
    printed = tuple(OnPaper(name=f"{shot.number}.jpg", at=at, when=shot.when) for at, shot in shots)
    files = {f"{shot.number}.jpg": found.drawn[shot.number].image for _, shot in shots}
    return pdf(replace(_sheet(detail), pictures=printed), f"capture {number} with pictures", files)


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


def _some(one: Shots) -> Sequence[Shot]:
    """Evenly over the time."""
    step = max(1, -(-len(one.shots) // MOST_FRAMES))
    return one.shots[::step]


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
