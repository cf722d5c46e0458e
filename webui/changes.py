"""Every change of what can be reached: who, what, why and when; what waits for a second person; and undo."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from appliance import access_changes
from appliance.access.changes import ChangeState, NeedSecond
from appliance.access.in_words import Diff, Names, diff
from appliance.access.preview import rules_of
from appliance.access.rules import AccessPolicy, SubjectKind
from appliance.access_changes import LONGEST_REASON, off_until
from appliance.errors import AccessError
from appliance.may_reach import names_of
from appliance.model import Right
from appliance.store.rows import AccessChangeRow
from webui.box import box
from webui.forms import ScreenForm
from webui.in_force import told
from webui.page import Page, render
from webui.proposals import propose, who
from webui.security import needs, viewer

PAGE_LENGTH = 50
_LARGEST = 2**31

blueprint = Blueprint("changes", __name__)


class FilterForm(ScreenForm):
    who = SelectField("Who")
    since = DateField("From", validators=[Optional()])
    until = DateField("To", validators=[Optional()])


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """A change in words. `mine` are those that the reader asked for, which somebody else has to approve; `hidden` hides
    what is said of one pupil from those who only look after the box."""

    row: AccessChangeRow
    diff: Diff
    mine: bool
    hidden: bool

    @property
    def may_be_undone(self) -> bool:
        return self.row.state is ChangeState.DONE and self.row.inverse is not None and not self.row.undone_by


@dataclass(frozen=True, kw_only=True)
class ChangesPage(Page):
    """`waiting` come oldest first, the others newest first. `older` is the number before which the next page goes on,
    or 0. `second` says that changes wait for a second person, `fixed` that the settings say so; `off` is when
    filtering is on again, or None."""

    template: ClassVar[str] = "changes/list.html"
    waiting: tuple[ChangeLine, ...]
    lines: tuple[ChangeLine, ...]
    form: FilterForm
    older: int
    second: bool
    fixed: bool
    off: float | None
    decides: bool


@blueprint.get("/changes")
@needs(Right.ACCESS, Right.BOX)
def show() -> str:
    where, now = box(), box().now()
    form = _filter()
    policy = where.store.access.load(now)
    before = request.args.get("before", type=int) or _LARGEST
    since, until = _spans(form, policy.timetable.zone)
    named = form.who.data if form.who.data in where.store.access.names() else ""
    rows = where.store.access.changes(
        PAGE_LENGTH + 1, who=named, since=since, until=until, before=max(0, min(before, _LARGEST))
    )
    fixed = where.settings.access.second_person
    return render(
        ChangesPage(
            waiting=_lines(where.store.access.waiting(), policy),
            lines=_lines(rows[:PAGE_LENGTH], policy),
            form=form,
            older=rows[PAGE_LENGTH - 1].number if len(rows) > PAGE_LENGTH else 0,
            second=fixed or where.store.access.second_person(),
            fixed=fixed,
            off=off_until(policy, now),
            decides=viewer().may(Right.ACCESS),
        )
    )


@blueprint.get("/changes/second-person")
@needs(Right.ACCESS)
def second_person() -> str:
    return propose(NeedSecond(wanted=request.args.get("wanted") == "yes"), "changes")


@blueprint.get("/changes/<int(max=999999999):number>/undo")
@needs(Right.ACCESS)
def undo(number: int) -> str:
    row = _row(number)
    if row.inverse is None:
        abort(404)
    return propose(row.inverse, "changes", undoes=number)


@blueprint.post("/changes/<int(max=999999999):number>/approve")
@needs(Right.ACCESS)
def approve(number: int) -> AnyResponse:
    where = box()
    try:
        row = access_changes.approve(where.store, where.settings, number, who(), where.now(), viewer().account)
    except AccessError as error:
        flash(str(error), "trouble")
    else:
        told(f"Approved: change {row.number}, which {row.by} asked for.")
    return _return()


@blueprint.post("/changes/<int(max=999999999):number>/decline")
@needs(Right.ACCESS)
def decline(number: int) -> AnyResponse:
    answer = " ".join(request.form.get("answer", "").split())
    if not answer and _is_mine(_row(number)):
        answer = "Taken back by whoever asked."
    if not answer or len(answer) > LONGEST_REASON:
        flash("Write a sentence for whoever asked: why not, or what would do instead.", "trouble")
        return _return()
    try:
        box().store.access.decline(number, who(), box().now(), answer)
    except AccessError as error:
        flash(str(error), "trouble")
    else:
        flash("Turned down. Whoever asked reads your answer on their Requests page.", "done")
    return _return()


def line_of(row: AccessChangeRow, policy: AccessPolicy, names: Names) -> ChangeLine:
    hidden = not viewer().may(Right.ACCESS) and not _is_mine(row) and _is_about_one(row, policy)
    told = Diff(title="A change about one pupil") if hidden else diff(row.change, policy, names, row.inverse)
    return ChangeLine(row=row, diff=told, mine=_is_mine(row), hidden=hidden)


def _is_mine(row: AccessChangeRow) -> bool:
    return access_changes.asked_by(row, who(), viewer().account)


def _lines(rows: tuple[AccessChangeRow, ...], policy: AccessPolicy) -> tuple[ChangeLine, ...]:
    names = names_of(box().store)
    return tuple(line_of(row, policy, names) for row in rows)


def _is_about_one(row: AccessChangeRow, policy: AccessPolicy) -> bool:
    """Also where a rule is only moved or removed."""
    changes = (row.change, row.inverse) if row.inverse else (row.change,)
    rules = [rule for change in changes for rule in rules_of(change, policy)]
    return any(one.kind in {SubjectKind.PERSON, SubjectKind.DEVICE} for rule in rules for one in rule.who)


def _row(number: int) -> AccessChangeRow:
    try:
        return box().store.access.change(number)
    except AccessError:
        abort(404)


def _return() -> AnyResponse:
    return redirect(url_for("requests.show" if request.form.get("back") == "requests" else "changes.show"), 303)


def _filter() -> FilterForm:
    form = FilterForm(request.args)
    form.who.choices = {"": "Everybody"} | {name: name for name in box().store.access.names()}
    form.validate()
    return form


def _spans(form: FilterForm, zone: str) -> tuple[float, float]:
    """From the beginning of the first day to the end of the last."""
    first, last = form.since.data, form.until.data
    since = _midnight(first, zone) if first else 0.0
    return since, _midnight(last + timedelta(days=1), zone) if last and last < date.max else float("inf")


def _midnight(day: date, zone: str) -> float:
    try:
        return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).timestamp()
    except (OverflowError, ValueError):
        return datetime.combine(day, datetime.min.time(), UTC).timestamp()
