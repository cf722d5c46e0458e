"""One helper: what is known of it, and revoking it when its device is lost."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired

from appliance.model import Notice, Right
from appliance.store.rows import NoticedRow
from webui.box import box
from webui.forms import ScreenForm, line
from webui.helper_words import NOTICED
from webui.helpers.blueprint import HelperView, blueprint, view_all
from webui.helpers.possible import Possible, possible
from webui.in_force import told
from webui.page import Page, render
from webui.security import needs, seen, somebody

_MOST_NOTICED = 20
_STILL_OPEN = (
    "The code by which it enrolled, for “{}”, still lets devices in, and whoever has this one may find the code on it. "
    "End that code under “Install”, and make a new one for the others."
)
_LOST, _SURE = "Say why, such as “left on the bus”.", "Tick this to revoke it."


class RevokeForm(ScreenForm):
    why = StringField("Why", [DataRequired(_LOST), *line(200)], description="It stands in the audit trail.")
    sure = BooleanField("I want to revoke this helper", [DataRequired(_SURE)])


@dataclass(frozen=True, kw_only=True)
class HelperPage(Page):
    """`code` is the label of the code by which it enrolled, `possible` what can be done on its device."""

    template: ClassVar[str] = "helpers/one.html"
    view: HelperView
    code: str
    possible: Possible
    noticed: tuple[NoticedRow, ...]
    words: ClassVar[dict[Notice, str]] = NOTICED
    form: RevokeForm


@blueprint.get("/helpers/<name>")
@needs(Right.PEOPLE)
def one(name: str) -> str:
    return render(_page(_view(name), RevokeForm()))


@blueprint.post("/helpers/<name>/revoke")
@needs(Right.PEOPLE)
def revoke(name: str) -> AnyResponse:
    view, form = _view(name), RevokeForm.from_request()
    if not form.validate():
        return Response(render(_page(view, form)), 422)
    why = " ".join((form.why.data or "").split())
    if box().store.helpers.revoke(view.row.id, why, somebody().who, box().now()):
        told(f"The helper of {view.title} is revoked.")
        if label := _open_code(view):
            flash(_STILL_OPEN.format(label), "trouble")
    else:
        flash("It was revoked already.", "done")
    return redirect(url_for("helpers.one", name=view.row.id), 303)


def _open_code(view: HelperView) -> str:
    """What the code by which it enrolled is for, where it still lets devices in."""
    codes = (code for code in box().store.helpers.codes() if code.id == view.row.code and code.is_open(box().now()))
    return next((code.label for code in codes), "")


def _view(name: str) -> HelperView:
    row = box().store.helpers.get(name) or abort(404)
    return view_all((row,))[0]


def _page(view: HelperView, form: RevokeForm) -> HelperPage:
    device = view.device
    mates = [one for one in box().store.helpers.all() if one.mac and one.mac == view.row.mac]
    labels = {code.id: code.label for code in box().store.helpers.codes()}
    return HelperPage(
        view=view,
        code=labels.get(view.row.code or 0, ""),
        possible=possible(
            device.row.kind if device else "",
            device.row.maker if device else "",
            {view.row.kind, *(one.kind for one in mates)},
            device.ready if device else False,
        ),
        noticed=seen().helpers.noticed(_MOST_NOTICED, view.row.id),
        form=form,
    )
