"""Locking a screen, a message, a picture now or logging off: on the device of whom the viewer may pause, too."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.model import Lock, Right
from appliance.store.triage import StepKind
from webui.bans import LONGEST_NAME, number_in
from webui.box import box
from webui.captures.asked import Asked, asked_of
from webui.helpers.acts import Act, Do, parse, question
from webui.helpers.blueprint import blueprint
from webui.helpers.carrying import carry_out
from webui.page import Page, render
from webui.security import needs, seen, somebody, viewer
from webui.whom import Whom, is_beside, out_of_sight

LATELY = 3  # pictures


@dataclass(frozen=True, kw_only=True)
class ActPage(Page):
    """`name` is what they are called here, `capture` the capture it is about, or 0. `lock` is the one in force, `asked`
    are pictures that were asked for lately, where the viewer may see such."""

    template: ClassVar[str] = "helpers/act.html"
    whom: Whom
    name: str
    capture: int
    act: Act
    lock: Lock | None
    asked: tuple[Asked, ...]


@blueprint.get("/helpers/act")
@needs(Right.PAUSE)
def act() -> str:
    whom, capture = _asked()
    return render(_page(whom, capture, Act(do=Do.LOCK)))


@blueprint.post("/helpers/act")
@needs(Right.PAUSE)
def do() -> AnyResponse:
    whom, capture = _asked()
    asked = parse(request.form) or abort(400)
    if asked.problem:
        return Response(render(_page(whom, capture, asked)), 422)
    outcome = carry_out(box(), _name(whom), question(asked, whom, capture, viewer().name, somebody().who))
    flash(outcome.text, outcome.kind)
    if capture and outcome.done:
        seen().triage.tell(capture, StepKind.TOLD, outcome.text, somebody().who, box().now())
    if capture:
        return redirect(url_for("captures.one", number=capture), 303)
    return redirect(url_for("helpers.act", person=whom.person or None, device=whom.device or None), 303)


@blueprint.post("/helpers/unlock")
@needs(Right.PAUSE)
def unlock() -> AnyResponse:
    """A lock of the list of what is in force."""
    wanted = request.form.get("lock", "")
    lock = next((one for one in seen().locks.in_force(box().now()) if one.id == wanted), None) or abort(404)
    whom = Whom(person=lock.person) if lock.person else Whom(device=lock.device)
    outcome = carry_out(box(), lock.device, question(Act(do=Do.UNLOCK), whom, 0, viewer().name, somebody().who))
    flash(outcome.text, outcome.kind)
    return redirect(url_for("bans.in_force"), 303)


def _asked() -> tuple[Whom, int]:
    """Whom it is about, and the capture beside; nobody who is out of sight, which reads as not there."""
    asked = request.values
    whom = Whom(person=asked.get("person", "")[:LONGEST_NAME], device=asked.get("device", "").strip()[:LONGEST_NAME])
    capture = number_in(asked.get("capture", ""))
    if is_beside(whom, capture):
        return whom, capture
    if not (whom.person or whom.device) or out_of_sight(whom):
        abort(404)
    return whom, 0


def _page(whom: Whom, capture: int, asked: Act) -> ActPage:
    pictures = asked_of(whom, LATELY) if viewer().may(Right.CAPTURES) and not capture else ()
    return ActPage(whom=whom, name=_name(whom), capture=capture, act=asked, lock=_lock(whom), asked=pictures)


def _name(whom: Whom) -> str:
    if not whom.person:
        return whom.device
    return next((one.name for one in seen().bans.people() if one.id == whom.person), "This person")


def _lock(whom: Whom) -> Lock | None:
    locks = seen().locks.in_force(box().now())
    if whom.person:
        return next((one for one in locks if one.person == whom.person), None)
    return next((one for one in locks if not one.person and one.device == whom.device), None)
