"""A class live: each pupil's screen as a small picture, and what is on it; and one pupil with all that can be done
there. Only devices of a class or room that the viewer has, only while they look; each look stands in the audit
trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.errors import CoreAwayError, WireError
from appliance.helper_wire import View
from appliance.model import Device, HelperKind, Lock, Right, Role
from appliance.store.rows import HelperRow
from appliance.store.seen.class_now import Seat
from appliance.wire import ToCore
from webui.box import box
from webui.captures.asked import Asked, asked_of
from webui.helpers.acting import LATELY
from webui.helpers.acts import Act, Do, parse, question
from webui.helpers.blueprint import was_heard
from webui.helpers.carrying import carry_out, carry_out_all, together
from webui.helpers.looking import look_at
from webui.helpers.possible import possible
from webui.lessons import Pick, SeatLine, back_to, blueprint, key_of, line_of, picks_of_viewer, seats_of, within_sight
from webui.page import Page, render
from webui.screens import kind_of, mark_of
from webui.security import needs, seen, somebody, viewer
from webui.whom import Whom
from webui.words import duration

EVERY_SECONDS = 3
IDLE_SECONDS = 60.0
OLD_SECONDS = 20.0  # a picture that is older says nothing of now
_TILES: Literal["tiles"] = "tiles"
# A picture comes from a device that a pupil holds: whatever is in it, it is a picture to a browser, and nothing else.
_PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
}


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A pupil, or a device at which nobody is known to be. `helper` is whose picture is shown and `picture` tells it
    from the one before; where both are empty, `why` is a sentence. `site` is what the helper sees in front, or the
    gateway saw last. `helped`: something can be done there."""

    line: SeatLine
    helper: str = ""
    picture: str = ""
    application: str = ""
    title: str = ""
    site: str = ""
    idle: str = ""
    why: str = ""
    helped: bool = False
    lock: Lock | None = None

    @property
    def seat(self) -> Seat:
        return self.line.seat


@dataclass(frozen=True, kw_only=True)
class ScreensPage(Page):
    """`trouble` says why nothing can be seen anywhere."""

    template: ClassVar[str] = "lessons/screens.html"
    picks: tuple[Pick, ...]
    pick: Pick | None
    tiles: tuple[Tile, ...]
    shape: Literal["tiles", "list"]
    trouble: str
    act: Act
    every: ClassVar[int] = EVERY_SECONDS

    @property
    def shown(self) -> int:
        return sum(bool(tile.picture) for tile in self.tiles)

    @property
    def here(self) -> int:
        return sum(tile.seat.device is not None for tile in self.tiles)

    @property
    def helped(self) -> int:
        return sum(tile.helped for tile in self.tiles)


@dataclass(frozen=True, kw_only=True)
class ScreensPart(ScreensPage):
    """The same without the page around it, fetched every few seconds."""

    template: ClassVar[str] = "lessons/screens_part.html"


@dataclass(frozen=True, kw_only=True)
class OnePage(Page):
    """One of a class or room, and what can be done. `advice` says why some of it cannot."""

    template: ClassVar[str] = "lessons/one.html"
    pick: Pick
    tile: Tile
    act: Act
    advice: str
    recent: tuple[tuple[str, ...], ...]
    asked: tuple[Asked, ...]
    every: ClassVar[int] = EVERY_SECONDS


@blueprint.get("/lesson/screens")
@needs(Right.LESSON)
def screens() -> str:
    return render(_look(ScreensPage))


@blueprint.get("/lesson/screens/part")
@needs(Right.LESSON)
def screens_part() -> str:
    return render(_look(ScreensPart))


@blueprint.get("/lesson/screens/<name>")
@needs(Right.LESSON)
def screen(name: str) -> Response:
    """The picture of a helper's screen, to whoever looks at the class or room that its device is in now."""
    pick, now = _pick(), box().now()
    if pick is None or not box().screens.is_looking(somebody().session, pick.key, now):
        abort(404)
    if not (box().screens.was_told(somebody().session, pick.key, name, now) or _is_in_sight(name, pick, now)):
        abort(404)
    kind, image = box().screens.picture(name, now) or abort(404)
    return Response(image, mimetype=kind, headers=_PICTURE_HEADERS)


