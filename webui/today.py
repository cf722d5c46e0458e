"""What needs a person now, and otherwise the proof that all is quiet."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint

from appliance.model import Right, Severity
from appliance.store.rows import CaptureRow
from appliance.store.seen.captures import Pile
from webui.box import box
from webui.checks import Check, look
from webui.confide_reader.offering import unread
from webui.helpers.blueprint import views as helper_views
from webui.page import Page, render
from webui.security import needs, seen, somebody, viewer

SHOWN = 8
_DAY = 24 * 3600.0
STILL_SECONDS = 3 * _DAY  # no page in three days is worth a word; a weekend is not

blueprint = Blueprint("today", __name__)


@dataclass(frozen=True, kw_only=True)
class Open:
    """How many captures of a severity still need somebody; `many` is what the count stops at."""

    severity: Severity
    count: int


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something else that waits for the viewer: `text` says what, and `endpoint` is where."""

    count: int
    text: str
    endpoint: str


@dataclass(frozen=True, kw_only=True)
class TodayPage(Page):
    """`captures` are the most urgent of those that the viewer may see, None where captures are not theirs to see.
    `trouble` is what is wrong with the box; `last_visit` is when a page was last opened through it, None for never."""

    template: ClassVar[str] = "today/today.html"
    captures: tuple[CaptureRow, ...] | None
    open: tuple[Open, ...]
    mine: int
    waiting: tuple[Waiting, ...]
    trouble: tuple[Check, ...]
    last_visit: float | None
    still: bool
    now: float

    @property
    def quiet(self) -> bool:
        return not (self.captures or self.waiting or self.trouble or self.still)


@dataclass(frozen=True, kw_only=True)
class TodayPart(TodayPage):
    """The same, without the page around it: what an open page fetches when something changed."""

    template: ClassVar[str] = "today/part.html"


@blueprint.get("/today")
@needs(Right.CAPTURES, Right.PEOPLE, Right.BOX)
def show() -> str:
    return render(_page(TodayPage))


@blueprint.get("/today/part")
@needs(Right.CAPTURES, Right.PEOPLE, Right.BOX)
def part() -> str:
    return render(_page(TodayPart))


def _page[Kind: TodayPage](kind: type[Kind]) -> Kind:
    now = box().now()
    last_visit = box().store.activity.last_at()
    return kind(
        captures=_captures(now) if viewer().may(Right.CAPTURES) else None,
        open=_open() if viewer().may(Right.CAPTURES) else (),
        mine=seen().captures.count(Pile.MINE) if viewer().may(Right.CAPTURES) else 0,
        waiting=tuple(one for one in _waiting() if one.count),
        trouble=tuple(check for check in look(box()).checks if not check.ok),
        last_visit=last_visit,
        still=last_visit is None or now - last_visit > STILL_SECONDS,
        now=now,
    )


def _captures(now: float) -> tuple[CaptureRow, ...]:
    rows = tuple(seen().captures.queue(SHOWN))
    seen().captures.note_seen((row.id for row in rows), somebody().who, now)
    return rows


def _open() -> tuple[Open, ...]:
    captures = seen().captures
    return tuple(Open(severity=one, count=captures.count(Pile.OPEN, one)) for one in reversed(Severity))


def _waiting() -> tuple[Waiting, ...]:
    store, looks = box().store, viewer()
    found = []
    if looks.may(Right.ACCESS):
        changes = len(store.access.waiting())
        found.append(Waiting(count=changes, text="waiting for a second person", endpoint="changes.show"))
        mistakes = len(seen().mistakes.open())
        text = "page that a pupil thinks is" if mistakes == 1 else "pages that pupils think are"
        found.append(Waiting(count=mistakes, text=f"{text} closed by mistake", endpoint="requests.show"))
    if looks.may(Right.PEOPLE):
        fresh = sum(device.first_seen > box().now() - _DAY for device in store.devices.all())
        text = f"new {'device' if fresh == 1 else 'devices'} in the last 24 hours"
        found.append(Waiting(count=fresh, text=text, endpoint="devices.show"))
        look = sum(helper.needs_a_look for helper in helper_views())
        found.append(
            Waiting(
                count=look, text=f"{'helper needs' if look == 1 else 'helpers need'} a look", endpoint="helpers.show"
            )
        )
    if fresh := unread(looks):
        found.append(Waiting(count=fresh, text="new for you in Confide", endpoint="confide_reader.show"))
    return tuple(found)
