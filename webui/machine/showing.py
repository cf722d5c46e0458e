"""The box itself: how it is, in plain words, and what can be done about it."""

from dataclasses import dataclass
from typing import ClassVar

from werkzeug.wrappers import Response as AnyResponse

from appliance import __version__
from appliance.gauges import Gauges, gauges
from appliance.machine.commands import Looked, PowerOff, Restart, StartOther
from appliance.model import Right
from webui.box import box
from webui.machine.asking import do, look
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs

SEALED = {
    "tpm": "The disk is locked by a chip in the box: taken out of it, it cannot be read.",
    "key on the box": "The disk is locked, but its key is in the box too: whoever takes the whole box can read it.",
    "nothing": "The disk is not locked: whoever takes the box, or its disk, can read what is on it.",
}


@dataclass(frozen=True, kw_only=True)
class MachinePage(Page):
    """`looked` is None where nobody can look, and `trouble` says why."""

    template: ClassVar[str] = "machine/show.html"
    looked: Looked | None
    trouble: str
    gauges: Gauges
    version: str
    sealed: str


@blueprint.get("/machine")
@needs(Right.BOX)
def show() -> str:
    found = look()
    looked = found if isinstance(found, Looked) else None
    return render(
        MachinePage(
            looked=looked,
            trouble="" if isinstance(found, Looked) else found,
            gauges=gauges(box().home.root),
            version=looked.version if looked else __version__,
            sealed=SEALED[looked.sealed_by] if looked else "",
        )
    )


@blueprint.post("/machine/restart")
@needs(Right.BOX)
def restart() -> AnyResponse:
    return do(Restart(), "machine.show")


@blueprint.post("/machine/off")
@needs(Right.BOX)
def switch_off() -> AnyResponse:
    return do(PowerOff(), "machine.show")


@blueprint.post("/machine/other")
@needs(Right.BOX, proved=True)
def start_other() -> AnyResponse:
    """The version in the other slot: a newer one that waits, or the one from before."""
    return do(StartOther(), "machine.show")
