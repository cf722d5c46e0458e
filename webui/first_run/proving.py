"""The first device that trusts the box, and a practice capture from it: the proof that everything works."""

from dataclasses import dataclass
from typing import ClassVar

from flask import flash, redirect
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from appliance.config import Settings
from appliance.first_run import Step
from appliance.model import Right
from appliance.store.seen.practice import PRACTICE, Practised
from webui import setting_up
from webui.box import box
from webui.factors import qr
from webui.first_run.blueprint import StepPage, address, blueprint, come_to, go_on
from webui.page import Page, render
from webui.security import needs, seen

SHOWN = 5
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True)
class DeviceStep(StepPage):
    """`ready` is where a device is made ready, `picture` the same for a camera; `devices` are some of those that
    trust the box."""

    template: ClassVar[str] = "first_run/device.html"
    step: ClassVar[Step] = Step.DEVICE
    ready: str
    picture: Markup
    devices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DevicePart(Page):
    """What an open page fetches until a device is there."""

    template: ClassVar[str] = "first_run/device_part.html"
    devices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProofStep(StepPage):
    """`arrived` is the newest practice capture that counts."""

    template: ClassVar[str] = "first_run/proof.html"
    step: ClassVar[Step] = Step.PROOF
    practice: str
    picture: Markup
    arrived: Practised | None


@dataclass(frozen=True, kw_only=True)
class ProofPart(Page):
    """What an open page fetches until it is there."""

    template: ClassVar[str] = "first_run/proof_part.html"
    arrived: Practised | None


@blueprint.get("/setup/first-device")
@needs(Right.ACCOUNTS)
def device() -> AnyResponse | str:
    ready = ready_address(box().settings)
    page = DeviceStep(run=setting_up.run(), ready=ready, picture=qr(ready), devices=_trusting())
    return come_to(Step.DEVICE) or render(page)


@blueprint.get("/setup/first-device/part")
@needs(Right.ACCOUNTS)
def device_part() -> str:
    return render(DevicePart(devices=_trusting()))


@blueprint.post("/setup/first-device")
@needs(Right.ACCOUNTS)
def device_is_ready() -> AnyResponse:
    if not _trusting():
        flash("No device trusts the box yet. Try again on the device, or leave it for later.", "trouble")
        return redirect(address(Step.DEVICE), 303)
    return go_on(Step.DEVICE)


@blueprint.get("/setup/proof")
@needs(Right.ACCOUNTS)
def proof() -> AnyResponse | str:
    page = ProofStep(run=setting_up.run(), practice=PRACTICE, picture=qr(PRACTICE), arrived=_arrived())
    return come_to(Step.PROOF) or render(page)


@blueprint.get("/setup/proof/part")
@needs(Right.ACCOUNTS)
def proof_part() -> str:
    return render(ProofPart(arrived=_arrived()))


@blueprint.post("/setup/proof")
@needs(Right.ACCOUNTS)
def proved() -> AnyResponse:
    if _arrived() is None:
        flash("Nothing has arrived yet. Open the practice page on the device once more.", "trouble")
        return redirect(address(Step.PROOF), 303)
    return go_on(Step.PROOF)


def ready_address(settings: Settings) -> str:
    """Where a device is made ready: by its name, or where the box serves only the computer that it runs on, by that."""
    portal = settings.portal
    return f"http://{portal.listen}:{portal.port}/ready" if portal.listen in _LOOPBACK else f"{portal.url}/ready"


def _trusting() -> tuple[str, ...]:
    return tuple(sorted(box().store.activity.trusting())[:SHOWN])


def _arrived() -> Practised | None:
    """While it is asked for, one that came before the question proves nothing."""
    run = setting_up.run()
    return seen().practice.newest(run.began_at if run.finished else run.settled_at)
