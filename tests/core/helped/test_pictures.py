"""A capture is pictured at once, and of what may be illegal to keep nothing stays; over the socket of a real core."""

import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.helper_choices import HelperChoice
from appliance.helper_wire import Blind, OrderAnswered, SendOrder
from appliance.helpers.protocol import TakePicture, TakeRecording
from appliance.model import (
    ILLEGAL,
    Captured,
    Device,
    Helper,
    HelperKind,
    OrderState,
    Pictured,
    PictureKind,
    Severity,
    the_box,
)
from appliance.store import Store
from appliance.store.rows import OrderRow
from appliance.wire import AskReload, Changed, Follow, Spooled
from tests.core.helped.line import AT, MAC, OTHER_AT, Caller, arrive, ask, done, enrolled, place
from tests.core.samples import captured, running_core, until

TABLET = Device(name="Tablet 3", addresses=(AT,), mac=MAC, room="Library")


@pytest.fixture
def helper(store: Store) -> Helper:
    return enrolled(store)


@pytest.fixture
def core(home: Home, helper: Helper) -> Iterator[Home]:  # enrolled before it starts
    with running_core(home):
        yield home


def seen(number: int, severity: Severity = Severity.MODERATE, at: float | None = None) -> Captured:
    return captured(number, at=at, term=f"bullying/{number}", device=TABLET, severity=severity)


def illegal(number: int, at: float | None = None) -> Captured:
    event = seen(number, Severity.SEVERE, at)
    (finding,) = event.capture.findings
    hidden = replace(finding, match=replace(finding.match, category=ILLEGAL))
    return replace(event, capture=replace(event.capture, findings=(finding, hidden)))


def orders(store: Store) -> tuple[OrderRow, ...]:
    """The oldest first."""
    return store.seen_by(the_box("test")).orders.recent()[::-1]


async def test_an_order_goes_out_well_within_100_ms_of_its_capture(
    core: Home, store: Store, spool: SpoolWriter, helper: Helper
) -> None:
    took = []
    async with Caller(core, "helpers", "helpers") as line:
        line.answers = done
        await arrive(line, store, helper)
        for number in range(9):
            start = time.perf_counter()
            assert spool.append(seen(number))
            line.say(Spooled())
            order = await line.next(SendOrder, number + 1)
            took.append(time.perf_counter() - start)
            assert (order.helper, order.do, order.within) == (helper.id, TakePicture(), 10.0)
        await until(lambda: [one.state for one in orders(store)] == [OrderState.DONE] * 9, "settled")
    assert sorted(took)[4] < 0.1, took


async def test_a_capture_says_what_became_of_its_picture_and_rings(
    core: Home, store: Store, spool: SpoolWriter, helper: Helper
) -> None:
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "web") as console:
        console.say(Follow())
        await arrive(line, store, helper)
        assert spool.append(seen(1, Severity.SEVERE))
        await line.next(SendOrder, 2)
        await until(lambda: console.of(Changed), "the console was told of the capture")
        told = len(console.of(Changed))
        for order in line.of(SendOrder):
            line.say(OrderAnswered(order=order.order, done=False, why="The screen is locked."))
        assert {type(one.do) for one in line.of(SendOrder)} == {TakePicture, TakeRecording}
        await until(lambda: all(one.state is OrderState.FAILED for one in orders(store)), "settled")
        (number,) = {one.capture for one in orders(store)}
        assert number
        assert [one.why for one in store.seen_by(the_box("test")).orders.of_capture(number)] == [
            "No picture: the screen is locked.",
            "No recording: the screen is locked.",
        ]
        assert {(one.device, one.room, one.by) for one in orders(store)} == {("Tablet 3", "Library", "")}
        await until(lambda: len(console.of(Changed)) > told, "the console was told of its order")


