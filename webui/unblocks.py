"""Requests: staff ask for a site for a period of study, and pupils say that something is closed by mistake."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from appliance import access_changes
from appliance.access.changes import AccessChange, ChangeState, PutRule
from appliance.access.in_words import Names
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.access.verdict import above
from appliance.access_changes import LONGEST_REASON
from appliance.errors import AccessError
from appliance.may_reach import explained, message, names_of
from appliance.model import Block, Device, Person, Right
from appliance.people.roster import GroupKind
from appliance.pipeline import asked
from appliance.policy.rules import Policy
from appliance.store.mistakes import outcome_of
from appliance.store.rows import MistakeRow
from webui.box import box
from webui.changes import ChangeLine, line_of
from webui.forms import LONGEST_TEXT, ScreenForm
from webui.in_force import told
from webui.page import Page, render
from webui.proposals import asking, policy, who
from webui.rule_form import day_end, default_until, sites_in, targets
from webui.security import needs, seen, viewer
from webui.trying import sentence_of, verdict_word

MISTAKES_SHOWN = 25
OWN_SHOWN = 30
_EVERYONE = "everyone"
_OPEN_CLASS, _OPEN_ALL, _KEEP = "class", "all", "keep"

blueprint = Blueprint("requests", __name__)


class AskForm(ScreenForm):
    sites = TextAreaField(
        "Which site?",
        [InputRequired("Say which site, like bbc.co.uk"), Length(max=LONGEST_TEXT)],
        description="One a line, like bbc.co.uk or bbc.co.uk/games",
    )
    whom = SelectField("For whom?")
    until = DateField("Until the end of", [InputRequired("Say until when: it closes again by itself.")])
    reason = TextAreaField(
        "What is it for?",
        [
            InputRequired("Say what it is for."),
            Length(max=LONGEST_REASON, message=f"At most {LONGEST_REASON} letters."),
        ],
    )


@dataclass(frozen=True, kw_only=True)
class OwnLine:
    """What the reader asked for. `state` is waiting, open, ended or declined."""

    line: ChangeLine
    state: str
    until: float


@dataclass(frozen=True, kw_only=True)
class MistakeLine:
    """What a pupil reports. `verdict` is what holds for them now, with a `sentence` on it; `can_open` says that a rule
    could open it. `group` is their class, with its `title`, or empty."""

    row: MistakeRow
    name: str
    host: str
    verdict: str
    sentence: str
    can_open: bool
    group: str
    title: str


@dataclass(frozen=True, kw_only=True)
class RequestsPage(Page):
    """`form` is None for who may not ask. `waiting`, `mistakes` and `settled` are for who decides; `others` counts the
    changes that wait and are no requests, and `more` the reports beyond those shown."""

    template: ClassVar[str] = "requests/list.html"
    form: AskForm | None
    decides: bool
    at_once: bool
    waiting: tuple[ChangeLine, ...]
    others: int
    own: tuple[OwnLine, ...]
    mistakes: tuple[MistakeLine, ...]
    more: int
    settled: tuple[MistakeRow, ...]
    until: str
    off: float | None


@blueprint.get("/requests")
@needs(Right.ASK, Right.ACCESS)
def show() -> str:
    return render(_page(_form({"until": _default_until(), "sites": request.args.get("site", "")[:LONGEST_TEXT]})))


@blueprint.post("/requests")
@needs(Right.ASK)
def ask() -> AnyResponse:
    form = _form()
    change = _change(form) if form.validate() else None
    if change is None:
        return Response(render(_page(form)), 422)
    where = box()
    wait = not viewer().may(Right.ACCESS)
    try:
        made = access_changes.propose(where.store, where.settings, change, asking(change.rule.reason), wait=wait)
    except AccessError as error:
        form.wrong("sites", str(error))
        return Response(render(_page(form)), 422)
    if made.waits:
        flash("Asked. You see here what becomes of it.", "done")
    else:
        told("Open.")
    return redirect(url_for("requests.show"), 303)


@blueprint.post("/requests/mistakes/<int(max=999999999):number>")
@needs(Right.ACCESS)
def settle(number: int) -> AnyResponse:
    row, does = seen().mistakes.get(number), request.form.get("do", "")
    if row is None or does not in {_OPEN_CLASS, _OPEN_ALL, _KEEP}:
        abort(404)
    answer = " ".join(request.form.get("answer", "").split())[:LONGEST_REASON]
    if does == _KEEP and not answer:
        flash("Write a kind sentence for the child: why it stays closed.", "trouble")
        return redirect(url_for("requests.show"), 303)
    try:
        _settle(row, None if does == _KEEP else _opening(row, does), answer)
    except AccessError as error:
        flash(str(error), "trouble")
    return redirect(url_for("requests.show"), 303)


# --- what pupils report ----------------------------------------------------------------------------------------------


def _settle(row: MistakeRow, change: PutRule | None, answer: str) -> None:
    """Only one person's word counts, and nothing is opened twice. Raises AccessError."""
    where, now = box(), box().now()
    if change:
        access_changes.check(change, where.store.access.load(now), where.store, where.settings, now)
    outcome = outcome_of(answer, opened=change is not None)
    if not where.store.mistakes.settle(row.number, outcome, who(), now):
        flash("Somebody else decided on it just now.", "trouble")
    elif change is None:
        flash("It stays closed. Your answer is kept with the report.", "done")
    else:
        _open(change)


