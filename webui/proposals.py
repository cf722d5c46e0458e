"""A change of what can be reached, looked at before it is made: what it is, what it opens and closes, and why it is
wanted. Every screen that changes rules ends here."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec
from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from appliance import access_changes
from appliance.access.changes import AccessChange, PutRule, ReplaceRule, SetTimetable, switches_off
from appliance.access.in_words import Diff, diff
from appliance.access_changes import LONGEST_REASON, Said
from appliance.categories.in_force import ListsInForce, load_lists
from appliance.errors import AccessError
from appliance.may_reach import names_of, policy_now, what_changes
from appliance.model import Right
from appliance.policy.rules import Policy
from webui.box import box
from webui.in_force import told
from webui.page import Page, render
from webui.security import needs, viewer
from webui.week import Week, week_of

Back = Literal["sites.show", "timetable.show", "changes.show", "requests.show"]
_BACK: dict[str, Back] = {
    "sites": "sites.show",
    "timetable": "timetable.show",
    "changes": "changes.show",
    "requests": "requests.show",
}
_MOST_EFFECTS = 40
_LISTS = "lists of hosts"
_CHANGE: msgspec.json.Decoder[AccessChange] = msgspec.json.Decoder(AccessChange)

blueprint = Blueprint("proposals", __name__)


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """`change` is what the form carries on. `effects` are sentences on who could open what; `complaint` says why the
    change cannot be, `waits` that somebody else has to approve it, `loud` that it switches filtering off. `undoes` is
    the number of a change that this one takes back, or 0."""

    template: ClassVar[str] = "changes/proposal.html"
    change: str
    diff: Diff
    effects: tuple[str, ...]
    more_effects: int
    week: Week | None
    complaint: str
    waits: bool
    loud: bool
    back: str
    undoes: int
    reason: str
    problem: str
    longest_reason: ClassVar[int] = LONGEST_REASON


def who() -> str:
    """As changes name whoever asks for them, decides on them or has a lesson: pupils and colleagues read it."""
    return viewer().name


def asking(reason: str) -> Said:
    """Who asks for a change now, and why."""
    return Said(by=who(), reason=reason, at=box().now(), account=viewer().account)


def lists_now() -> ListsInForce:
    """The lists of hosts, opened anew where a file of theirs changed."""
    held = current_app.extensions.get(_LISTS)
    lists = current_app.extensions[_LISTS] = load_lists(box().home, held)
    return lists


def policy() -> Policy:
    """What holds now, as the workers have it."""
    where = box()
    return policy_now(where.settings, where.store, lists_now(), where.now())


def propose(change: AccessChange, back: str, undoes: int = 0, reason: str = "", problem: str = "") -> str:
    """The page that shows a change. `back` is where it came from, as in `_BACK`."""
    where, now = box(), box().now()
    said = where.store.access.load(now)
    complaint = _complaint(change)
    effects = () if complaint else tuple(one.sentence for one in what_changes(change, said, policy(), where.store, now))
    page = ProposalPage(
        change=msgspec.json.encode(change).decode(),
        diff=diff(change, said, names_of(where.store)),
        effects=effects[:_MOST_EFFECTS],
        more_effects=max(0, len(effects) - _MOST_EFFECTS),
        week=week_of(change.timetable) if isinstance(change, SetTimetable) else None,
        complaint=complaint,
        waits=access_changes.needs_second(change, said, where.store, where.settings),
        loud=switches_off(change),
        back=back,
        undoes=undoes,
        reason=reason,
        problem=problem,
    )
    return render(page)


@blueprint.post("/changes")
@needs(Right.ACCESS)
def make() -> AnyResponse:
    """The change as the page before showed it, now with a reason."""
    change, undoes, back = _sent()
    reason = " ".join(request.form.get("reason", "").split())
    if problem := _problem(reason):
        return Response(propose(change, back, undoes, reason, problem), 422)
    try:
        asked = _make(change, undoes, asking(reason))
    except AccessError as error:
        return Response(propose(change, back, undoes, reason, str(error)), 422)
    if asked.waits:
        flash(f"Saved as change {asked.number}. It holds when somebody else approves it.", "done")
    else:
        told("Saved.")
    return redirect(url_for(_BACK[back]), 303)


def _make(change: AccessChange, undoes: int, said: Said) -> access_changes.Asked:
    where = box()
    if undoes:
        return access_changes.undo(where.store, where.settings, undoes, said)
    return access_changes.propose(where.store, where.settings, _signed(change, said), said)


def _signed(change: AccessChange, said: Said) -> AccessChange:
    """A rule says who gave it and why."""
    if isinstance(change, PutRule | ReplaceRule):
        return replace(change, rule=replace(change.rule, by=said.by, reason=said.reason))
    return change


def _sent() -> tuple[AccessChange, int, str]:
    """Change, what it undoes, and where it came from: as we wrote them into the form."""
    back, undoes = request.form.get("back", ""), request.form.get("undoes", "")
    if back not in _BACK or not (undoes.isascii() and undoes.isdecimal() and len(undoes) < 10):  # noqa: PLR2004  # digits
        abort(400)
    try:
        return _CHANGE.decode(request.form.get("change", "")), int(undoes), back
    except msgspec.MsgspecError:
        abort(400)


def _problem(reason: str) -> str:
    if not reason:
        return "Say why in a few words: it is kept with the change."
    return f"Use at most {LONGEST_REASON} letters." if len(reason) > LONGEST_REASON else ""


def _complaint(change: AccessChange) -> str:
    """Why it cannot be, or an empty string."""
    where, now = box(), box().now()
    try:
        access_changes.check(change, where.store.access.load(now), where.store, where.settings, now)
    except AccessError as error:
        return str(error)
    return ""
