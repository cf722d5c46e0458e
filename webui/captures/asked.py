"""Lists of pictures: those that people asked for by hand, and those that somebody wants kept (legal holds)."""

from dataclasses import dataclass
from typing import ClassVar

from flask import request

from appliance.model import Right
from appliance.store.rows import CaptureRow, Hold, OrderRow
from webui.bans import LONGEST_NAME
from webui.captures.screen import blueprint
from webui.helper_words import ORDERED, became_of
from webui.page import Page, render
from webui.security import needs, seen
from webui.whom import Whom

MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A picture or recording that somebody asked for; `who` is the pupil's name or the device's."""

    order: OrderRow
    who: str
    kind: str
    became: str


@dataclass(frozen=True, kw_only=True)
class AskedPage(Page):
    """`whom` is the person or device that it is about, called `name`; empty for all."""

    template: ClassVar[str] = "captures/asked.html"
    asked: tuple[Asked, ...]
    name: str
    most: ClassVar[int] = MOST_SHOWN


@dataclass(frozen=True, kw_only=True)
class Held:
    hold: Hold
    row: CaptureRow


@dataclass(frozen=True, kw_only=True)
class HeldPage(Page):
    template: ClassVar[str] = "captures/held.html"
    held: tuple[Held, ...]


@blueprint.get("/pictures")
@needs(Right.CAPTURES, proved=True)
def asked() -> str:
    whom = Whom(
        person=request.args.get("person", "")[:LONGEST_NAME], device=request.args.get("device", "")[:LONGEST_NAME]
    )
    found = asked_of(whom, MOST_SHOWN)
    return render(AskedPage(asked=found, name=found[0].who if found and (whom.person or whom.device) else ""))


@blueprint.get("/pictures/held")
@needs(Right.CAPTURES, proved=True)
def held() -> str:
    found = [(hold, seen().captures.one(hold.capture)) for hold in seen().evidence.holds()]
    return render(HeldPage(held=tuple(Held(hold=hold, row=row) for hold, row in found if row)))


def asked_of(whom: Whom, most: int) -> tuple[Asked, ...]:
    """Of a person or a device, or of all; the newest first."""
    orders = seen().orders.pictures(most, whom.person, "" if whom.person else whom.device)
    names = {one.id: one.name for one in seen().bans.people()} if orders else {}
    return tuple(
        Asked(order=one, who=names.get(one.person, one.device), kind=ORDERED[one.kind], became=became_of(one))
        for one in orders
    )