def _open(change: PutRule) -> None:
    where = box()
    made = access_changes.propose(where.store, where.settings, change, asking(change.rule.reason))
    if made.waits:
        flash(f"It opens when somebody else approves change {made.number}.", "done")
    else:
        told("Opened.")


def _opening(row: MistakeRow, does: str) -> PutRule:
    """Raises AccessError."""
    now = box().now()
    said = asking(f"A pupil reported it as a mistake (report {row.number}).")
    host = (Target(kind=TargetKind.HOST, value=message(row.url, now).host),)
    if does == _OPEN_ALL:
        rule = AccessRule(number=0, name=f"Open: {host[0].value}"[:100], effect=Effect.ALLOW, what=host,
                          by=said.by, reason=said.reason)  # fmt: skip
        first = next(iter(box().store.access.load(now).rules), None)
        return PutRule(rule=rule, before=first.number if first else 0)
    group = _class_of(_person(row))[0]
    if not group:
        raise AccessError("Nobody knows whose class this is: open it for everyone, or ask for it above.")
    return access_changes.unblock(
        (Subject(kind=SubjectKind.GROUP, name=group),), host, said, _end(request.form.get("until", ""))
    )


def _mistake(row: MistakeRow, names: Names, holds: Policy) -> MistakeLine:
    person = _person(row)
    group, title = _class_of(person)
    verdict, sentence, can_open = _now(row, Device(name=row.device, addresses=(), person=person), holds)
    return MistakeLine(
        row=row,
        name=names.people.get(row.person, "A pupil") if row.person else "Somebody",
        host=_host(row.url),
        verdict=verdict,
        sentence=sentence,
        can_open=can_open,
        group=group,
        title=title,
    )


def _now(row: MistakeRow, device: Device, holds: Policy) -> tuple[str, str, bool]:
    """What holds now, a sentence on it, and whether a rule could open it."""
    now = box().now()
    try:
        told = explained(row.url, device, holds, now)
        fixed = above(asked(message(row.url, now), device, holds), holds.access, now)
    except AccessError as error:
        return "closed", str(error), False
    word = verdict_word(told.verdict)
    return word, sentence_of(told), word != "open" and not isinstance(fixed, Block)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _person(row: MistakeRow) -> Person | None:
    return box().store.people.person(row.person) if row.person else None


def _class_of(person: Person | None) -> tuple[str, str]:
    """Name and title of the class."""
    groups = map(box().store.groups.get, person.groups if person else ())
    found = next((row for row in groups if row and row.kind is GroupKind.CLASS), None)
    return (found.name, found.title) if found else ("", "")


