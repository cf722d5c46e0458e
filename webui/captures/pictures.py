"""Pictures of a pupil's screen: blurred beside their capture, and in clear for whoever asks, once that is written down
(FEATURES row C9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.errors import EvidenceError
from appliance.evidence.draw import Drawn, ToDraw, draw
from appliance.model import Right, is_hidden
from appliance.store.rows import CaptureDetail, EvidenceRow, Hold, OrderRow
from webui.box import box
from webui.captures.screen import blueprint
from webui.captures.shots import OF_PICTURES, Said, Shots, nearest, said_of, sets_of, that_fit
from webui.page import Page, render
from webui.reveals import Reveal
from webui.security import needs, seen, somebody

ILLEGAL = "No pictures are taken of this kind of content."
NO_HELPER = "No picture: this device has no helper."
NONE = "No picture was taken."
LONGEST_ID = 64
_PICTURE = "<int(max=999999999999):picture>"
_ORDER = f"<string(maxlength={LONGEST_ID}):order>"
_BLURRED_SIDE = 480


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What a page shows of pictures. `nothing` says why there are none; `said` is what became of what was asked for.
    `token` opens those that are shown in clear, empty where none are. `post` is where to ask for them. `trouble` is why
    they could not be drawn. `get_helper`: it would help to install one. `hold` is the one in force."""

    sets: tuple[Shots, ...] = ()
    said: tuple[Said, ...] = ()
    nothing: str = ""
    get_helper: bool = False
    token: str = ""
    post: str = ""
    trouble: str = ""
    hold: Hold | None = None
    days: int = 0

    @property
    def blurred(self) -> bool:
        return any(not one.clear for one in self.sets)


@dataclass(frozen=True, kw_only=True)
class OrderPage(Page):
    """Pictures that somebody asked for by hand. `who` is the pupil's name, or the device's."""

    template: ClassVar[str] = "captures/order.html"
    order: OrderRow
    who: str
    pictures: Pictures


def pictures_of(detail: CaptureDetail, token: str = "", trouble: str = "") -> Pictures:
    """Those of a capture; with a token, in clear as far as somebody asked."""
    number = detail.row.id
    if hides(detail):
        return Pictures(nothing=ILLEGAL)
    rows, orders = seen().evidence.of_capture(number), seen().orders.of_capture(number)
    times = {one.id: nearest(detail.hits, one.at) for one in orders}
    shown = _pictures(rows, orders, times, token, about_capture(number))
    no_helper = not (shown.sets or shown.said or seen().evidence.has_helper(number))
    return Pictures(
        sets=shown.sets,
        said=shown.said,
        nothing="" if shown.sets or shown.said else NO_HELPER if no_helper else NONE,
        get_helper=no_helper,
        token=shown.token,
        post=url_for("captures.show_pictures", number=number),
        trouble=trouble,
        hold=seen().evidence.hold_of(number),
        days=box().settings.evidence.days,
    )


def hides(detail: CaptureDetail) -> bool:
    """Was anything found in it of which nothing may be kept?"""
    return any(is_hidden(one.match.category) for one in detail.findings) or is_hidden(detail.row.category)


def about_capture(number: int) -> str:
    return f"capture {number}"


def reveal(rows: Sequence[EvidenceRow], about: str) -> tuple[str, str]:
    """Draw those that one page takes, or those of the order that the form names, for this sign-in, once the audit trail
    says so: a token, and why it could not be done, one of them empty."""
    now, order_ = box().now(), request.form.get("order", "")
    wanted = that_fit(row for row in rows if order_ in {"", row.order})
    seen().evidence.note_shown(wanted, "pictures shown", somebody().who, now)
    try:
        drawn = _drawn(wanted)
    except EvidenceError as error:
        return "", str(error)
    return box().reveals.keep(Reveal(session=somebody().session, about=about, at=now, drawn=drawn)), ""


def revealed(token: str, about: str) -> Reveal | None:
    """None where it ended, or was for something or somebody else."""
    found = box().reveals.get(token, somebody().session, box().now()) if token else None
    return found if found and found.about == about else None


