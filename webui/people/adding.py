"""Somebody whom no list names is added by hand, and whoever is there is written differently."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired

from appliance.errors import PeopleError
from appliance.model import Right, Role
from appliance.people.naming import LAST_YEAR, NURSERY, year_group
from appliance.people_changes import BY_HAND, LONGEST_NAME, Said, add_by_hand, change_by_hand, mark_of
from appliance.store.rows import PersonRow
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.in_force import told
from webui.page import Page, render
from webui.people.blueprint import blueprint, by_name, person_or_404
from webui.security import needs, somebody

_YEARS = [Option("", "None"), *(Option(str(year), year_group(year).title) for year in range(NURSERY, LAST_YEAR + 1))]
_ROLES = [Option(Role.PUPIL.value, "Pupil"), Option(Role.STAFF.value, "Staff")]
_CLASS = "Such as 3B. For staff, the class that they teach."


class PersonForm(ScreenForm):
    given = StringField("First name", [DataRequired("Write a first name."), *line(LONGEST_NAME)])
    family = StringField("Family name", [*line(LONGEST_NAME)])
    role = RadioField("Who is it?", choices=_ROLES, default=Role.PUPIL.value)
    year = SelectField("Year group", choices=_YEARS)
    school_class = StringField("Class", [*line(LONGEST_NAME)], description=_CLASS)
    username = StringField(
        "User name",
        [*line(LONGEST_NAME)],
        description="For signing in with a password. You may leave it empty.",
    )
    again = BooleanField("Yes, this is somebody else of the same name")
    seen = HiddenField()

    @property
    def said(self) -> Said:
        return Said(
            given=self.given.data or "",
            family=self.family.data or "",
            role=Role(self.role.data),
            year=int(self.year.data) if self.year.data else None,
            school_class=self.school_class.data or "",
            username=self.username.data or "",
        )


@dataclass(frozen=True, kw_only=True)
class PersonFormPage(Page):
    """`row` is whoever is changed, None for somebody new; `namesake` is somebody who is there already."""

    template: ClassVar[str] = "people/write.html"
    form: PersonForm
    row: PersonRow | None = None
    namesake: PersonRow | None = None

    @property
    def only_names(self) -> bool:
        """They came by a list, which says the rest."""
        return self.row is not None and self.row.source != BY_HAND


@blueprint.get("/people/add")
@needs(Right.PEOPLE)
def add() -> str:
    return render(PersonFormPage(form=PersonForm()))


@blueprint.post("/people/add")
@needs(Right.PEOPLE)
def take_added() -> AnyResponse:
    form = PersonForm.from_request()
    if not form.validate():
        return Response(render(PersonFormPage(form=form)), 422)
    namesake = None if form.again.data else _namesake(form.said)
    if namesake:
        form.wrong("again", f"There is a {namesake.name} already. Is this somebody else?")
        return Response(render(PersonFormPage(form=form, namesake=namesake)), 422)
    try:
        one = add_by_hand(box().store, form.said, somebody().who, box().now())
    except PeopleError as error:
        form.wrong("given", str(error))
        return Response(render(PersonFormPage(form=form)), 422)
    told(f"{one.name} was added.")
    return redirect(url_for("people.one", id_=one.id), 303)


@blueprint.get("/people/<id_>/write")
@needs(Right.PEOPLE)
def write(id_: str) -> str:
    row = person_or_404(id_)
    return render(PersonFormPage(form=_filled(row), row=row))


@blueprint.post("/people/<id_>/write")
@needs(Right.PEOPLE)
def take_written(id_: str) -> AnyResponse:
    row, form = person_or_404(id_), PersonForm.from_request()
    if not form.validate():
        return Response(render(PersonFormPage(form=form, row=row)), 422)
    try:
        change_by_hand(box().store, id_, form.seen.data or "", form.said, somebody().who, box().now())
    except PeopleError as error:
        form.wrong("given", str(error))
        form.seen.process_data(mark_of(row))  # whoever sends it once more has seen what it says now
        return Response(render(PersonFormPage(form=form, row=row)), 422)
    told("The change is saved.")
    return redirect(url_for("people.one", id_=id_), 303)


def _namesake(said: Said) -> PersonRow | None:
    return next(iter(box().store.people.named(f"{said.given} {said.family}".strip())), None)


def _filled(row: PersonRow) -> PersonForm:
    groups = by_name(box().store.groups.all())
    own = next((name for name in (*row.teaches, *row.groups) if name in groups and groups[name].kind == "class"), "")
    return PersonForm(
        data={
            "given": row.given,
            "family": row.family,
            "role": row.role.value,
            "year": "" if row.year is None else str(row.year),
            "school_class": groups[own].title if own else "",
            "username": row.username,
            "seen": mark_of(row),
        }
    )