# --- what staff ask for ----------------------------------------------------------------------------------------------


def _form(data: dict[str, object] | None = None) -> AskForm:
    form = AskForm(data=data) if data is not None else AskForm(request.form)
    groups = [row for row in box().store.groups.all() if row.kind is not GroupKind.VULNERABLE]
    own = set(viewer().sight.groups)
    ordered = sorted(groups, key=lambda row: (row.name not in own, row.kind is not GroupKind.CLASS, row.title))
    form.whom.choices = {row.name: row.title for row in ordered} | {_EVERYONE: "Everyone"}
    return form


def _change(form: AskForm) -> PutRule | None:
    """None where something is wrong, which then stands beside its field."""
    now = box().now()
    whom = form.whom.data or ""
    subject = Subject() if whom == _EVERYONE else Subject(kind=SubjectKind.GROUP, name=whom)
    said = asking(" ".join((form.reason.data or "").split()))
    try:
        what = targets(sites_in(form.sites.data or ""))
    except AccessError as error:
        form.wrong("sites", str(error))
        return None
    if form.until.data is None:
        return None
    end = day_end(form.until.data, now, box().store.access.timetable().zone)
    if end <= now:
        form.wrong("until", "That day is over. Give a day from today on.")
        return None
    try:
        return access_changes.unblock((subject,), what, said, end)
    except AccessError as error:
        form.wrong("until", str(error))
        return None


def _end(day: str) -> float:
    """The end of the day in the form; by itself the end of term. Raises AccessError."""
    now, zone = box().now(), box().store.access.timetable().zone
    try:
        end = day_end(datetime.fromisoformat(day).date() if day else _default_until(), now, zone)
    except ValueError as error:
        raise AccessError("Give the last day like 2026-12-18.") from error
    if end <= now:
        raise AccessError("That day is over. Give a day from today on.")
    return end


def _default_until() -> date:
    now, said = box().now(), box().store.access.load(box().now())
    return default_until(said, datetime.fromtimestamp(now, ZoneInfo(said.timetable.zone)).date())


# --- the page --------------------------------------------------------------------------------------------------------


def _page(form: AskForm) -> RequestsPage:
    where, now, decides = box(), box().now(), viewer().may(Right.ACCESS)
    said, names = where.store.access.load(now), names_of(where.store)
    waiting = where.store.access.waiting() if decides else ()
    requests = tuple(row for row in waiting if _is_request(row.change))
    mistakes = seen().mistakes.open() if decides else ()
    holds = policy() if mistakes else None
    return RequestsPage(
        form=form if viewer().may(Right.ASK) else None,
        decides=decides,
        at_once=decides and not (where.settings.access.second_person or where.store.access.second_person()),
        waiting=tuple(line_of(row, said, names) for row in requests),
        others=len(waiting) - len(requests),
        own=tuple(_own(said)),
        mistakes=tuple(_mistake(row, names, holds) for row in mistakes[:MISTAKES_SHOWN] if holds),
        more=max(0, len(mistakes) - MISTAKES_SHOWN),
        settled=seen().mistakes.settled(10) if decides else (),
        until=str(_default_until()),
        off=access_changes.off_until(said, now),
    )


def _own(said: AccessPolicy) -> list[OwnLine]:
    names, now = names_of(box().store), box().now()
    rows = box().store.access.changes(OWN_SHOWN, account=viewer().account)
    open_now = {(rule.name, rule.by, rule.when.until) for rule in said.unblocks}
    found = []
    for row in rows:
        if not isinstance(row.change, PutRule) or not _is_request(row.change):
            continue
        rule = row.change.rule
        is_open = (rule.name, rule.by, rule.when.until) in open_now and rule.when.until > now
        done = "open" if is_open else "ended"
        state = done if row.state is ChangeState.DONE else row.state.value
        found.append(OwnLine(line=line_of(row, said, names), state=state, until=rule.when.until))
    return found


def _is_request(change: AccessChange) -> bool:
    return isinstance(change, PutRule) and change.section == "unblocks" and Target() not in change.rule.what
