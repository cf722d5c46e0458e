"""Whom children can choose by a photograph: staff, and peer mentors whose words a teacher reads first."""

import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired

from appliance.confide.choice import Removed
from appliance.confide.front import Face
from appliance.errors import PictureError
from appliance.model import Right
from appliance.pictures import photo_of
from webui.box import box
from webui.confide_reader.settings_blueprint import (
    SettingsPage,
    accounts_with_key,
    blueprint,
    chosen,
    save,
)
from webui.forms import Option, ScreenForm, line
from webui.page import render
from webui.security import needs

MOST_FACES = 40
LONGEST_SHOWN = 60
_STAFF, _MENTOR = "staff", "mentor"
_ID = "<string(maxlength=32):id_>"


class FaceForm(ScreenForm):
    kind = RadioField(
        "Who is it?",
        choices=[Option(_STAFF, "A member of staff"), Option(_MENTOR, "A pupil who helps others: a peer mentor")],
        default=_STAFF,
    )
    name = StringField(
        "Name, as children say it",
        [DataRequired("Write the name that children use."), *line(LONGEST_SHOWN)],
        description="“Mrs Khan”. Of a peer mentor the first name alone.",
    )
    line = StringField(
        "Who they are, in a few words", line(LONGEST_SHOWN), description="“Class 3 teacher”, “in the library at lunch”."
    )
    account = SelectField(
        "Whose account reads it?",
        coerce=int,
        description="Their own. For a peer mentor, the teacher who reads first; the pupil has no account.",
    )
    photo = FileField("Photograph", description="JPEG or PNG, up to 10 MB. Only the middle square is kept.")
    agreed = BooleanField(
        "They agreed that children see their name and photograph. For a pupil, a parent agreed too.",
        [DataRequired("Ask them first, then tick this.")],
    )


@dataclass(frozen=True)
class FaceLine:
    """`reader` is whose account reads it. Without `has_key` children do not see it."""

    face: Face
    reader: str
    has_key: bool


@dataclass(frozen=True, kw_only=True)
class FacesPage(SettingsPage):
    template: ClassVar[str] = "confide_setup/faces.html"
    lines: tuple[FaceLine, ...]
    removed: Face | None
    most: ClassVar[int] = MOST_FACES


@dataclass(frozen=True, kw_only=True)
class FacePage(SettingsPage):
    """`face` is None for a new one."""

    template: ClassVar[str] = "confide_setup/face.html"
    face: Face | None
    form: FaceForm


@blueprint.get("/confide/settings/faces")
@needs(Right.CONFIDE)
def faces() -> str:
    choice, keys, names = chosen(), accounts_with_key(), box().store.accounts.names()
    lines = tuple(
        FaceLine(one, names.get(one.account, "somebody who has left"), one.account in keys) for one in choice.faces
    )
    return render(FacesPage(lines=lines, removed=choice.removed.face if choice.removed else None))


@blueprint.get("/confide/settings/faces/new")
@needs(Right.CONFIDE)
def new_face() -> str:
    return render(FacePage(face=None, form=_offering(FaceForm())))


@blueprint.post("/confide/settings/faces/new")
@needs(Right.CONFIDE)
def add_face() -> AnyResponse:
    form, choice = _offering(FaceForm.from_request()), chosen()
    if len(choice.faces) >= MOST_FACES:
        flash(f"There are {MOST_FACES} already. Remove one first: nobody finds their way among more.", "trouble")
        return _back()
    made = _face(form, Face(id=secrets.token_hex(6), account=0, name=""))
    if made is None:
        return Response(render(FacePage(face=None, form=form)), 422)
    save(replace(choice, faces=(*choice.faces, made)), "can be chosen", made.name, f"{made.name} is added.")
    return _back()


@blueprint.get(f"/confide/settings/faces/{_ID}")
@needs(Right.CONFIDE)
def one_face(id_: str) -> str:
    face = _found(id_)
    data = {
        "kind": _MENTOR if face.mentor else _STAFF,
        "name": face.name,
        "line": face.line,
        "account": face.account,
        "agreed": True,
    }
    return render(FacePage(face=face, form=_offering(FaceForm(data=data), face.account)))