@blueprint.get(f"/pictures/blurred/{_PICTURE}")
@needs(Right.CAPTURES, proved=True)
def blurred(picture: int) -> AnyResponse:
    row = seen().evidence.get(picture)
    if row is None or row.gone_at is not None or _is_of_hidden(row):
        abort(404)
    try:
        image = box().blurs.get(row.id, lambda: _blur(row))
    except EvidenceError:
        image = None
    if image is None:
        return redirect(url_for("static", filename="screens/no-picture.svg"), 303)
    return Response(image, content_type="image/jpeg")


@blueprint.get(f"/pictures/clear/<string(maxlength=64):token>/{_PICTURE}")
@needs(Right.CAPTURES, proved=True)
def clear(token: str, picture: int) -> Response:
    """Only what this very sign-in asked for, a few minutes ago at most, and may still see."""
    found = box().reveals.get(token, somebody().session, box().now())
    drawn = found.drawn.get(picture) if found else None
    row = seen().evidence.get(picture)
    if drawn is None or not drawn.image or row is None or row.gone_at is not None or _is_of_hidden(row):
        abort(404)
    return Response(drawn.image, content_type="image/jpeg")


@blueprint.get(f"/pictures/{_ORDER}")
@needs(Right.CAPTURES, proved=True)
def order(order: str) -> AnyResponse | str:
    found = _order(order)
    if found.capture is not None:
        return redirect(url_for("captures.one", number=found.capture), 303)
    return render(_order_page(found))


@blueprint.post(f"/pictures/{_ORDER}")
@needs(Right.CAPTURES, proved=True)
def show_order(order: str) -> str:
    found = _order(order)
    if found.capture is not None:
        abort(404)
    token, trouble = reveal(seen().evidence.of_order(order), f"order {order}")
    return render(_order_page(found, token, trouble))


def _pictures(
    rows: tuple[EvidenceRow, ...], orders: Sequence[OrderRow], times: dict[str, float], token: str, about: str
) -> Pictures:
    found = revealed(token, about)
    sets = sets_of(rows, lambda row: times.get(row.order, row.at), token, found)
    return Pictures(sets=sets, said=said_of(orders, rows, box().now()), token=token if found else "")


def _order(id_: str) -> OrderRow:
    found = seen().orders.get(id_)
    return found if found and found.kind in OF_PICTURES else abort(404)


def _order_page(found: OrderRow, token: str = "", trouble: str = "") -> OrderPage:
    rows = seen().evidence.of_order(found.id)
    shown = _pictures(rows, (found,), {found.id: found.at}, token, f"order {found.id}")
    names = {one.id: one.name for one in seen().bans.people()} if found.person else {}
    pictures = Pictures(
        sets=shown.sets,
        said=shown.said,
        nothing="" if shown.sets or shown.said else NONE,
        token=shown.token,
        post=url_for("captures.show_order", order=found.id),
        trouble=trouble,
        days=box().settings.evidence.days,
    )
    return OrderPage(order=found, who=names.get(found.person, found.device), pictures=pictures)


def _is_of_hidden(row: EvidenceRow) -> bool:
    detail = None if row.capture is None else seen().captures.get(row.capture)
    return detail is not None and hides(detail)


def _drawn(rows: Sequence[EvidenceRow]) -> dict[int, Drawn]:
    """By the number of the row, empty for one that cannot be read. Raises EvidenceError where none can be drawn."""
    sealed = {row.id: _read(row) for row in rows}
    there = {number: image for number, image in sealed.items() if image}
    drawn = dict(zip(there, draw(ToDraw(pictures=tuple(there.values()))), strict=True)) if there else {}
    return {number: drawn.get(number, Drawn()) for number in sealed}


def _blur(row: EvidenceRow) -> bytes | None:
    """None for a file that is broken. Raises EvidenceError for what may go better the next time."""
    image = _read(row)
    if not image:
        return None
    (drawn,) = draw(ToDraw(pictures=(image,), width=_BLURRED_SIDE, height=_BLURRED_SIDE, blurred=True))
    return drawn.image or None


def _read(row: EvidenceRow) -> bytes:
    try:
        return box().vault.read(row.digest)
    except EvidenceError:
        return b""
