"""One device: what it is called, where it stands, whose it is."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, StringField

from appliance.device_changes import give, name_device, put_in_room
from appliance.errors import DeviceError, PeopleError
from appliance.model import Right
from appliance.people_changes import LONGEST_NAME
from appliance.store.rows import DeviceRow
from webui.box import box
from webui.device_view import DeviceView, view_of
from webui.devices.blueprint import blueprint
from webui.forms import Option, ScreenForm, line
from webui.helpers.blueprint import HelperView, view_all
from webui.helpers.possible import Possible, possible
from webui.in_force import told
from webui.page import Page, render
from webui.security import needs, seen, somebody, viewer

_OWNER = "Only where one person has it for good: a name or user name. Whoever is not signed in there is them."
_CHANGED = "Somebody else changed this device meanwhile. Nothing was saved; look at what it says now."


class DeviceForm(ScreenForm):
    name = StringField("Name", [*line(LONGEST_NAME)], description="Such as “Tablet 4”, as on its label.")
    room = SelectField("Room", validate_choice=False)
    owner = StringField("Belongs to", [*line(LONGEST_NAME)], description=_OWNER)
    seen = HiddenField()


@dataclass(frozen=True, kw_only=True)
class DevicePage(Page):
    """`possible` is what can be done there, with its `helpers`; `may_act`: the viewer may lock its screen."""

    template: ClassVar[str] = "devices/one.html"
    view: DeviceView
    form: DeviceForm
    portal: str
    helpers: tuple[HelperView, ...]
    possible: Possible
    may_act: bool


@blueprint.get("/devices/<mac>")
@needs(Right.PEOPLE)
def one(mac: str) -> str:
    row = _device(mac)
    return render(_page(row, DeviceForm(data=_said(row) | {"seen": _mark(row)})))


@blueprint.post("/devices/<mac>")
@needs(Right.PEOPLE)
def save(mac: str) -> AnyResponse:
    row, form = _device(mac), DeviceForm.from_request()
    if form.validate():
        if form.seen.data != _mark(row):
            form.wrong("name", _CHANGED)
            form.seen.process_data(_mark(row))
        else:
            _change(row, form)
    if form.errors:
        return Response(render(_page(_device(mac), form)), 422)
    told(f"{_device(mac).title} is saved.")
    return redirect(url_for("devices.show"), 303)


@blueprint.post("/devices/<mac>/forget")
@needs(Right.PEOPLE)
def forget(mac: str) -> AnyResponse:
    row = _device(mac)
    if box().store.devices.forget(row.mac, somebody().who, box().now()):
        told(f"{row.title} was forgotten. It is new when it is seen again.")
    return redirect(url_for("devices.show"), 303)


def _change(row: DeviceRow, form: DeviceForm) -> None:
    """Only what is said differently; what could not be done stands beside its field."""
    store, by, at = box().store, somebody().who, box().now()
    before = _said(row)
    try:
        if (name := form.name.data or "").strip() != before["name"]:
            name_device(store, box().settings, row, name, by, at)
    except (DeviceError, PeopleError) as error:
        form.wrong("name", str(error))
    room = form.room.data or ""
    if room and room not in store.groups.rooms():
        form.wrong("room", "There is no such room any more. Choose another.")
    elif room != before["room"]:
        put_in_room(store, row, room, by, at)
    try:
        if (owner := (form.owner.data or "").strip()) != before["owner"]:
            give(store, row, owner, by, at)
    except (DeviceError, PeopleError) as error:
        form.wrong("owner", str(error))


def _device(mac: str) -> DeviceRow:
    return box().store.devices.get(mac) or abort(404)


def _said(row: DeviceRow) -> dict[str, str]:
    return {"name": row.name, "room": row.room, "owner": row.owner_name}


def _mark(row: DeviceRow) -> str:
    """What was shown of it, so that nobody undoes what they did not see."""
    return "\n".join((row.name, row.room, row.owner))


def _page(row: DeviceRow, form: DeviceForm) -> DevicePage:
    form.room.choices = [Option("", "No room"), *(Option(room, room) for room in box().store.groups.rooms())]
    view = view_of(row)
    helpers = view_all(one for one in box().store.helpers.all() if one.mac == row.mac)
    return DevicePage(
        view=view,
        form=form,
        portal=box().settings.portal.url,
        helpers=helpers,
        possible=possible(row.kind, row.maker, {one.row.kind for one in helpers}, view.ready),
        may_act=bool(helpers) and viewer().may(Right.PAUSE) and seen().bans.may_pause(room=row.room),
    )
