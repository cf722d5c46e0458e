"""How one person signs in: four pictures, or a password."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField
from wtforms.validators import InputRequired

from appliance.errors import PeopleError
from appliance.model import Right
from appliance.people.secrets import LEAST_LETTERS, SecretKind, random_pictures
from appliance.people_changes import set_secret
from appliance.store.rows import PersonRow
from webui.box import box
from webui.forms import ScreenForm
from webui.page import Page, render
from webui.people.blueprint import blueprint, person_or_404
from webui.people.cards import Card, CardsPage
from webui.security import needs, somebody


class PasswordForm(ScreenForm):
    password = PasswordField(
        "New password", [InputRequired("Write a password.")], description=f"At least {LEAST_LETTERS} letters or digits."
    )
    again = PasswordField("The same password again")


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    template: ClassVar[str] = "people/password.html"
    row: PersonRow
    form: PasswordForm


@blueprint.post("/people/<id_>/pictures")
@needs(Right.PEOPLE)
def new_pictures(id_: str) -> AnyResponse:
    """Shown once, on a card to print: only a hash of them is kept."""
    row, pictures = person_or_404(id_), random_pictures()
    try:
        set_secret(box().store, row, SecretKind.PICTURE, pictures, somebody().who, box().now())
    except PeopleError as error:
        flash(str(error), "trouble")
        return redirect(url_for("people.one", id_=row.id), 303)
    return Response(render(CardsPage(title=row.name, cards=(Card(name=row.name, pictures=tuple(pictures.split())),))))


@blueprint.get("/people/<id_>/password")
@needs(Right.PEOPLE)
def ask_password(id_: str) -> str:
    return render(PasswordPage(row=person_or_404(id_), form=PasswordForm()))


@blueprint.post("/people/<id_>/password")
@needs(Right.PEOPLE)
def take_password(id_: str) -> AnyResponse:
    row, form = person_or_404(id_), PasswordForm.from_request()
    if form.validate() and form.password.data != form.again.data:
        form.wrong("again", "The two passwords are not the same.")
    if not form.errors:
        try:
            set_secret(box().store, row, SecretKind.PASSWORD, form.password.data or "", somebody().who, box().now())
        except PeopleError as error:
            form.wrong("password", str(error))
    if form.errors:
        return Response(render(PasswordPage(row=row, form=form)), 422)
    flash(f"{row.name} signs in with this password from now on.", "done")
    return redirect(url_for("people.one", id_=row.id), 303)


@blueprint.post("/people/<id_>/secret/remove")
@needs(Right.PEOPLE)
def remove_secret(id_: str) -> AnyResponse:
    row = person_or_404(id_)
    box().store.people.remove_secret(row.id, somebody().who, box().now())
    flash(f"{row.name} cannot sign in until you give new pictures or a password.", "done")
    return redirect(url_for("people.one", id_=row.id), 303)