def _is_in_sight(name: str, pick: Pick, now: float) -> bool:
    helpers = _helpers()
    return any(name == row.id for seat in _seats(pick) for row in helpers_at(seat.device, helpers, now))


@blueprint.get("/lesson/one")
@needs(Right.LESSON)
def one() -> str:
    return render(_one_page(Act(do=Do.LOCK)))


@blueprint.post("/lesson/act")
@needs(Right.LESSON)
def act() -> AnyResponse:
    """On one pupil's device, or on all of a class or room."""
    key, wanted = request.form.get("who", ""), request.form.get("one", "")
    within_sight(key)
    asked = parse(request.form) or abort(400)
    if asked.problem:
        return Response(render(_one_page(asked) if wanted else _look(ScreensPage, asked)), 422)
    if wanted:
        seat = next((seat for seat in _seats(_pick()) if key_of(seat) == wanted), None) or abort(403, "sight")
        outcome = carry_out(box(), seat.name, _question(asked, seat))
        flash(outcome.text, outcome.kind)
        return back_to(key)
    helpers = _helpers()
    here = [seat for seat in _seats(_pick()) if helpers_at(seat.device, helpers, box().now()) or asked.do is Do.UNLOCK]
    flash(*together(carry_out_all(box(), [(seat.name, _question(asked, seat)) for seat in here])))
    return redirect(url_for("lessons.screens", who=key), 303)


def _question(asked: Act, seat: Seat) -> ToCore:
    return question(asked, _whom(seat), 0, viewer().name, somebody().who)


def _whom(seat: Seat) -> Whom:
    name = seat.device.name or seat.device.addresses[0] if seat.device else ""
    return Whom(person=seat.person.id) if seat.person else Whom(device=name)


# --- who is looked at ------------------------------------------------------------------------------------------------


def _pick() -> Pick | None:
    """The class or room that was asked for, if it is the viewer's; their own where none was."""
    key, picks = request.values.get("who", ""), picks_of_viewer()
    if not key:
        return next((pick for pick in picks if pick.own), None)
    return next((pick for pick in picks if pick.key == key), None)


def _seats(pick: Pick | None) -> tuple[Seat, ...]:
    """Never somebody on the staff: nobody looks at their screen."""
    now = box().now()
    found = seats_of(pick, box().store.access.load(now), now)
    return tuple(seat for seat in found if not (seat.person and seat.person.role is Role.STAFF))


def _helpers() -> tuple[HelperRow, ...]:
    return box().store.helpers.all()


def helpers_at(device: Device | None, helpers: Iterable[HelperRow], now: float) -> tuple[HelperRow, ...]:
    """Those on a device; of two the one that sees the whole screen first. Where only the address is known, several of a
    kind are behind one router, and nobody can say whose is whose: then none."""
    if device is None:
        return ()
    held = tuple(helpers)
    found = [row for row in held if row.mac and row.mac == device.mac]
    if not found:
        there = [row for row in held if not (row.mac and device.mac) and row.client in device.addresses]
        heard = [row for row in there if was_heard(row, now)]
        found = [row for row in heard if sum(one.kind is row.kind for one in heard) == 1]
    return tuple(sorted(found, key=lambda row: row.kind is not HelperKind.DESKTOP))


# --- the look --------------------------------------------------------------------------------------------------------


def _look[Kind: ScreensPage](kind: type[Kind], asked: Act | None = None) -> Kind:
    pick, only = _pick(), request.values.get("one", "")
    tiles, trouble = _tiles(pick, [seat for seat in _seats(pick) if only in {"", key_of(seat)}]) if pick else ((), "")
    return kind(
        picks=picks_of_viewer(),
        pick=pick,
        tiles=tiles,
        shape="list" if request.values.get("as") == "list" else _TILES,
        trouble=trouble,
        act=asked or Act(do=Do.LOCK),
    )


