"""Setting up a new box: which questions there are, in which order, and how far somebody is (FEATURES row K2)."""

from enum import StrEnum
from typing import ClassVar

from msgspec.structs import replace

from appliance.store.choices import Choice

FIRST_STICK = "LOLLIPOP-FIRST.html"
"""On a stick that is put into the box while nobody has an account: the way to the first one."""


class Step(StrEnum):
    """In the order in which they are asked. The words are stored, and stand in addresses."""

    SCHOOL = "school"
    YOU = "you"
    SECOND = "second-step"
    KIT = "recovery-kit"
    PLUGGED = "plugged-in"
    PEOPLE = "people"
    WHO = "who-is-who"
    MAIL = "mail"
    ALERTS = "alerts"
    DEVICE = "first-device"
    PROOF = "proof"


STEPS = tuple(Step)
CAN_WAIT = frozenset({Step.KIT, Step.PEOPLE, Step.WHO, Step.MAIL, Step.DEVICE})
"""What may be put off. The proof may not: without it nobody knows whether anything works."""


class FirstRun(Choice):
    """How far somebody is. `account` is whoever began, 0 while they have none; `settled_at` is when the last question
    was answered or put off that was neither before. Times are 0 for not yet."""

    SECTION: ClassVar[str] = "first run"

    began_at: float = 0.0
    account: int = 0
    done: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()
    settled_at: float = 0.0
    finished_at: float = 0.0

    @property
    def next(self) -> Step | None:
        """The first question that was neither answered nor put off; None at the end."""
        return next((step for step in STEPS if step not in {*self.done, *self.later}), None)

    @property
    def finished(self) -> bool:
        return self.finished_at > 0


def number(step: Step) -> int:
    """From 1 on."""
    return STEPS.index(step) + 1


def before(step: Step) -> Step | None:
    """The question before; None for the first."""
    return STEPS[number(step) - 2] if number(step) > 1 else None


def done(run: FirstRun, step: Step, at: float) -> FirstRun:
    """Answered."""
    return _settled(run, (*run.done, step), tuple(one for one in run.later if one is not step), at)


def put_off(run: FirstRun, step: Step, at: float) -> FirstRun:
    """Left for later; what was answered before stays so, and what cannot wait is not put off."""
    if step in run.done or step not in CAN_WAIT:
        return run
    return _settled(run, run.done, (*run.later, step), at)


def _settled(run: FirstRun, answered: tuple[Step, ...], later: tuple[Step, ...], at: float) -> FirstRun:
    """In the order of the questions, each once. What was finished once stays so."""
    now = replace(
        run,
        began_at=run.began_at or at,
        done=tuple(step for step in STEPS if step in answered),
        later=tuple(step for step in STEPS if step in later),
    )
    if {*now.done, *now.later} != {*run.done, *run.later}:
        now = replace(now, settled_at=at)
    return replace(now, finished_at=at) if now.next is None and not run.finished else now