@blueprint.post(f"/confide/settings/faces/{_ID}")
@needs(Right.CONFIDE)
def change_face(id_: str) -> AnyResponse:
    before, choice = _found(id_), chosen()
    form = _offering(FaceForm.from_request(), before.account)
    after = _face(form, before)
    if after is None:
        return Response(render(FacePage(face=before, form=form)), 422)
    changed = tuple(after if one.id == id_ else one for one in choice.faces)
    save(replace(choice, faces=changed), "is shown as", after.name, f"{after.name} is saved.")
    return _back()


@blueprint.post(f"/confide/settings/faces/{_ID}/move")
@needs(Right.CONFIDE)
def move_face(id_: str) -> AnyResponse:
    """One place earlier or later."""
    face, choice = _found(id_), chosen()
    rest = [one for one in choice.faces if one.id != id_]
    place = choice.faces.index(face) + (-1 if request.form.get("to") == "earlier" else 1)
    rest.insert(max(0, place), face)
    save(replace(choice, faces=tuple(rest)), "is moved", face.name, f"{face.name} is moved.")
    return _back()


@blueprint.post(f"/confide/settings/faces/{_ID}/photo/remove")
@needs(Right.CONFIDE)
def remove_face_photo(id_: str) -> AnyResponse:
    face, choice = _found(id_), chosen()
    plain = tuple(replace(one, photo="") if one.id == id_ else one for one in choice.faces)
    save(replace(choice, faces=plain), "is shown without a photograph", face.name, "The photograph is removed.")
    return redirect(url_for("confide_setup.one_face", id_=id_), 303)


@blueprint.post(f"/confide/settings/faces/{_ID}/remove")
@needs(Right.CONFIDE)
def remove_face(id_: str) -> AnyResponse:
    face, choice = _found(id_), chosen()
    rest = tuple(one for one in choice.faces if one.id != id_)
    removed = Removed(face=face, place=choice.faces.index(face))
    save(replace(choice, faces=rest, removed=removed), "can no longer be chosen", face.name, f"{face.name} is removed.")
    return _back()


@blueprint.post("/confide/settings/faces/undo")
@needs(Right.CONFIDE)
def undo_face() -> AnyResponse:
    """The one that was removed last, at its place."""
    choice = chosen()
    if choice.removed is None or len(choice.faces) >= MOST_FACES:
        flash("There is nothing to put back.", "trouble")
        return _back()
    face, faces_ = choice.removed.face, list(choice.faces)
    faces_.insert(choice.removed.place, face)
    back = replace(choice, faces=tuple(faces_), removed=None)
    save(back, "can be chosen again", face.name, f"{face.name} is back.")
    return _back()


@blueprint.get("/confide/settings/photos/<string(maxlength=80):name>")
@needs(Right.CONFIDE)
def face_photo(name: str) -> Response:
    return Response(box().confide.photo(name) or abort(404), mimetype="image/jpeg")


def _face(form: FaceForm, before: Face) -> Face | None:
    """`before` with what was typed; None where something is wrong, which then stands beside its field."""
    fits = form.validate()
    photo = _photo(form) if fits else ""
    if not fits or form.errors:
        return None
    return Face(
        id=before.id,
        account=form.account.data,
        name=_tidy(form.name.data),
        line=_tidy(form.line.data),
        photo=photo or before.photo,
        mentor=form.kind.data == _MENTOR,
    )


def _photo(form: FaceForm) -> str:
    """Its name, drawn anew; empty where none was sent, or it will not do."""
    sent = request.files.get("photo")
    content = sent.read() if sent and sent.filename else b""
    if not content:
        return ""
    try:
        return box().confide.put_photo(photo_of(content))
    except PictureError as error:
        form.wrong("photo", str(error))
        return ""


def _offering(form: FaceForm, held: int = 0) -> FaceForm:
    """Accounts that hold; also the one that it has, if that ended, so that a change of its name changes no more."""
    keys, accounts = accounts_with_key(), box().store.accounts.all()
    offered: list[Any] = [
        Option(one.number, one.name if one.number in keys else f"{one.name} (no passphrase yet)") for one in accounts
    ]
    if held and held not in {one.number for one in accounts}:
        offered.append(Option(held, "Somebody who has left"))
    form.account.choices = offered
    return form


def _found(id_: str) -> Face:
    return next((one for one in chosen().faces if one.id == id_), None) or abort(404)


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _back() -> AnyResponse:
    return redirect(url_for("confide_setup.faces"), 303)