def _one_page(asked: Act) -> OnePage:
    pick, wanted = _pick() or abort(404), request.values.get("one", "")
    seat = next((seat for seat in _seats(pick) if key_of(seat) == wanted), None) or abort(404)
    (tile,), trouble = _tiles(pick, (seat,))
    return OnePage(
        pick=pick,
        tile=tile,
        act=asked,
        advice=trouble or ("" if tile.helped else _advice(seat.device)),
        recent=box().store.lessons.sites_of(somebody().viewer.name, 3),
        asked=asked_of(_whom(seat), LATELY) if viewer().may(Right.CAPTURES) else (),
    )


def _tiles(pick: Pick, seats: Iterable[Seat]) -> tuple[tuple[Tile, ...], str]:
    """And what is wrong, where nothing can be seen."""
    where, now, held = box(), box().now(), tuple(seats)
    helpers = _helpers()
    at = [helpers_at(seat.device, helpers, now) for seat in held]
    wanted = [row.id for rows in at for row in rows]
    views, trouble = _views(pick, wanted)
    where.screens.tell(somebody().session, pick.key, wanted, now)
    where.screens.keep(views.values(), now)
    lessons = where.store.access.load(now).lessons
    locks = seen().locks.in_force(now)
    return tuple(
        tile_of(line_of(seat, lessons), rows, views, lock_of(seat, locks)) for seat, rows in zip(held, at, strict=True)
    ), trouble


def _views(pick: Pick, helpers: list[str]) -> tuple[Mapping[str, View], str]:
    """Written down before anything is seen. Raises StorageError."""
    where, now = box(), box().now()
    if where.screens.begins(somebody().session, pick.key, now):
        told = f"{pick.title}: {_helpers_in_words(len(helpers))}"
        where.store.audit.add(now, somebody().who, "screens looked at", told)
    try:
        return look_at(where.home, helpers, viewer().name), ""
    except (CoreAwayError, WireError):
        return {}, "Screens cannot be seen just now: the part of Lollipop that speaks with helpers is not running."


def tile_of(line: SeatLine, helpers: tuple[HelperRow, ...], views: Mapping[str, View], lock: Lock | None) -> Tile:
    seat = line.seat
    here = [view for row in helpers if (view := views.get(row.id)) and view.here]
    if not here:
        return Tile(line=line, site=seat.host, why=_why(seat, helpers), lock=lock)
    front = next((view for view in here if kind_of(view.thumbnail)), here[0])
    pictured = bool(kind_of(front.thumbnail)) and front.age < OLD_SECONDS
    url = next((view.url for view in here if view.url), "")
    return Tile(
        line=line,
        helper=front.helper if pictured else "",
        picture=mark_of(front.thumbnail) if pictured else "",
        application=front.application,
        title=front.title,
        site=_host(url) or seat.host,
        idle=duration(front.idle) if front.idle >= IDLE_SECONDS else "",
        why="" if pictured else front.why or "No picture has come yet.",
        helped=True,
        lock=lock,
    )


def lock_of(seat: Seat, locks: Iterable[Lock]) -> Lock | None:
    """The lock that holds for somebody, or for the device they are at."""
    for lock in locks:
        if lock.person and seat.person and lock.person == seat.person.id:
            return lock
        if not lock.person and seat.device and _is_on(lock, seat.device):
            return lock
    return None


def _is_on(lock: Lock, device: Device) -> bool:
    return lock.mac == device.mac if lock.mac else lock.device == device.name


def _why(seat: Seat, helpers: tuple[HelperRow, ...]) -> str:
    if seat.device is None:
        return "Not at a device."
    return "Its helper does not answer." if helpers else "No helper on this device."


def _advice(device: Device | None) -> str:
    if device is None:
        return ""
    row = box().store.devices.get(device.mac) if device.mac else None
    return possible(row.kind if row else "", row.maker if row else "", (), ready=True).advice


def _helpers_in_words(count: int) -> str:
    return "1 helper" if count == 1 else f"{count} helpers"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
