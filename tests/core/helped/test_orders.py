"""Orders end within their time, whatever becomes of the device."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from appliance.config import Home
from appliance.core.helped import orders as module
from appliance.core.helped.link import HelpersLink
from appliance.core.helped.orders import AFRESH, MOST_WAITING, NO_SERVICE, Orders, Wanted, kind_of, seconds_for
from appliance.core.store_thread import StoreThread
from appliance.helper_wire import OrderAnswered, SendOrder
from appliance.helpers.protocol import (
    CloseTabs,
    Do,
    LogOff,
    Renew,
    SendThumbnails,
    ShowMessage,
    TakePicture,
    TakeRecording,
)
from appliance.model import Device, OrderKind, OrderState
from appliance.store import Store
from appliance.store.rows import OrderRow
from appliance.wire import Connection, FromCore, ToCore
from tests.core.lines import line
from tests.core.samples import captured, locked

TABLET = Device(name="Tablet 3", addresses=("10.0.0.7",), room="Library")
PICTURE = Wanted(helper="h1", device=TABLET, do=TakePicture())


@dataclass
class Ordering:
    orders: Orders
    link: HelpersLink
    far: Connection[FromCore]
    near: Connection[ToCore]
    changed: list[int] = field(default_factory=list)


@pytest.fixture
def thread(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home, busy_seconds=0.05)
    opened.migrate()
    thread = StoreThread(opened)
    yield thread
    thread.close()


@pytest.fixture
async def ordering(thread: StoreThread) -> AsyncIterator[Ordering]:
    async with line(ToCore, FromCore) as (near, far):
        link = HelpersLink()
        link.join(near)
        changed: list[int] = []
        made = Ordering(Orders(thread, link, changed.extend), link, far, near, changed)
        yield made
        await made.orders.close()


async def row(thread: StoreThread, id_: str) -> OrderRow:
    found = await thread.run(lambda store: store.orders.get(id_))
    assert found
    return found


async def test_an_order_is_stored_before_it_is_sent_and_settled_when_it_is_answered(
    ordering: Ordering, thread: StoreThread
) -> None:
    (number,) = await thread.run(lambda store: store.captures.add([captured(1)]))
    (end,) = await ordering.orders.begin([PICTURE], capture=number)
    sent = await ordering.far.receive()
    assert isinstance(sent, SendOrder)
    assert (await row(thread, sent.order)).state is OrderState.WAITING
    ordering.orders.answered(OrderAnswered(order=sent.order, done=True, arrived=0.25))
    assert (await end).state is OrderState.DONE
    await ordering.orders.close()
    kept = await row(thread, sent.order)
    assert (kept.state, kept.arrived, kept.capture, ordering.changed) == (OrderState.DONE, 0.25, number, [number] * 2)


async def test_one_that_is_not_answered_ends_within_its_time_and_may_turn_out_to_be_done(
    ordering: Ordering, thread: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLACK_SECONDS", 0.0)
    monkeypatch.setattr(module, "seconds_for", lambda _: 0.05)
    (end,) = await ordering.orders.begin([PICTURE])
    ended = await asyncio.wait_for(end, 5)
    assert (ended.state, ended.why) == (OrderState.FAILED, "No picture: the device did not answer within 0 seconds.")
    ordering.orders.answered(OrderAnswered(order=ended.id, done=False, why="Too late."))
    ordering.orders.answered(OrderAnswered(order=ended.id, done=True, arrived=3.0))
    await ordering.orders.close()
    assert (await row(thread, ended.id)).state is OrderState.DONE


async def test_without_a_line_an_order_fails_at_once(ordering: Ordering) -> None:
    (waits,) = await ordering.orders.begin([PICTURE])
    assert ordering.link.leave(ordering.near)
    ordering.orders.cut_off()
    (end,) = await ordering.orders.begin([PICTURE])
    for one in (waits, end):
        ended = await one
        assert (ended.state, ended.why) == (OrderState.FAILED, f"No picture: the {NO_SERVICE[4:]}")


async def test_what_is_known_not_to_be_possible_is_not_sent(ordering: Ordering) -> None:
    message = Wanted(helper="h1", device=TABLET, do=ShowMessage(text="Hi", sender="Ms Ada"), why="It is off.")
    (end, _) = await ordering.orders.begin([message, PICTURE], by="Ms Ada")
    assert (await end).why == "The message was not shown: it is off."
    sent = await ordering.far.receive()
    assert isinstance(sent, SendOrder)
    assert sent.do == TakePicture()


async def test_a_helper_has_only_so_much_to_do_at_once(ordering: Ordering) -> None:
    ends = await ordering.orders.begin([PICTURE] * MOST_WAITING)
    (more,) = await ordering.orders.begin([PICTURE])
    assert (await more).why == "No picture: the device has too much to do already."
    assert not any(end.done() for end in ends)


async def test_an_order_goes_out_though_the_disk_fails_and_is_stored_later(
    ordering: Ordering, thread: StoreThread, home: Home
) -> None:
    with locked(home.store / "cases.db"):
        (end,) = await ordering.orders.begin([PICTURE])
        sent = await ordering.far.receive()
        assert isinstance(sent, SendOrder)
        ordering.orders.answered(OrderAnswered(order=sent.order, done=True))
        assert (await end).state is OrderState.DONE
    await ordering.orders.close()
    await ordering.orders.catch_up()
    assert (await row(thread, sent.order)).state is OrderState.DONE


async def test_what_waited_when_core_died_ends_at_the_start(ordering: Ordering, thread: StoreThread) -> None:
    await ordering.orders.begin([PICTURE])
    sent = await ordering.far.receive()
    assert isinstance(sent, SendOrder)
    fresh = Orders(thread, HelpersLink(), ordering.changed.extend)
    await fresh.load()
    kept = await row(thread, sent.order)
    assert (kept.state, kept.why) == (OrderState.FAILED, AFRESH)


@pytest.mark.parametrize(
    ("do", "kind", "seconds"),
    [
        pytest.param(TakePicture(), OrderKind.SCREENSHOT, 10, id="a picture"),
        pytest.param(TakeRecording(), OrderKind.RECORDING, 40, id="a recording, of which a part was before"),
        pytest.param(TakeRecording(seconds=5, before=60), OrderKind.RECORDING, 20, id="all of it was before"),
        pytest.param(ShowMessage(text="", sender=""), OrderKind.MESSAGE, 5, id="a message"),
        pytest.param(LogOff(), OrderKind.LOG_OFF, 15, id="log off"),
        pytest.param(CloseTabs(), OrderKind.CLOSE_TABS, 5, id="close tabs"),
        pytest.param(Renew(), OrderKind.RENEW, 60, id="renew"),
        pytest.param(SendThumbnails(every=1, seconds=1), None, 5, id="thumbnails are kept by nobody"),
    ],
)
def test_each_has_its_kind_and_its_time(do: Do, kind: OrderKind | None, seconds: float) -> None:
    assert (kind_of(do), seconds_for(do)) == (kind, seconds)


async def test_a_line_that_came_instead_is_not_left_with_the_old_one(ordering: Ordering) -> None:
    async with line(ToCore, FromCore) as (near, _):
        ordering.link.join(near)
        assert not ordering.link.leave(ordering.near)
        assert ordering.link.is_there
