"""Pictures of a pupil's screen, as a page shows them: in sets, with the time of each from the moment that matters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for

from appliance.evidence.draw import Drawn
from appliance.model import OrderKind, OrderState, PictureKind
from appliance.store.rows import EvidenceRow, Hit, OrderRow
from webui.reveals import Reveal
from webui.words import day, duration

MOST_AT_ONCE = 130  # pictures that are drawn for one page: a recording of two screens
MOST_BYTES_AT_ONCE = 64 * 1024 * 1024
LATE_SECONDS = 300.0
_MINUTE = 60
OF_PICTURES = {OrderKind.SCREENSHOT: "picture", OrderKind.RECORDING: "recording"}


@dataclass(frozen=True, kw_only=True)
class Shot:
    """`number` is the row's. `off` is its time in milliseconds from the set's first, `when` how far it is from the
    moment, in words. `src` is empty where the picture cannot be shown."""

    number: int
    off: int
    when: str
    src: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Shots:
    """What came of one order from one screen. `clear`: somebody asked to see it; else only `preview` is shown, blurred.
    `screen` counts from 1, and is 0 where the device has only one."""

    order: str
    recording: bool
    screen: int
    at: float
    clear: bool
    shots: tuple[Shot, ...]
    preview: Shot

    @property
    def name(self) -> str:
        name = "Recording" if self.recording else "Picture"
        return f"{name} of screen {self.screen}" if self.screen else name

    @property
    def seconds(self) -> int:
        return round(self.shots[-1].off / 1000)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What became of an order that brought nothing, or of pictures that are gone."""

    at: float
    text: str


def sets_of(
    rows: Iterable[EvidenceRow], moment_of: Callable[[EvidenceRow], float], token: str, reveal: Reveal | None
) -> tuple[Shots, ...]:
    """By the moment that they are of, a picture before a recording; pictures whose file is gone are left out. `reveal`
    has those that may be seen in clear, under `token`."""
    living = [row for row in rows if row.gone_at is None]
    screens = {order: len({row.screen for row in part}) for order, part in _by(living, lambda row: row.order)}
    groups = _by(living, lambda row: (row.order, row.kind, row.screen))
    made = [
        (moment, _set(part, moment, screens[part[0].order] > 1, token, reveal))
        for part, moment in ((part, moment_of(part[0])) for _, part in groups)
    ]
    made.sort(key=lambda one: (one[0], one[1].recording, one[1].at, one[1].screen))
    return tuple(one for _, one in made)


def said_of(orders: Iterable[OrderRow], rows: Sequence[EvidenceRow], now: float) -> tuple[Said, ...]:
    """Of orders for pictures that brought none, and of pictures that are gone."""
    with_rows = {row.order for row in rows}
    told = [_said(one, now) for one in orders if one.kind in OF_PICTURES and one.id not in with_rows]
    gone = _by([row for row in rows if row.gone_at is not None], lambda row: (row.gone_why, day(row.gone_at or 0.0)))
    return (*told, *(_gone(part) for _, part in gone))


def that_fit(rows: Iterable[EvidenceRow]) -> tuple[EvidenceRow, ...]:
    """Whole orders, the newest first, as many as a page may show in clear; of one that is too large, its beginning."""
    chosen: list[EvidenceRow] = []
    living = _by([row for row in rows if row.gone_at is None], lambda row: row.order)
    for _, part in sorted(living, key=lambda one: -one[1][0].at):
        if chosen and not _fits([*chosen, *part]):
            break
        chosen.extend(part)
    while chosen and not _fits(chosen):
        chosen.pop()
    return tuple(chosen)


def nearest(hits: Iterable[Hit], at: float) -> float:
    """The time of the hit that something was ordered for then."""
    return min((hit.at for hit in hits), key=lambda one: abs(one - at), default=at)


def from_moment(seconds: float) -> str:
    """`4 seconds before`, `at that moment`, `12 seconds after`, `3 minutes after`."""
    far = round(abs(seconds))
    if not far:
        return "at that moment"
    words = duration(far) if far >= 2 * _MINUTE else f"{far} second{'' if far == 1 else 's'}"
    return f"{words} {'before' if seconds < 0 else 'after'}"


def _set(rows: Sequence[EvidenceRow], moment: float, several: bool, token: str, reveal: Reveal | None) -> Shots:
    clear = reveal is not None and any(row.id in reveal.drawn for row in rows)
    ordered = sorted(rows, key=lambda row: (row.at, row.sequence, row.id))
    closest = min(ordered, key=lambda row: abs(row.at - moment))
    began, first = ordered[0].at, ordered[0]
    return Shots(
        order=first.order,
        recording=first.kind is PictureKind.FRAME,
        screen=first.screen + 1 if several else 0,
        at=began,
        clear=clear,
        shots=tuple(_shot(row, began, moment, token, reveal if clear else None) for row in ordered),
        preview=_shot(closest, began, moment, token, None),
    )


def _shot(row: EvidenceRow, began: float, moment: float, token: str, reveal: Reveal | None) -> Shot:
    drawn = reveal.drawn.get(row.id, Drawn()) if reveal else None
    src = url_for("captures.blurred", picture=row.id)
    if drawn is not None:
        src = url_for("captures.clear", token=token, picture=row.id) if drawn.image else ""
    return Shot(
        number=row.id,
        off=round((row.at - began) * 1000),
        when=from_moment(row.at - moment),
        src=src,
        width=(drawn and drawn.width) or row.width,
        height=(drawn and drawn.height) or row.height,
    )


def _said(order: OrderRow, now: float) -> Said:
    name = OF_PICTURES[order.kind]
    match order.state:
        case OrderState.WAITING:
            text = f"A {name} was asked for. The device has not answered yet."
        case OrderState.DONE if now - (order.settled_at or order.at) > LATE_SECONDS:
            text = f"No {name}. It was taken, but did not arrive."
        case OrderState.DONE:
            text = f"A {name} was taken, and is on its way."
        case OrderState.FAILED:
            text = f"No {name}. {order.why}".rstrip()
    return Said(at=order.at, text=text)


def _gone(rows: Sequence[EvidenceRow]) -> Said:
    count = f"{len(rows)} pictures were" if len(rows) > 1 else "1 picture was"
    return Said(at=rows[0].gone_at or 0.0, text=f"{count} removed: {rows[0].gone_why}")


def _fits(rows: Sequence[EvidenceRow]) -> bool:
    return len(rows) <= MOST_AT_ONCE and sum(row.size for row in rows) <= MOST_BYTES_AT_ONCE


def _by[Key](rows: Iterable[EvidenceRow], key: Callable[[EvidenceRow], Key]) -> list[tuple[Key, list[EvidenceRow]]]:
    ordered = sorted(rows, key=lambda row: str(key(row)))
    return [(one, list(part)) for one, part in groupby(ordered, key)]
