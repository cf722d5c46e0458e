"""How the box is plugged in, and whether pages come through it."""

from dataclasses import dataclass
from typing import ClassVar

from werkzeug.wrappers import Response as AnyResponse

from appliance.config import read_chosen, with_plugged
from appliance.first_run import Step
from appliance.model import Right
from webui import setting_up
from webui.box import box
from webui.checks import Check, Looked, look
from webui.first_run.blueprint import StepPage, blueprint, come_to, go_on
from webui.page import Page, render
from webui.security import needs
from webui.words import when

_RUNNING = ("Recording", "Reading pages")


@dataclass(frozen=True)
class Way:
    """A way to plug it in: `between` says what stands where, `good` for whom it is."""

    mode: str
    title: str
    between: str
    good: str


WAYS = (
    Way(
        mode="bridge",
        title="In the line",
        between="One cable comes from the router, the other goes on to the school’s switch or Wi-Fi. Everything passes"
        " through the box, and nothing else changes.",
        good="Best for most schools.",
    ),
    Way(
        mode="gateway",
        title="As the router",
        between="One cable comes from the internet, the other goes to the pupils’ switch or Wi-Fi. The box gives the"
        " devices their addresses.",
        good="For pupils’ devices on a network of their own.",
    ),
    Way(
        mode="beside",
        title="Beside the network",
        between="One cable, to any socket of the school’s switch. Only devices that are told to use it go through it.",
        good="For trying it out, and for a few devices.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class PluggedStep(StepPage):
    """`mode` is the way that the settings say, empty where they name no cable at all."""

    template: ClassVar[str] = "first_run/plugged.html"
    step: ClassVar[Step] = Step.PLUGGED
    ways: ClassVar[tuple[Way, ...]] = WAYS
    mode: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True)
class PluggedPart(Page):
    """What an open page fetches every few seconds."""

    template: ClassVar[str] = "first_run/plugged_part.html"
    checks: tuple[Check, ...]


@blueprint.get("/setup/plugged-in")
@needs(Right.ACCOUNTS)
def plugged() -> AnyResponse | str:
    return come_to(Step.PLUGGED) or render(PluggedStep(run=setting_up.run(), mode=_mode(), checks=_checks()))


@blueprint.get("/setup/plugged-in/part")
@needs(Right.ACCOUNTS)
def plugged_part() -> str:
    return render(PluggedPart(checks=_checks()))


@blueprint.post("/setup/plugged-in")
@needs(Right.ACCOUNTS)
def leave_plugged() -> AnyResponse:
    return go_on(Step.PLUGGED)


def _mode() -> str:
    network = with_plugged(box().settings, read_chosen(box().home).plugged).network
    return network.mode if network.inside or network.mode == "beside" else ""


def _checks() -> tuple[Check, ...]:
    heard, last_at = len(box().store.devices.all()), box().store.activity.last_at()
    return (*of_the_box(look(box()), _mode()), devices_check(heard), page_check(last_at, box().now()))


def of_the_box(looked: Looked, mode: str) -> tuple[Check, ...]:
    """What Health says of running, and of the network where there is a way that it should be."""
    wanted = (*_RUNNING, "Network") if mode else _RUNNING
    return tuple(check for check in looked.checks if check.name in wanted)


def devices_check(heard: int) -> Check:
    if heard:
        state = f"{heard:,} heard" if heard > 1 else "one heard"
        return Check(name="Devices", ok=True, state=state, text="They are on the same network as the box.")
    text = "Switch a device on and join it to the school’s Wi-Fi. If it stays so, look at the cables and their lights."
    return Check(name="Devices", ok=False, state="none heard yet", text=text)


def page_check(last_at: float | None, now: float) -> Check:
    if last_at is not None:
        return Check(name="Pages", ok=True, state=f"last {when(last_at, now)}", text="Pages come through the box.")
    text = "Open any page on a pupil’s device. This may stay open for now: the last question tries it for certain."
    return Check(name="Pages", ok=False, state="none yet", text=text)
