"""Each order is done once, and answered within its time."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.helpers.protocol import Answer, Order, TakePicture
from endpoint.desktop.service import orders as module
from endpoint.desktop.service.sealed import Seal

type Do = Callable[[Order], Awaitable[Answer]]


class Said(asyncio.Queue[Answer]):
    """The box, which may be away."""

    here = True

    async def hear(self, answer: Answer) -> bool:
        if self.here:
            self.put_nowait(answer)
        return self.here


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def made(said: Said, tmp_path: Path, seal: Seal) -> Callable[[Do], module.Orders]:
    return lambda do: module.Orders(do, said.hear, tmp_path / "orders", seal)


Made = Callable[[Do], module.Orders]


def order(name: str, within: float = 5.0) -> Order:
    return Order(id=name, within=within, do=TakePicture())


async def test_an_order_that_comes_twice_is_done_once_and_answered_twice(made: Made, said: Said) -> None:
    done: list[str] = []

    async def do(one: Order) -> Answer:
        done.append(one.id)
        return Answer(order=one.id, done=True, why="as asked")

    orders = made(do)
    orders.take(order("a"))
    first = await said.get()
    orders.take(order("a"))
    assert await said.get() == first == Answer(order="a", done=True, why="as asked")
    assert done == ["a"]
    assert orders.is_known("a")
    assert not orders.is_known("b")


async def test_while_it_is_done_it_is_not_done_again(made: Made, said: Said) -> None:
    go = asyncio.Event()
    began = 0

    async def do(one: Order) -> Answer:
        nonlocal began
        began += 1
        await go.wait()
        return Answer(order=one.id, done=True)

    orders = made(do)
    orders.take(order("a"))
    orders.take(order("a"))
    await asyncio.sleep(0)
    go.set()
    await said.get()
    assert (began, said.empty()) == (1, True)


async def test_what_takes_too_long_is_answered_in_time(made: Made, said: Said) -> None:
    async def do(_: Order) -> Answer:
        return await asyncio.Future[Answer]()

    made(do).take(order("a", within=0.2))
    answer = await asyncio.wait_for(said.get(), 5)
    assert (answer.done, answer.why) == (False, "The device did not do it in time.")


async def test_only_so_many_are_remembered(made: Made, said: Said) -> None:
    async def do(one: Order) -> Answer:
        return Answer(order=one.id, done=True)

    orders = made(do)
    for number in range(300):
        orders.take(order(str(number)))
        await said.get()
    assert not orders.is_known("0")
    assert orders.is_known("299")


async def test_a_service_that_starts_again_does_none_twice(made: Made, said: Said) -> None:
    done: list[str] = []

    async def do(one: Order) -> Answer:
        done.append(one.id)
        if one.id == "b":
            await asyncio.Future[Answer]()
        return Answer(order=one.id, done=True)

    before = made(do)
    before.take(order("a"))
    await said.get()
    before.take(order("b"))
    await asyncio.sleep(0)
    after = made(do)
    after.take(order("a"))
    assert await said.get() == Answer(order="a", done=True)
    after.take(order("b"))
    assert (await said.get()).why == "The helper was started again before it was done."
    assert done == ["a", "b"]
    assert after.is_known("b")
    after.forget()
    assert not made(do).is_known("a")


async def test_a_box_that_was_away_hears_it_when_it_is_back(made: Made, said: Said) -> None:
    async def do(one: Order) -> Answer:
        said.here = False
        return Answer(order=one.id, done=True)

    orders = made(do)
    orders.take(order("a"))
    while said.here:  # noqa: ASYNC110  # until it is done
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    await orders.say_again()
    assert said.empty()
    said.here = True
    await orders.say_again()
    assert said.get_nowait() == Answer(order="a", done=True)
    await orders.say_again()
    assert said.empty()