async def test_a_device_whose_helper_is_away_says_so_and_one_without_says_nothing(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    without = replace(TABLET, name="ipad", addresses=(OTHER_AT,), mac="")
    assert spool.append(replace(seen(1), id="without", client=OTHER_AT, device=without))
    assert spool.append(seen(2))
    await until(lambda: orders(store), "an order")
    (order,) = orders(store)
    await until(lambda: orders(store)[0].state is OrderState.FAILED, "settled")
    assert orders(store)[0].why == "No picture: the device is off or its helper is away."
    assert order.capture


async def test_a_capture_that_repeats_is_pictured_once_a_minute(
    core: Home, store: Store, spool: SpoolWriter, helper: Helper
) -> None:
    async with Caller(core, "helpers", "helpers") as line:
        await arrive(line, store, helper)
        for number in range(4):
            assert spool.append(replace(seen(1), id=f"again-{number}"))
        await until(lambda: _count(store) == 4, "folded")
        assert spool.append(seen(2))
        await line.next(SendOrder, 2)
        assert len({one.capture for one in orders(store)}) == 2


async def test_what_waited_while_core_was_dead_is_not_pictured(home: Home, store: Store, spool: SpoolWriter) -> None:
    helper = enrolled(store)
    assert spool.append(seen(1, at=time.time() - 90))
    with running_core(home):
        async with Caller(home, "helpers", "helpers") as line:
            await arrive(line, store, helper)
            assert spool.append(seen(2))
            line.say(Spooled())
            await line.next(SendOrder)
            assert (store.captures.count(), len(orders(store))) == (2, 1)


async def test_of_what_may_be_illegal_nothing_is_taken_and_what_was_taken_goes(
    core: Home, store: Store, spool: SpoolWriter, helper: Helper
) -> None:
    browser = enrolled(store, "chrome", kind=HelperKind.BROWSER)
    await ask(core, AskReload())
    now = time.time()
    async with Caller(core, "helpers", "helpers") as line:
        line.answers = done
        for one in (helper, browser):
            await arrive(line, store, one)
        assert spool.append(seen(1))
        order = await line.next(SendOrder)
        for number, at in ((1, now - 200), (2, now), (3, now - 100)):
            assert spool.append(_picture(helper, order.order, number, at))
        await until(lambda: len(store.evidence.kept()) == 3, "pictures are kept")
        assert spool.append(illegal(2, now))
        line.say(Spooled())
        await until(lambda: {one.helper for one in line.of(Blind)} == {helper.id, browser.id}, "both are blind")
        assert all(110 < one.seconds <= 120 for one in line.of(Blind))
        await until(lambda: len(store.evidence.kept()) == 1, "what was taken lately is gone")
        assert store.evidence.kept() == {f"{1:064x}"}
        assert spool.append(seen(3))
        await until(lambda: len(orders(store)) == 3, "said of the next capture too")
        await until(lambda: all(one.settled_at for one in orders(store)), "settled")
        assert [one.why for one in orders(store)] == ["", *["No picture: it may be illegal to keep."] * 2]
        assert len(line.of(SendOrder)) == 1
        assert spool.append(_picture(helper, order.order, 4, now + 60))
        assert spool.append(_picture(helper, order.order, 5, now + 121))
        await until(lambda: f"{5:064x}" in store.evidence.kept(), "what comes after that is kept")
        assert f"{4:064x}" not in store.evidence.kept()


async def test_pictures_go_although_core_died_before_it_could_say_so(
    home: Home, store: Store, helper: Helper, spool: SpoolWriter
) -> None:
    now = time.time()
    (number,) = store.captures.add([seen(1)])
    row = OrderRow(
        id="a", helper=helper.id, device="", room="", person="", capture=number, kind="screenshot", by="", at=now
    )
    store.orders.begin([row])
    assert spool.append(_picture(helper, "a", 1, now - 600))
    assert spool.append(_picture(helper, "a", 2, now - 700))
    store.captures.add([illegal(2, now - 540)])
    with running_core(home):
        await until(lambda: store.evidence.kept() == {f"{2:064x}"}, "the one of that time is gone")


async def test_a_process_that_is_started_again_is_told_who_is_blind(
    home: Home, store: Store, helper: Helper, spool: SpoolWriter
) -> None:
    with running_core(home):
        async with Caller(home, "helpers", "helpers") as line:
            await arrive(line, store, helper)
            assert spool.append(illegal(1))
            line.say(Spooled())
            await line.next(Blind)
        async with Caller(home, "helpers", "helpers") as line:
            assert 100 < (await line.next(Blind)).seconds <= 120
    with running_core(home):
        async with Caller(home, "helpers", "helpers") as line:
            assert 80 < (await line.next(Blind)).seconds <= 120
            assert (line.heard[0].helper, line.of(Blind)[0].helper) == (helper.id, helper.id)


async def test_what_core_had_no_time_to_have_pictured_is_pictured_after_its_start(
    home: Home, store: Store, helper: Helper, spool: SpoolWriter
) -> None:
    now = time.time()
    store.captures.add([seen(1), seen(2, at=now - 70)])  # stored, and then it died
    (number,) = store.captures.add([seen(3)])
    asked = OrderRow(
        id="a", helper=helper.id, device="", room="", person="", capture=number, kind="screenshot", by="", at=now
    )
    store.orders.begin([asked])
    assert spool.append(seen(4))  # not even stored
    with running_core(home):
        async with Caller(home, "helpers", "helpers") as line:
            line.answers = done
            await arrive(line, store, helper)
            await until(lambda: len(orders(store)) == 3, "an order for each that has none")
            await until(lambda: all(one.settled_at for one in orders(store)), "settled")
            assert [one.state for one in orders(store)] == [OrderState.FAILED, OrderState.DONE, OrderState.DONE]
            assert len(line.of(SendOrder)) == 2


async def test_where_the_helper_is_not_back_either_the_capture_says_so(
    home: Home, store: Store, spool: SpoolWriter
) -> None:
    enrolled(store)
    (number,) = store.captures.add([seen(1)])
    with running_core(home):
        async with Caller(home, "watch") as watch, Caller(home, "worker", "worker-1") as worker:
            await place(watch, worker)
            await until(lambda: store.seen_by(the_box("test")).orders.of_capture(number), "an order")
            await until(lambda: orders(store)[0].settled_at, "settled")
            (order,) = store.seen_by(the_box("test")).orders.of_capture(number)
            assert "its helper is away" in order.why


async def test_a_school_that_wants_no_pictures_gets_none(
    core: Home, store: Store, spool: SpoolWriter, helper: Helper
) -> None:
    store.choices.put(HelperChoice(pictures=False), "office", 1.0)
    await ask(core, AskReload())
    async with Caller(core, "helpers", "helpers") as line:
        await arrive(line, store, helper)
        assert not line.news.watch.pictures
        assert spool.append(seen(1))
        await until(lambda: store.captures.count() == 1, "recorded")
        store.choices.put(HelperChoice(recordings=False), "office", 1.0)
        await ask(core, AskReload())
        assert spool.append(seen(2, Severity.SEVERE))
        await line.next(SendOrder)
        await until(lambda: _count(store) == 2, "recorded")
        assert [one.kind.value for one in orders(store)] == ["screenshot"]


def _picture(helper: Helper, order: str, number: int, at: float) -> Pictured:
    return Pictured(
        at=at,
        worker="helpers",
        helper=helper.id,
        number=number,
        order=order,
        kind=PictureKind.STILL,
        digest=f"{number:064x}",
        size=1000,
        format="webp",
        width=10,
        height=10,
    )


def _count(store: Store) -> int:
    return sum(row.count for row in store.seen_by(the_box("test")).captures.latest())
