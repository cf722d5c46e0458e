"""Every device that was seen on the network, those that nobody said anything of first."""

from dataclasses import dataclass
from typing import ClassVar

from flask import request

from appliance.model import Right
from appliance.people.naming import folded
from webui.bans import number_in
from webui.box import box
from webui.device_view import DeviceView, views
from webui.devices.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs

MOST_SHOWN = 100
NEW, NO_ROOM, NOT_READY = "new", "no-room", "not-ready"
_ROOM = "room:"


@dataclass(frozen=True, kw_only=True)
class DevicesPage(Page):
    """`total` were found, of which this is page `number`; `new` and `all` count what there is."""

    template: ClassVar[str] = "devices/everything.html"
    words: str
    show: str
    choices: tuple[tuple[str, str], ...]
    views: tuple[DeviceView, ...]
    rooms: tuple[str, ...]
    total: int
    number: int
    new: int
    all: int
    portal: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // MOST_SHOWN))


@blueprint.get("/devices")
@needs(Right.PEOPLE)
def show() -> str:
    everything, rooms = views(), box().store.groups.rooms()
    words, what = request.args.get("q", "")[:200], request.args.get("show", "")
    found = [view for view in everything if _fits(view, folded(words).split(), what)]
    number = max(1, min(number_in(request.args.get("page", "1")), -(-len(found) // MOST_SHOWN)))
    return render(
        DevicesPage(
            words=words,
            show=what,
            choices=_choices(everything, rooms),
            views=tuple(found[(number - 1) * MOST_SHOWN : number * MOST_SHOWN]),
            rooms=rooms,
            total=len(found),
            number=number,
            new=sum(view.new for view in everything),
            all=len(everything),
            portal=box().settings.portal.url,
        )
    )


def _fits(view: DeviceView, words: list[str], what: str) -> bool:
    if not all(word in view.text for word in words):
        return False
    if what.startswith(_ROOM):
        return view.row.room == what.removeprefix(_ROOM)
    return {NEW: view.new, NO_ROOM: not view.row.room, NOT_READY: not view.ready}.get(what, True)


def _choices(everything: tuple[DeviceView, ...], rooms: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    def counted(value: str) -> int:
        return sum(_fits(view, [], value) for view in everything)

    named = (("", "All"), (NEW, "New"), (NO_ROOM, "In no room"), (NOT_READY, "Not ready yet"))
    shown = (*named, *((f"{_ROOM}{room}", room) for room in rooms))
    return tuple((value, f"{words} ({counted(value):,})") for value, words in shown)
