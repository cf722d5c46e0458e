"""A false positive: where the term is not told again, what else that would have dropped, and the way back."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appliance.errors import PolicyError
from appliance.false_positives import DAYS, MOST_HITS, Dropped, FixKind, Groups, covering, dropped, fix_for
from appliance.identify.groups import by_member
from appliance.model import Right, Severity, TriageStatus, is_hidden
from appliance.people.roster import GroupKind
from appliance.policy.school import Ignore, Off
from appliance.store.fixes import told as told_fix
from appliance.store.rows import CaptureDetail, CaptureRow
from appliance.store.seen.history import PastHit
from appliance.store.triage import Decision
from webui import in_force
from webui.box import box
from webui.captures.screen import NUMBER, Snippet, blueprint, mark_in, mark_of, opened, snippet_found, snippet_of, told
from webui.page import Page, render
from webui.security import needs, seen, somebody

LONGEST_REASON = 200
_DAY = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Example:
    hit: PastHit
    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a fix says, and what else it would have dropped."""

    told: str
    dropped: Dropped
    examples: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class FixForm:
    kind: FixKind = FixKind.SITE
    group: str = ""
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FixPage(Page):
    """Which fix, and, once it was chosen, its `preview`. `groups` are names and titles of those that the person or the
    device is in."""

    template: ClassVar[str] = "captures/fix.html"
    row: CaptureRow
    snippet: Snippet
    mark: str
    form: FixForm
    groups: tuple[tuple[str, str], ...]
    preview: Preview | None
    problem: str
    severe: bool
    days: ClassVar[int] = DAYS


@blueprint.get(f"/captures/{NUMBER}/fix")
@needs(Right.KEYWORDS, proved=True)
def fix(number: int) -> AnyResponse:
    detail = _theirs(number)
    if "kind" not in request.args:
        return Response(render(_page(detail, FixForm(), None, "")))
    form = _form(request.args)
    try:
        preview = _preview(detail, form)
    except PolicyError as error:
        return Response(render(_page(detail, form, None, str(error))), 422)
    return Response(render(_page(detail, form, preview, "")))


@blueprint.post(f"/captures/{NUMBER}/fix")
@needs(Right.KEYWORDS, proved=True)
def save(number: int) -> AnyResponse:
    detail = _theirs(number)
    form, mark = _form(request.form), mark_in(request.form.get("mark", ""))
    if mark is None or mark.capture != number:
        abort(400)
    try:
        chosen = _chosen(detail, form)
    except PolicyError as error:
        return Response(render(_page(detail, form, None, str(error))), 422)
    decision = Decision(status=TriageStatus.IGNORED, note=form.reason)
    outcome = seen().triage.fix(mark, decision, chosen, somebody().who, box().now())
    if not outcome.done:
        flash("Somebody decided about this since you looked. Nothing was changed.", "trouble")
    else:
        in_force.told(told_fix(chosen))
    return redirect(url_for("captures.one", number=number), 303)


@blueprint.post(f"/captures/{NUMBER}/unfix")
@needs(Right.KEYWORDS)
def unfix(number: int) -> AnyResponse:
    mark = mark_in(request.form.get("mark", ""))
    if mark is None or mark.capture != number or seen().captures.one(number) is None:
        abort(404)
    if seen().triage.unfix(mark, somebody().who, box().now()).done:
        in_force.told("The term is told again.")
    else:
        flash("Somebody decided about this since you looked. Nothing was changed.", "trouble")
    return redirect(url_for("captures.one", number=number), 303)


def _theirs(number: int) -> CaptureDetail:
    detail = opened(number)
    if is_hidden(detail.row.category):
        abort(404)
    return detail


def _form(fields: MultiDict[str, str]) -> FixForm:
    kind = fields.get("kind", "")
    return FixForm(
        kind=FixKind(kind) if kind in set(FixKind) else FixKind.SITE,
        group=fields.get("group", ""),
        words=fields.get("words", "").strip(),
        reason=fields.get("reason", "").strip()[:LONGEST_REASON],
    )


def _chosen(detail: CaptureDetail, form: FixForm) -> Ignore | Off:
    """Raises PolicyError."""
    if form.group and form.group not in dict(_groups(detail.row)):
        raise PolicyError("Choose one of the groups.")
    group = "" if form.kind is FixKind.EVERYWHERE else form.group
    chosen = fix_for(form.kind, detail.row, group=group, words=form.words, reason=form.reason)
    lead = detail.findings[0]
    if not covering(chosen)((lead,), detail.row.host):
        raise PolicyError("That would not have kept this one from being told: the word does not stand near it here.")
    return chosen


def _preview(detail: CaptureDetail, form: FixForm) -> Preview:
    """Raises PolicyError."""
    chosen = _chosen(detail, form)
    hits = seen().history.hits_of(detail.row.term, box().now() - DAYS * _DAY, MOST_HITS)
    would = dropped(chosen, hits, _membership(hits), but=detail.row.id)
    seen().captures.note_seen((hit.capture for hit in would.examples), somebody().who, box().now())
    examples = tuple(Example(hit=hit, snippet=snippet_found(hit.findings[0])) for hit in would.examples)
    return Preview(told=told_fix(chosen), dropped=would, examples=examples)


def _membership(hits: tuple[PastHit, ...]) -> Groups:
    rows = {hit.person: box().store.people.get(hit.person) for hit in hits if hit.person}
    of_person = {person: row.groups for person, row in rows.items() if row}
    return Groups(of_person=of_person, of_device=by_member(box().settings.groups))


def _groups(row: CaptureRow) -> tuple[tuple[str, str], ...]:
    """Those of the person or the device; no vulnerable ones, which not everybody may know of."""
    titles = {one.name: one.title for one in box().store.groups.all() if one.kind is not GroupKind.VULNERABLE}
    person = box().store.people.get(row.person) if row.person else None
    of_device = [name for name, group in box().settings.groups.items() if row.device in group.devices]
    names = [name for name in (person.groups if person else ()) if name in titles]
    return tuple((name, titles.get(name, name)) for name in sorted({*names, *of_device}))


def _page(detail: CaptureDetail, form: FixForm, preview: Preview | None, problem: str) -> FixPage:
    return FixPage(
        row=detail.row,
        snippet=snippet_of(detail.row),
        mark=told(mark_of(detail.row)),
        form=form,
        groups=_groups(detail.row),
        preview=preview,
        problem=problem,
        severe=detail.row.severity is Severity.SEVERE,
    )
