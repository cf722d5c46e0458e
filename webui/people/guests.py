"""Codes with which guests sign in, each until its end."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired

from appliance.errors import PeopleError
from appliance.model import Right
from appliance.people_changes import LONGEST_NAME, checked_name
from appliance.store.rows import GuestRow
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.in_force import told
from webui.page import Page, render
from webui.people.blueprint import blueprint
from webui.security import needs, somebody

_HOUR = 3600
_HOLDS = [
    Option("2", "2 hours"),
    Option("8", "Today (8 hours)"),
    Option("48", "2 days"),
    Option("168", "A week"),
    Option("336", "Two weeks"),
]


class GuestForm(ScreenForm):
    name = StringField(
        "Who is it for?",
        [DataRequired("Write a name."), *line(LONGEST_NAME)],
        description="A person, or an occasion such as “Governors’ meeting”.",
    )
    hours = RadioField("How long does it hold?", choices=_HOLDS, default="8")


@dataclass(frozen=True, kw_only=True)
class GuestsPage(Page):
    """`code` was made just now, for `made`; nobody can look it up afterwards."""

    template: ClassVar[str] = "people/guests.html"
    guests: tuple[GuestRow, ...]
    form: GuestForm
    code: str = ""
    made: GuestRow | None = None
    portal: str = ""


@blueprint.get("/people/guests")
@needs(Right.PEOPLE)
def guests() -> str:
    return render(_page(GuestForm()))


@blueprint.post("/people/guests")
@needs(Right.PEOPLE)
def add_guest() -> AnyResponse:
    """The code stands in this answer only, and not in a note that a cookie would carry."""
    form, now = GuestForm.from_request(), box().now()
    if form.validate():
        try:
            name = checked_name(form.name.data or "")
        except PeopleError as error:
            form.wrong("name", str(error))
    if form.errors:
        return Response(render(_page(form)), 422)
    code, made = box().store.guests.add(name, now + int(form.hours.data) * _HOUR, somebody().who, now)
    return Response(render(_page(GuestForm(formdata=None), code, made)))


@blueprint.post("/people/guests/end")
@needs(Right.PEOPLE)
def end_guest() -> AnyResponse:
    if box().store.guests.end(request.form.get("guest", ""), somebody().who, box().now()):
        told("The code has ended. Whoever signed in with it is signed out.")
    else:
        flash("That code had ended already.", "done")
    return redirect(url_for("people.guests"), 303)


def _page(form: GuestForm, code: str = "", made: GuestRow | None = None) -> GuestsPage:
    return GuestsPage(
        guests=box().store.guests.in_force(box().now()),
        form=form,
        code=code,
        made=made,
        portal=box().settings.portal.url,
    )
