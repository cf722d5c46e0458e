"""How far the school is with setting up, for screens that are a part of it or lead there."""

from dataclasses import dataclass

from flask import request, url_for

from appliance import first_run
from appliance.errors import StorageError
from appliance.first_run import FirstRun, Step
from appliance.model import Right
from webui.box import box
from webui.security import SignedIn, signed_in, somebody

_SCREENS = {
    Step.SECOND: "factors",
    Step.PEOPLE: "people",
    Step.WHO: "accounts",
    Step.MAIL: "alerts",
    Step.ALERTS: "alerts",
}
"""Screens that a question leads to."""


@dataclass(frozen=True)
class Notice:
    """A line on other screens: what is said, and whether it leads back to the questions."""

    text: str
    leads: bool


def run() -> FirstRun:
    """Raises StorageError."""
    return box().store.choices.get(FirstRun)


def put(now: FirstRun) -> None:
    """Raises StorageError."""
    box().store.choices.put(now, somebody().who, box().now())


def mark(step: Step) -> None:
    """Answered."""
    put(first_run.done(run(), step, box().now()))


def is_new() -> bool:
    """Has nobody an account, and was it never set up?"""
    return not run().finished and not box().store.accounts.all()


def onward(step: Step, otherwise: str) -> str:
    """Where to go once something is done that is a part of `step`: back to the questions for whoever is at it."""
    return url_for("first_run.show") if asks(step) else otherwise


def asks(step: Step) -> bool:
    """Is somebody who sets the school up at this question now?"""
    person, now = signed_in(), run()
    return person is not None and _may(person, now) and now.next is step


def notice() -> Notice | None:
    """For Today, and for the screen that the present question leads to."""
    person = signed_in()
    try:
        now = run()
        wanted = person is not None and now.next is not None and _may(person, now)
    except StorageError:
        return None
    if not wanted or person is None or now.next is None:
        return None
    place = f"step {first_run.number(now.next)} of {len(first_run.STEPS)}"
    if person.setting_up:
        return Notice(text=f"Setting up the school: {place}", leads=False)
    if request.blueprint == "today":
        return Notice(text=f"Finish setting up ({place})", leads=True)
    if request.blueprint == _SCREENS.get(now.next):
        return Notice(text=f"Go on with setting up ({place})", leads=True)
    return None


def _may(person: SignedIn, now: FirstRun) -> bool:
    """Once it was begun. Somebody without a second step has no rights yet; the one who began is in the middle of it."""
    if now.finished or not (now.began_at or is_new()):
        return False
    return person.viewer.may(Right.ACCOUNTS) or (person.setting_up and person.viewer.account == now.account)
