"""What the pages about captures share: passages, and a capture as somebody saw it when they decided."""

from dataclasses import dataclass

from flask import Blueprint, abort

from appliance.model import Finding, is_hidden
from appliance.store.rows import CaptureDetail, CaptureRow
from appliance.store.triage import Mark
from webui.box import box
from webui.security import seen, somebody

NUMBER = "<int(max=999999999999):number>"
_LONGEST_MARK = 40

blueprint = Blueprint("captures", __name__)


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A passage in three parts: what stands before the term, the term, and what follows."""

    before: str
    term: str
    after: str


NOTHING = Snippet(before="", term="", after="")


def cut_at(text: str, start: int, end: int) -> Snippet:
    return Snippet(before=text[:start], term=text[start:end], after=text[end:])


def snippet_of(row: CaptureRow) -> Snippet:
    return cut_at(row.snippet, row.snippet_from, row.snippet_to)


def snippet_in_list(row: CaptureRow) -> Snippet:
    """What is hidden is shown only on its own page, for a list is seen by whoever stands behind the reader."""
    return NOTHING if is_hidden(row.category) else snippet_of(row)


def snippet_found(finding: Finding) -> Snippet:
    match = finding.match
    return cut_at(match.snippet, match.start - match.snippet_start, match.end - match.snippet_start)


def mark_of(row: CaptureRow) -> Mark:
    return Mark(capture=row.id, revision=row.revision, score=row.score)


def told(mark: Mark) -> str:
    """As a form carries it."""
    return f"{mark.capture}.{mark.revision}.{mark.score}"


def mark_in(text: str) -> Mark | None:
    """None for what is no mark."""
    parts = text.split(".")
    if len(text) > _LONGEST_MARK or len(parts) != 3 or not all(_is_number(part) for part in parts):  # noqa: PLR2004  # as `told` writes it
        return None
    return Mark(capture=int(parts[0]), revision=int(parts[1]), score=int(parts[2]))


def opened(number: int, how: str = "viewed") -> CaptureDetail:
    """A capture for this person's eyes, written into the audit trail before; 404 for one that is not theirs."""
    return seen().captures.open(number, somebody().who, box().now(), how) or abort(404)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
