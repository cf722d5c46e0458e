"""Pictures in sets, with their times, and what is said of those that are not there."""

from collections.abc import Iterator

import pytest
from flask import Flask
from msgspec.structs import replace

from appliance.evidence.draw import Drawn
from appliance.model import OrderKind, OrderState, PictureKind
from appliance.store.rows import EvidenceRow, Hit, OrderRow
from webui.captures.shots import (
    LATE_SECONDS,
    MOST_AT_ONCE,
    MOST_BYTES_AT_ONCE,
    from_moment,
    nearest,
    said_of,
    sets_of,
    that_fit,
)
from webui.reveals import Reveal


def row(number: int, order: str = "o1", *, at: float = 100.0, screen: int = 0, frame: bool = False) -> EvidenceRow:
    kind = PictureKind.FRAME if frame else PictureKind.STILL
    return EvidenceRow(id=number, order=order, capture=1, helper="h", device="d", room="", person="", kind=kind, at=at,
                       digest="", size=1000, format="webp", width=800, height=600, screen=screen, sequence=0,
                       gone_at=None, gone_why="")  # fmt: skip


def order(state: OrderState, why: str = "", *, kind: OrderKind = OrderKind.SCREENSHOT, id_: str = "o1") -> OrderRow:
    return OrderRow(id=id_, helper="h", device="d", room="", person="", capture=1, kind=kind, by="", at=50.0,
                    state=state, why=why, settled_at=60.0)  # fmt: skip


@pytest.fixture
def site(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("site")
def test_a_set_for_each_order_and_screen_the_picture_before_the_recording() -> None:
    rows = [row(1, "film", at=95.0, frame=True), row(2, "film", at=92.0, frame=True), row(3, "still", at=101.0),
            row(4, "still", at=101.0, screen=1), row(5, "later", at=300.0)]  # fmt: skip
    moments = {"later": 299.0}
    sets = sets_of(rows, lambda one: moments.get(one.order, 100.0), "", None)
    assert [(one.name, one.order) for one in sets] == [
        ("Picture of screen 1", "still"),
        ("Picture of screen 2", "still"),
        ("Recording", "film"),
        ("Picture", "later"),
    ]
    film = sets[2]
    assert [(shot.number, shot.off, shot.when) for shot in film.shots] == [
        (2, 0, "8 seconds before"),
        (1, 3000, "5 seconds before"),
    ]
    assert (film.seconds, film.preview.number, film.preview.src) == (3, 1, "/pictures/blurred/1")


@pytest.mark.usefixtures("site")
def test_in_clear_only_what_was_asked_for_and_could_be_drawn() -> None:
    rows = [row(1), row(2, at=101.0), row(3, "o2")]
    drawn = {1: Drawn(image=b"x", width=80, height=60), 2: Drawn()}
    reveal = Reveal(session=1, about="capture 1", at=0.0, drawn=drawn)
    clear, blurred = sets_of(rows, lambda _: 100.0, "token", reveal)
    assert (clear.clear, blurred.clear) == (True, False)
    assert [(shot.src, shot.width) for shot in clear.shots] == [("/pictures/clear/token/1", 80), ("", 800)]


def test_what_a_page_takes_is_whole_orders_the_newest_first() -> None:
    old = [row(number, "old", at=1.0) for number in range(10)]
    new = [row(number, "new", at=2.0) for number in range(100, 100 + MOST_AT_ONCE - 5)]
    assert {one.order for one in that_fit([*old, *new])} == {"new"}
    assert {one.order for one in that_fit([*old, *new[:50]])} == {"old", "new"}
    assert len(that_fit([*new, *(row(number, "new", at=2.0) for number in range(1000, 1050))])) == MOST_AT_ONCE
    heavy = [replace(row(number), size=MOST_BYTES_AT_ONCE // 2) for number in range(3)]
    assert len(that_fit(heavy)) == 2
    assert that_fit([replace(row(1), gone_at=5.0)]) == ()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-4.2, "4 seconds before"), (-1.0, "1 second before"), (0.3, "at that moment"), (119.0, "119 seconds after"),
     (125.0, "3 minutes after")],
)  # fmt: skip
def test_how_far_from_the_moment(seconds: float, words: str) -> None:
    assert from_moment(seconds) == words


def test_the_moment_is_the_hit_that_it_was_ordered_for() -> None:
    hit = Hit(at=10.0, address="", url="", host="", title="", snippet="", snippet_from=0, snippet_to=0, channel="")
    assert nearest((), 5.0) == 5.0
    assert nearest((hit, replace(hit, at=40.0)), 27.0) == 40.0


@pytest.mark.parametrize(
    ("state", "why", "now", "text"),
    [
        (OrderState.WAITING, "", 61.0, "A picture was asked for. The device has not answered yet."),
        (OrderState.FAILED, "The device is off.", 61.0, "No picture. The device is off."),
        (OrderState.FAILED, "", 61.0, "No picture."),
        (OrderState.DONE, "", 61.0, "A picture was taken, and is on its way."),
        (OrderState.DONE, "", 61.0 + LATE_SECONDS, "No picture. It was taken, but did not arrive."),
    ],
)
def test_what_became_of_what_was_asked_for(state: OrderState, why: str, now: float, text: str) -> None:
    assert [one.text for one in said_of([order(state, why)], (), now)] == [text]
    assert said_of([order(state, why)], [row(1)], now) == ()


def test_messages_are_no_pictures_and_recordings_are_called_so() -> None:
    others = [order(OrderState.FAILED, kind=OrderKind.MESSAGE), order(OrderState.FAILED, kind=OrderKind.RECORDING)]
    assert [one.text for one in said_of(others, (), 0.0)] == ["No recording."]


def test_what_is_gone_says_why_once_for_all_of_a_day() -> None:
    gone = [replace(row(number), gone_at=1000.0, gone_why="older than 180 days") for number in (1, 2)]
    other = replace(row(3), gone_at=1000.0, gone_why="the folder is full")
    assert {one.text for one in said_of((), [*gone, other], 0.0)} == {
        "2 pictures were removed: older than 180 days",
        "1 picture was removed: the folder is full",
    }
