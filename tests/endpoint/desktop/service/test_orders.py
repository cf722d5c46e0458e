"""Each order is done once, and answered within its time."""

import asyncio

from appliance.helpers.protocol import Answer, Order, TakePicture
from endpoint.desktop.service.orders import Orders


def order(name: str, within: float = 5.0) -> Order:
    return Order(id=name, within=within, do=TakePicture())


async def test_an_order_that_comes_twice_is_done_once_and_answered_twice() -> None:
    done: list[str] = []
    said: asyncio.Queue[Answer] = asyncio.Queue()

    async def do(one: Order) -> Answer:
        done.append(one.id)
        return Answer(order=one.id, done=True, why="as asked")

    orders = Orders(do, said.put)
    orders.take(order("a"))
    first = await said.get()
    orders.take(order("a"))
    assert await said.get() == first == Answer(order="a", done=True, why="as asked")
    assert done == ["a"]
    assert orders.is_known("a")
    assert not orders.is_known("b")


async def test_while_it_is_done_it_is_not_done_again() -> None:
    go, said = asyncio.Event(), asyncio.Queue[Answer]()
    began = 0

    async def do(one: Order) -> Answer:
        nonlocal began
        began += 1
        await go.wait()
        return Answer(order=one.id, done=True)

    orders = Orders(do, said.put)
    orders.take(order("a"))
    orders.take(order("a"))
    await asyncio.sleep(0)
    go.set()
    await said.get()
    assert (began, said.empty()) == (1, True)


async def test_what_takes_too_long_is_answered_in_time() -> None:
    said: asyncio.Queue[Answer] = asyncio.Queue()

    async def do(_: Order) -> Answer:
        return await asyncio.Future[Answer]()

    Orders(do, said.put).take(order("a", within=0.2))
    answer = await asyncio.wait_for(said.get(), 5)
    assert (answer.done, answer.why) == (False, "The device did not do it in time.")


async def test_only_so_many_are_remembered() -> None:
    said: asyncio.Queue[Answer] = asyncio.Queue()

    async def do(one: Order) -> Answer:
        return Answer(order=one.id, done=True)

    orders = Orders(do, said.put)
    for number in range(300):
        orders.take(order(str(number)))
        await said.get()
    assert not orders.is_known("0")
    assert orders.is_known("299")
