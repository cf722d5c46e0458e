"""One person: who they are, which groups they are in, how they sign in, their photo."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField

from appliance.errors import LibraryError, PictureError
from appliance.model import Right
from appliance.people.roster import GroupKind
from appliance.people.secrets import SecretKind
from appliance.people_changes import BY_HAND, keep_photo
from appliance.store.rows import DeviceRow, GroupRow, PersonRow
from webui.box import box
from webui.forms import ScreenForm
from webui.in_force import told
from webui.page import Page, render
from webui.people.blueprint import Named, blueprint, by_name, known_groups, person_or_404, titled
from webui.security import needs, somebody, viewer
from webui.whom import Whom, out_of_sight

_OPEN_KINDS = frozenset({GroupKind.OWN, GroupKind.PASTORAL, GroupKind.VULNERABLE, GroupKind.CLASS})


class PhotoForm(ScreenForm):
    photo = FileField("New photo", description="JPEG or PNG, up to 10 MB. Only the middle square is kept.")


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """`removable` are names of groups that they were put in by hand; `offered` are those to put them in. `may_act`:
    the viewer may lock the screen of their device."""

    template: ClassVar[str] = "people/one.html"
    row: PersonRow
    groups: tuple[Named, ...]
    teaches: tuple[Named, ...]
    removable: frozenset[str]
    offered: tuple[GroupRow, ...]
    kind: SecretKind | None
    devices: tuple[DeviceRow, ...]
    photo_form: PhotoForm
    may_act: bool

    @property
    def by_list(self) -> bool:
        return self.row.source != BY_HAND


@blueprint.get("/people/<id_>")
@needs(Right.PEOPLE)
def one(id_: str) -> str:
    return render(person_page(person_or_404(id_)))


@blueprint.post("/people/<id_>/left")
@needs(Right.PEOPLE)
def leave(id_: str) -> AnyResponse:
    row = person_or_404(id_)
    if box().store.people.mark_left(id_, somebody().who, box().now()):
        told(f"{row.name} is marked as left. Nothing about them was deleted.")
    return _back_to(row)


@blueprint.post("/people/<id_>/back")
@needs(Right.PEOPLE)
def bring_back(id_: str) -> AnyResponse:
    row = person_or_404(id_)
    if box().store.people.bring_back(id_, somebody().who, box().now()):
        told(f"{row.name} is at the school again.")
    return _back_to(row)


@blueprint.post("/people/<id_>/groups")
@needs(Right.PEOPLE)
def join(id_: str) -> AnyResponse:
    row, group = person_or_404(id_), _chosen_group()
    if box().store.groups.put_in(group.name, row.id, somebody().who, box().now()):
        told(f"{row.name} is in {group.title} now.")
    else:
        flash(f"{row.name} is in {group.title} already.", "done")
    return _back_to(row)


@blueprint.post("/people/<id_>/groups/take")
@needs(Right.PEOPLE)
def take_out(id_: str) -> AnyResponse:
    row, group = person_or_404(id_), _chosen_group()
    if box().store.groups.take_out(group.name, row.id, somebody().who, box().now()):
        told(f"{row.name} is out of {group.title}.")
    else:
        flash(f"{row.name} is in {group.title} by the school’s list, and leaves it by a list.", "trouble")
    return _back_to(row)


@blueprint.get("/people/<id_>/photo")
@needs(Right.PEOPLE)
def photo(id_: str) -> Response:
    """Raises NotFound where there is none, or the file is gone."""
    row = person_or_404(id_)
    if not row.photo:
        abort(404)
    kind = "image/png" if row.photo.endswith(".png") else "image/jpeg"
    return send_from_directory(box().home.photos, row.photo, mimetype=kind)


@blueprint.post("/people/<id_>/photo")
@needs(Right.PEOPLE)
def take_photo(id_: str) -> AnyResponse:
    row, form = person_or_404(id_), PhotoForm.from_request()
    sent = request.files.get("photo")
    try:
        keep_photo(box().home, box().store, row, sent.read() if sent else b"", somebody().who, box().now())
    except (PictureError, LibraryError) as error:
        form.wrong("photo", str(error))
        return Response(render(person_page(row, form)), 422)
    flash("The photo is saved.", "done")
    return _back_to(row)


@blueprint.post("/people/<id_>/photo/remove")
@needs(Right.PEOPLE)
def remove_photo(id_: str) -> AnyResponse:
    row = person_or_404(id_)
    box().store.people.set_photos({row.id: ""}, somebody().who, box().now())
    if row.photo:
        (box().home.photos / row.photo).unlink(missing_ok=True)
    flash("The photo was removed.", "done")
    return _back_to(row)


def person_page(row: PersonRow, photo_form: PhotoForm | None = None) -> PersonPage:
    store, groups = box().store, known_groups()
    secret = store.people.secret(row.id)
    mine = {*row.groups, *row.teaches}
    return PersonPage(
        row=row,
        groups=titled(row.groups, by_name(groups)),
        teaches=titled(row.teaches, by_name(groups)),
        removable=store.groups.by_hand(row.id),
        offered=tuple(group for group in groups if group.kind in _OPEN_KINDS and group.name not in mine),
        kind=secret.kind if secret else None,
        devices=tuple(device for device in store.devices.all() if device.owner == row.id),
        photo_form=photo_form or PhotoForm(),
        may_act=row.active and viewer().may(Right.PAUSE) and not out_of_sight(Whom(person=row.id)),
    )


def _chosen_group() -> GroupRow:
    """Raises NotFound for one that there is not, or that they may not know of."""
    return by_name(known_groups()).get(request.form.get("group", "")) or abort(404)


def _back_to(row: PersonRow) -> AnyResponse:
    return redirect(url_for("people.one", id_=row.id), 303)
