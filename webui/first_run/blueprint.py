"""What the questions have in common: their order, going on and back, and leaving one for later."""

import contextlib
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, abort, flash, redirect, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from appliance import first_run
from appliance.errors import StorageError
from appliance.first_run import CAN_WAIT, STEPS, FirstRun, Step
from appliance.model import Right
from webui import setting_up
from webui.box import box
from webui.page import Page, render
from webui.security import needs

TITLES = {
    Step.SCHOOL: "Your school",
    Step.YOU: "You",
    Step.SECOND: "Your second step",
    Step.KIT: "The recovery kit",
    Step.PLUGGED: "How it is plugged in",
    Step.PEOPLE: "Pupils and staff",
    Step.WHO: "Who is who",
    Step.MAIL: "Mail",
    Step.ALERTS: "Who hears about what",
    Step.DEVICE: "The first device",
    Step.PROOF: "The proof",
}
_WITHOUT_ACCOUNT = frozenset({Step.SCHOOL, Step.YOU})

blueprint = Blueprint("first_run", __name__)


@dataclass(frozen=True, kw_only=True)
class StepPage(Page):
    """A question. `run` says how far somebody is."""

    step: ClassVar[Step]
    titles: ClassVar[dict[Step, str]] = TITLES
    can_wait: ClassVar[frozenset[Step]] = CAN_WAIT
    run: FirstRun

    @property
    def number(self) -> int:
        return first_run.number(self.step)

    @property
    def back(self) -> str:
        """The address of the question before; empty at the first."""
        before = first_run.before(self.step)
        return address(before) if before else ""

    @property
    def places(self) -> tuple[tuple[Step, str], ...]:
        """Every question, and where it stands; an empty address for those that are still to come."""
        reached = {*self.run.done, *self.run.later, self.run.next}
        return tuple((step, address(step) if step in reached else "") for step in STEPS)


@dataclass(frozen=True, kw_only=True)
class EndPage(Page):
    """`later` are the questions that were put off."""

    template: ClassVar[str] = "first_run/end.html"
    titles: ClassVar[dict[Step, str]] = TITLES
    run: FirstRun
    later: tuple[tuple[Step, str], ...]


def address(step: Step) -> str:
    return url_for(f"first_run.{step.name.lower()}")


@blueprint.get("/setup")
@needs(Right.ACCOUNTS)
def show() -> AnyResponse:
    """The question where somebody left."""
    run = setting_up.run()
    if not run.began_at:
        with contextlib.suppress(StorageError):  # then it is timed from the first answer on
            setting_up.put(replace(run, began_at=box().now()))
    return redirect(address(run.next) if run.next else url_for("first_run.end"), 303)


@blueprint.get("/setup/done")
@needs(Right.ACCOUNTS)
def end() -> AnyResponse | str:
    run = setting_up.run()
    if not run.finished:
        return redirect(url_for("first_run.show"), 303)
    return render(EndPage(run=run, later=tuple((step, address(step)) for step in run.later)))


@blueprint.post("/setup/<step>/later")
@needs(Right.ACCOUNTS)
def later(step: str) -> AnyResponse:
    put_off = Step(step) if step in CAN_WAIT else abort(404)
    setting_up.put(first_run.put_off(setting_up.run(), put_off, box().now()))
    if put_off is Step.MAIL:
        flash("Mail is left for later. Until it is set up, nobody is told of anything by Lollipop.", "trouble")
    return redirect(_after(put_off), 303)


def come_to(step: Step) -> AnyResponse | None:
    """Where somebody has to go first; None where they may look at the question."""
    if step not in _WITHOUT_ACCOUNT and setting_up.is_new():
        return redirect(url_for("first_run.show"), 303)
    return None


def go_on(step: Step, sentence: str = "") -> AnyResponse:
    """A question was answered: to the next, with a sentence for its page."""
    setting_up.mark(step)
    if sentence:
        flash(sentence, "done")
    return redirect(_after(step), 303)


def _after(step: Step) -> str:
    """The first one that is open; to whoever looks at them again, the one behind it."""
    run = setting_up.run()
    if run.next or step is STEPS[-1]:
        return url_for("first_run.show")
    return address(STEPS[first_run.number(step)])
