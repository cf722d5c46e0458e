"""A list of people is sent, looked at, and taken: nothing changes before somebody saw what would (decision 0016)."""

import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Length

from appliance.errors import LibraryError, PeopleError
from appliance.first_run import Step
from appliance.model import Right, Role
from appliance.people.headings import HEADINGS, columns_of, is_known
from appliance.people.roster import Plan, Roster
from appliance.people.sheet import LARGEST, read_sheet
from appliance.people.source import read_people
from appliance.people_changes import mark_of, preview, take
from webui.box import box
from webui.forms import Option, ScreenForm
from webui.in_force import told
from webui.page import Page, render
from webui.people.blueprint import blueprint, by_name
from webui.people.import_told import Told
from webui.people.waiting import drop, keep, tidy, waiting
from webui.security import needs, somebody
from webui.setting_up import onward

_MEANINGS = {
    "given": "First name",
    "family": "Family name",
    "name": "Whole name",
    "id": "Number or id, such as UPN",
    "role": "Pupil or staff",
    "year": "Year group",
    "class": "Class",
    "username": "User name",
}
_GUESS, _NONE = "", "-"
_ROLES = [Option(Role.PUPIL.value, "Pupils"), Option(Role.STAFF.value, "Staff")]


class FileForm(ScreenForm):
    file = FileField("The list", description="A CSV file, or OneRoster’s zip file, up to 20 MB.")
    role = RadioField(
        "Who is in it?",
        choices=_ROLES,
        default=Role.PUPIL.value,
        description="Where the list says so itself, the list counts.",
    )
    part = BooleanField("This is only part of the school: nobody else is marked as left")


class HowForm(ScreenForm):
    """How the list is to be read: this stands in the address of the preview."""

    role = RadioField("Who is in it?", choices=_ROLES, default=Role.PUPIL.value)
    part = BooleanField("This is only part of the school: nobody else is marked as left")
    school = StringField("Which school?", [Length(max=200)], description="Only where a list names several.")
    given = SelectField(_MEANINGS["given"], validate_choice=False)
    family = SelectField(_MEANINGS["family"], validate_choice=False)
    name = SelectField(_MEANINGS["name"], validate_choice=False)
    id = SelectField(_MEANINGS["id"], validate_choice=False)
    year = SelectField(_MEANINGS["year"], validate_choice=False)
    # `class` and `role` are words of Python and of this form
    class_ = SelectField(_MEANINGS["class"], validate_choice=False, name="class")
    username = SelectField(_MEANINGS["username"], validate_choice=False)

    @property
    def mapping(self) -> dict[str, str]:
        """The columns that somebody chose; what was left to guess is not in it."""
        chosen = {field: self._column(field) for field in HEADINGS if field != "role"}
        return {field: "" if column == _NONE else column for field, column in chosen.items() if column != _GUESS}

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """What was found, and under which heading."""
        chosen = ((_MEANINGS[field], self._column(field)) for field in HEADINGS if field != "role")
        return tuple((meaning, heading) for meaning, heading in chosen if heading not in {_NONE, _GUESS})

    def offer(self, headings: tuple[str, ...], guessed: dict[str, str]) -> None:
        """Which columns there are to choose from; those that were guessed are chosen."""
        for field in HEADINGS.keys() - {"role"}:
            select = getattr(self, "class_" if field == "class" else field)
            select.choices = [Option(_NONE, "Not in the list"), *(Option(heading, heading) for heading in headings)]
            if not select.data:
                select.process_data(guessed.get(field, _NONE))

    def _column(self, field: str) -> str:
        return self["class_" if field == "class" else field].data or _GUESS


class TakeForm(ScreenForm):
    shown = HiddenField()
    sure = BooleanField("Yes, they all left the school")


@dataclass(frozen=True, kw_only=True)
class FilePage(Page):
    template: ClassVar[str] = "people/import.html"
    form: FileForm


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """What taking the list would do. `plan` and `told` are None where it cannot be read, and `trouble` says why;
    `table` says that its columns can be chosen, and `columns` which were: what they mean, and their headings."""

    template: ClassVar[str] = "people/preview.html"
    file: str
    token: str
    how: HowForm
    table: bool
    plan: Plan | None = None
    told: Told | None = None
    trouble: str = ""
    form: TakeForm
    query: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def nothing(self) -> bool:
        return self.plan is not None and not (self.plan.adds or self.plan.changes or self.plan.leavers)


