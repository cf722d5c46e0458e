"""Rooms, and trolleys, that devices stand in."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import DataRequired

from appliance.errors import PeopleError
from appliance.model import Right
from appliance.people_changes import LONGEST_NAME, checked_name
from webui.box import box
from webui.devices.blueprint import blueprint
from webui.forms import ScreenForm, line
from webui.in_force import told
from webui.page import Page, render
from webui.security import needs, somebody


class RoomForm(ScreenForm):
    name = StringField(
        "Name of the room", [DataRequired("Write a name."), *line(LONGEST_NAME)], description="Or of a trolley."
    )


@dataclass(frozen=True, kw_only=True)
class RoomsPage(Page):
    """Each room with how many devices stand in it."""

    template: ClassVar[str] = "devices/rooms.html"
    rooms: tuple[tuple[str, int], ...]
    form: RoomForm


@blueprint.get("/devices/rooms")
@needs(Right.PEOPLE)
def rooms() -> str:
    return render(_page(RoomForm()))


@blueprint.post("/devices/rooms")
@needs(Right.PEOPLE)
def add_room() -> AnyResponse:
    form = RoomForm.from_request()
    if form.validate():
        try:
            name = checked_name(form.name.data or "")
            if box().store.groups.add_room(name, somebody().who, box().now()):
                flash(f"{name} was added.", "done")
                return redirect(url_for("devices.rooms"), 303)
            form.wrong("name", f"There is a room {name} already.")
        except PeopleError as error:
            form.wrong("name", str(error))
    return Response(render(_page(form)), 422)


@blueprint.post("/devices/rooms/remove")
@needs(Right.PEOPLE)
def remove_room() -> AnyResponse:
    name = request.form.get("room", "")
    if box().store.groups.remove_room(name, somebody().who, box().now()):
        told(f"{name} was removed. Devices that stood in it are in no room now.")
    return redirect(url_for("devices.rooms"), 303)


def _page(form: RoomForm) -> RoomsPage:
    counted = Counter(row.room for row in box().store.devices.all())
    return RoomsPage(rooms=tuple((room, counted[room]) for room in box().store.groups.rooms()), form=form)
