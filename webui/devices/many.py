"""The same for many devices at once."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.device_changes import put_in_room
from appliance.errors import DeviceError
from appliance.model import Right
from appliance.store.rows import DeviceRow
from webui.box import box
from webui.devices.blueprint import blueprint
from webui.in_force import told
from webui.returning import page_before
from webui.security import needs, somebody

_NONE = "-"


@blueprint.post("/devices/many")
@needs(Right.PEOPLE)
def change_many() -> AnyResponse:
    rows = [row for mac in request.form.getlist("mac") if (row := box().store.devices.get(mac))]
    if not rows:
        flash("Tick the devices first.", "trouble")
    elif request.form.get("do") == "forget":
        _forget(rows)
    else:
        _put(rows, request.form.get("room", ""))
    return redirect(page_before() if request.referrer else url_for("devices.show"), 303)


def _put(rows: list[DeviceRow], room: str) -> None:
    if not room:
        flash("Choose a room first.", "trouble")
        return
    try:
        for row in rows:
            put_in_room(box().store, row, "" if room == _NONE else room, somebody().who, box().now())
    except DeviceError:
        flash("There is no such room any more. Choose another.", "trouble")
        return
    told(f"{_counted(rows)} {'in no room now' if room == _NONE else f'in {room} now'}.")


def _forget(rows: list[DeviceRow]) -> None:
    for row in rows:
        box().store.devices.forget(row.mac, somebody().who, box().now())
    told(f"{_counted(rows)} forgotten: new when seen again.")


def _counted(rows: list[DeviceRow]) -> str:
    return f"{rows[0].title} is" if len(rows) == 1 else f"{len(rows)} devices are"
