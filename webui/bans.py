"""Pausing the internet of a person or a device by hand, and lifting a pause. Only of those whom one may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.errors import CoreAwayError, WireError
from appliance.model import Ban, Lock, Right
from appliance.store.seen.bans import Pausable
from appliance.store.triage import StepKind
from appliance.wire import AskBan, AskLift, Done, FromCore, Refused, ToCore
from webui.box import box
from webui.page import Page, render
from webui.security import needs, seen, somebody
from webui.whom import Whom, devices, is_beside, out_of_sight

MINUTES = (5, 15, 30, 60)
LONGEST_NAME = 100
LONGEST_REASON = 200
LONGEST_NUMBER = 12
_MINUTE = 60

blueprint = Blueprint("bans", __name__)


@dataclass(frozen=True, kw_only=True)
class PauseForm:
    """What was typed, and what is wrong with it. `capture` is the capture it was typed beside, or 0; `person` is an id,
    and goes before the device."""

    device: str = ""
    person: str = ""
    minutes: int = 15
    reason: str = "A member of staff would like to talk with you first."
    capture: int = 0
    problem: str = ""
    choices: ClassVar[tuple[int, ...]] = MINUTES
    longest_name: ClassVar[int] = LONGEST_NAME
    longest_reason: ClassVar[int] = LONGEST_REASON


@dataclass(frozen=True, kw_only=True)
class BansPage(Page):
    """Every pause and every locked screen, the next to end first, and the form for another pause. `people` and
    `devices` are those that may be paused."""

    template: ClassVar[str] = "bans/list.html"
    bans: tuple[Ban, ...]
    locks: tuple[Lock, ...]
    now: float
    people: tuple[Pausable, ...]
    devices: tuple[str, ...]
    form: PauseForm


@blueprint.get("/bans")
@needs(Right.PAUSE)
def in_force() -> str:
    asked = request.args
    return render(_page(PauseForm(device=asked.get("device", "")[:LONGEST_NAME], person=asked.get("person", ""))))


@blueprint.post("/bans")
@needs(Right.PAUSE)
def pause() -> AnyResponse:
    form = _checked(_with_its_capture(parse(request.form)))
    if form.problem:
        return Response(render(_page(form)), 422)
    seconds = form.minutes * _MINUTE
    return _ask_and_return(
        AskBan(device=form.device, person=form.person, seconds=seconds, reason=form.reason, by=_who()), form.capture
    )


@blueprint.post("/bans/lift")
@needs(Right.PAUSE)
def lift() -> AnyResponse:
    wanted = request.form.get("ban", "")
    ban = next((one for one in seen().bans.in_force(box().now()) if one.id == wanted), None) or abort(404)
    question = AskLift(device=ban.device, person=ban.person, by=_who())
    return _ask_and_return(question, number_in(request.form.get("capture", "")))


def parse(fields: Mapping[str, str]) -> PauseForm:
    """The form as typed; `problem` is a sentence where it cannot be used, else empty."""
    form = PauseForm(
        device=fields.get("device", "").strip(),
        person=fields.get("person", "").strip()[:LONGEST_NAME],
        minutes=number_in(fields.get("minutes", "")),
        reason=fields.get("reason", "").strip(),
        capture=number_in(fields.get("capture", "")),
    )
    return replace(form, problem=_problem(form))


def number_in(text: str) -> int:
    """A number of at most `LONGEST_NUMBER` digits; anything else is 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def _problem(form: PauseForm) -> str:
    if not form.person and (not form.device or len(form.device) > LONGEST_NAME):
        return "Who, or which device? Choose somebody, or give the device’s name or address."
    if form.minutes not in MINUTES:
        return "For how long? Choose one of the times."
    if not form.reason or len(form.reason) > LONGEST_REASON:
        return f"Give a reason of at most {LONGEST_REASON} letters: the pupil reads it."
    return ""


def _checked(form: PauseForm) -> PauseForm:
    whom = Whom(person=form.person, device=form.device)
    if form.problem or is_beside(whom, form.capture):
        return form
    return replace(form, problem=out_of_sight(whom))


def _with_its_capture(form: PauseForm) -> PauseForm:
    """Without one that is about somebody else: its history would name them."""
    whom = Whom(person=form.person, device=form.device)
    return form if is_beside(whom, form.capture) else replace(form, capture=0)


def _page(form: PauseForm) -> BansPage:
    now = box().now()
    bans = seen().bans.in_force(now)
    return BansPage(
        bans=tuple(sorted(bans, key=lambda ban: ban.until)),
        locks=tuple(sorted(seen().locks.in_force(now), key=lambda lock: lock.until)),
        now=now,
        people=seen().bans.people(),
        devices=devices(),
        form=form,
    )


def _who() -> str:
    return somebody().who


def _ask_and_return(question: ToCore, capture: int) -> AnyResponse:
    try:
        answer = box().ask(question)
    except (CoreAwayError, WireError) as error:
        flash(f"Nothing was changed. {error}", "trouble")
    else:
        flash(*note_of(answer))
        if capture and isinstance(answer, Done):
            seen().triage.tell(capture, StepKind.PAUSED, answer.text, _who(), box().now())
    return redirect(url_for("captures.one", number=capture) if capture else url_for("bans.in_force"), 303)


def note_of(answer: FromCore) -> tuple[str, str]:
    """What core answered, as a sentence and its kind."""
    match answer:
        case Done(text=text, missing=()):
            return text, "done"
        case Done(text=text) | Refused(text=text):
            return text, "trouble"
        case _:
            return "Core gave an answer that does not fit.", "trouble"