@blueprint.get("/people/import")
@needs(Right.PEOPLE)
def import_() -> str:
    tidy(box().home, box().now())
    return render(FilePage(form=FileForm()))


@blueprint.post("/people/import")
@needs(Right.PEOPLE)
def send() -> AnyResponse:
    form, sent = FileForm.from_request(), request.files.get("file")
    if not form.validate() or sent is None or not sent.filename:
        form.wrong("file", "Choose a file first.")
        return Response(render(FilePage(form=form)), 422)
    try:
        token = keep(box().home, sent.filename, sent.stream, box().now())
    except LibraryError:
        form.wrong("file", "The box could not keep the file. Is its disk full? Look at Health.")
        return Response(render(FilePage(form=form)), 422)
    part = "y" if form.part.data else None
    return redirect(url_for("people.look", token=token, role=form.role.data, part=part), 303)


@blueprint.get("/people/import/<token>")
@needs(Right.PEOPLE)
def look(token: str) -> str:
    return render(_preview(token, TakeForm()))


@blueprint.post("/people/import/<token>")
@needs(Right.PEOPLE)
def take_list(token: str) -> AnyResponse:
    form, path = TakeForm.from_request(), _path(token)
    try:
        roster = _roster(path, HowForm.from_query())
        planned = preview(box().store, roster)
        if trouble := _against(planned, form):
            return Response(render(_preview(token, form, trouble)), 422)
        take(box().store, roster, planned, somebody().who, box().now())
    except PeopleError as error:
        return Response(render(_preview(token, form, str(error))), 422)
    drop(box().home, token)
    told(_summed(Told(planned, {})))
    return redirect(onward(Step.PEOPLE, url_for("people.show")), 303)


@blueprint.post("/people/import/<token>/cancel")
@needs(Right.PEOPLE)
def cancel(token: str) -> AnyResponse:
    drop(box().home, token)
    flash("Nothing was imported, and the file is gone from the box.", "done")
    return redirect(url_for("people.show"), 303)


def _against(planned: Plan, form: TakeForm) -> str:
    """Why the list is not taken yet; empty where nothing stands against it."""
    if mark_of(planned) != form.shown.data:
        return "Something changed since this was shown. Nothing was imported; look at it again."
    if planned.many_leave and not form.sure.data:
        form.wrong("sure", "Very many would leave. Tick this if they really left.")
        return "Nothing was imported yet."
    return ""


def _path(token: str) -> Path:
    return waiting(box().home, token) or abort(404)


def _roster(path: Path, how: HowForm) -> Roster:
    """Raises PeopleError."""
    today = datetime.fromtimestamp(box().now(), UTC).astimezone().date()
    role = Role.STAFF if how.role.data == Role.STAFF.value else Role.PUPIL
    roster = read_people(path, today, role, how.mapping, (how.school.data or "").strip()[:200])
    return replace(roster, part=bool(how.part.data))


def _preview(token: str, form: TakeForm, trouble: str = "") -> PreviewPage:
    path, how = _path(token), HowForm.from_query()
    plan, shown = None, None
    try:
        plan = preview(box().store, _roster(path, how))
        shown = Told(plan, by_name(box().store.groups.all()))
        form.shown.process_data(mark_of(plan))
    except PeopleError as error:
        trouble = str(error)
    table = _offer_columns(path, how)
    return PreviewPage(
        file=path.name,
        token=token,
        table=table,
        notes=plan.notes[1:]
        if plan and table
        else plan.notes
        if plan
        else (),  # the first says which columns were read
        columns=how.columns if table else (),
        how=how,
        plan=plan,
        told=shown,
        trouble=trouble,
        form=form,
        query=request.query_string.decode(),
    )


def _offer_columns(path: Path, how: HowForm) -> bool:
    """False where the file is no table whose columns could be chosen."""
    if zipfile.is_zipfile(path):
        return False
    try:
        with path.open("rb") as file:
            sheet = read_sheet(path.name, file.read(LARGEST + 1), is_known)
        headings = sheet.headings
    except PeopleError:
        return False
    try:
        guessed = columns_of(sheet, {})
    except PeopleError:
        guessed = {}
    how.offer(headings, guessed)
    return True


def _summed(shown: Told) -> str:
    return (
        f"The list was taken: {shown.join_count:,} joined, {shown.change_count:,} changed, {shown.leave_count:,} left,"
        f" {shown.unchanged:,} as before. Nobody was deleted."
    )
