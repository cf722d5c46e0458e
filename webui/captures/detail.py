"""One capture with everything known about it, and what to do."""

from dataclasses import dataclass
from typing import ClassVar

from appliance.guidance import Advice, advice_on
from appliance.guidance.status_words import TITLES, StatusWords
from appliance.model import Ban, Finding, Right, TriageStatus, is_hidden
from appliance.store.rows import AccountRow, CaptureDetail, CaptureRow, Hit
from appliance.store.seen.history import Pattern
from appliance.store.triage import Step, StepKind
from webui.bans import PauseForm
from webui.box import box
from webui.captures.pictures import Pictures, pictures_of
from webui.captures.screen import (
    NUMBER,
    Snippet,
    blueprint,
    cut_at,
    mark_of,
    opened,
    snippet_found,
    snippet_in_list,
    snippet_of,
    told,
)
from webui.page import Page, render
from webui.security import needs, seen, somebody, viewer

EARLIER = 8
BUTTONS = (
    TriageStatus.RESOLVED,
    TriageStatus.FALSE_POSITIVE,
    TriageStatus.INVESTIGATION,
    TriageStatus.ATTENTION,
    TriageStatus.UNCLASSIFIED,
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was typed and not saved yet: a note, and the account that it should go to."""

    note: str = ""
    to: int = 0


@dataclass(frozen=True, kw_only=True)
class FindingView:
    finding: Finding
    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class HitView:
    hit: Hit
    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step of what was done, as a sentence about `name`."""

    at: float
    name: str
    did: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Earlier:
    row: CaptureRow
    snippet: Snippet
    status: str


@dataclass(frozen=True, kw_only=True)
class Button:
    status: TriageStatus
    name: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class CapturePage(Page):
    """One capture. `bans` are those in force for whoever was there; `form` is for pausing. `mark` is what its forms
    carry, `problem` what was wrong with one. `fixed` says that a fix holds; `may_fix` that it may be ignored from now
    on. `earlier` and `pattern` are of the same person, or of a device that nobody was known at."""

    template: ClassVar[str] = "captures/one.html"
    row: CaptureRow
    snippet: Snippet
    findings: tuple[FindingView, ...]
    hits: tuple[HitView, ...]
    actions: tuple[str, ...]
    status: str
    mark: str
    buttons: tuple[Button, ...]
    people: tuple[AccountRow, ...]
    assigned: str
    steps: tuple[StepView, ...]
    advice: Advice
    earlier: tuple[Earlier, ...]
    pattern: tuple[Pattern, ...]
    bans: tuple[Ban, ...]
    form: PauseForm
    draft: Draft
    problem: str
    hidden: bool
    fixed: bool
    may_fix: bool
    pictures: Pictures


@blueprint.get(f"/captures/{NUMBER}")
@needs(Right.CAPTURES, proved=True)
def one(number: int) -> str:
    return render(detail_page(opened(number)))


def concerns(ban: Ban, row: CaptureRow) -> bool:
    """Whoever was at the device; else the device, by name or address: it may have got its name after one of them."""
    if row.person:
        return ban.person == row.person
    return not ban.person and (ban.device == row.device or row.address in ban.addresses)


def who_may_have(number: int) -> tuple[AccountRow, ...]:
    """Accounts that it can be escalated to: their holders see the capture, and are not the one who asks."""
    accounts = box().store.accounts
    return tuple(one for one in accounts.all() if one.number != viewer().account and _sees(one, number))


def _sees(account: AccountRow, number: int) -> bool:
    looks = box().store.accounts.viewer(account.number)
    if looks is None or not looks.may(Right.CAPTURES):
        return False
    return box().store.seen_by(looks).captures.one(number) is not None


def detail_page(
    detail: CaptureDetail, draft: Draft | None = None, problem: str = "", pictures: Pictures | None = None
) -> CapturePage:
    row = detail.row
    now = box().now()
    may_pause = viewer().may(Right.PAUSE)
    hidden = is_hidden(row.category)
    return CapturePage(
        row=row,
        snippet=snippet_of(row),
        findings=tuple(FindingView(finding=one, snippet=snippet_found(one)) for one in detail.findings),
        hits=tuple(
            HitView(hit=hit, snippet=cut_at(hit.snippet, hit.snippet_from, hit.snippet_to)) for hit in detail.hits
        ),
        actions=detail.actions,
        status=TITLES[row.status],
        mark=told(mark_of(row)),
        buttons=_buttons(row),
        people=who_may_have(row.id),
        assigned=_name_of(row.assigned),
        steps=steps_of(row.id),
        advice=advice_on(row.category),
        earlier=earlier_than(row, EARLIER),
        pattern=seen().history.pattern(row.person, row.device, now),
        bans=tuple(ban for ban in seen().bans.in_force(now) if may_pause and concerns(ban, row)),
        form=PauseForm(device=row.device, person=row.person, capture=row.id),
        draft=draft or Draft(),
        problem=problem,
        hidden=hidden,
        fixed=row.status is TriageStatus.IGNORED,
        may_fix=viewer().may(Right.KEYWORDS) and not hidden and row.status is not TriageStatus.IGNORED,
        pictures=pictures or pictures_of(detail),
    )


def steps_of(number: int) -> tuple[StepView, ...]:
    """Newest first."""
    return tuple(_step(one) for one in reversed(seen().triage.steps(number)))


def earlier_than(row: CaptureRow, most: int) -> tuple[Earlier, ...]:
    """Other captures of the same, newest first; that they were seen is written into the audit trail."""
    numbers = seen().history.numbers(row.person, row.device, most, but=row.id)
    seen().captures.note_seen(numbers, somebody().who, box().now())
    rows = filter(None, map(seen().captures.one, numbers))
    return tuple(Earlier(row=one, snippet=snippet_in_list(one), status=TITLES[one.status]) for one in rows)


def _buttons(row: CaptureRow) -> tuple[Button, ...]:
    """Everything but what it is already."""
    words = box().store.choices.get(StatusWords)
    wanted = (status for status in BUTTONS if status is not row.status)
    return tuple(Button(status=status, name=TITLES[status], hint=words.of(status)) for status in wanted)


def _name_of(account: int | None) -> str:
    found = box().store.accounts.get(account) if account else None
    return found.name if found else ""


def _step(step: Step) -> StepView:
    match step.kind:
        case StepKind.OPENED:
            did = "opened it first"
        case StepKind.STATUS:
            did = f"marked it as ‘{TITLES[TriageStatus(step.now)]}’"
        case StepKind.ESCALATED:
            did = f"gave it to {step.now}"
        case StepKind.NOTE:
            did = "wrote"
        case StepKind.PAUSED:
            did = "paused the internet, or ended a pause"
        case StepKind.TOLD:
            did = "used the helper of the device"
        case StepKind.FIXED:
            did = "had it ignored"
        case StepKind.UNFIXED:
            did = "undid that"
    return StepView(at=step.at, name=step.name, did=did, text=step.text)
