"""Orders are done once, answered within their time, and never fail without a sentence."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.errors import WireError
from appliance.helpers.protocol import Do, LogOff, Order, Picture, Renew, SendThumbnails, ShowMessage, TakePicture
from endpoint.desktop.session.orders import Orders
from endpoint.desktop.session.recording import Camera, Recorder
from endpoint.desktop.windows import FullError
from tests.endpoint.desktop.session.pupil import eventually
from tests.endpoint.desktop.windows.desk import Desk


class Shown:
    def __init__(self) -> None:
        self.messages: list[str] = []

    async def message(self, message: ShowMessage) -> None:
        if message.text == "one too many":
            raise FullError("Too many messages wait to be read on this device.")
        self.messages.append(message.text)

    async def log_off_notice(self, text: str) -> None:
        self.messages.append(text)
        await asyncio.sleep(60)


class Sent:
    def __init__(self) -> None:
        self.headers: list[Picture] = []
        self.bytes = 0
        self.broken = False

    async def picture(self, header: Picture, image: bytes) -> None:
        if self.broken:
            raise WireError("the other end takes nothing")
        self.headers.append(header)
        self.bytes += len(image)


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def orders(shown: Shown, sent: Sent) -> Iterator[Orders]:
    with ThreadPoolExecutor(1) as worker:
        camera = Camera(lambda: False, worker)
        yield Orders(camera, Recorder(camera, lambda: False), shown, sent.picture)


def order(do: Do, number: str = "one", within: float = 30.0) -> Order:
    return Order(id=number, within=within, do=do)


async def test_what_takes_too_long_is_answered_in_time(orders: Orders) -> None:
    answer = await asyncio.wait_for(orders.answer(order(LogOff(), within=0.1)), 10)
    assert (answer.done, answer.why) == (False, "The device was too slow.")


async def test_two_that_ask_the_same_at_once_get_one_answer(orders: Orders, shown: Shown) -> None:
    one = order(ShowMessage(text="Tidy up", sender="Mr Evans"))
    answers = await asyncio.gather(orders.answer(one), orders.answer(one))
    assert answers[0] == answers[1]
    assert shown.messages == ["Tidy up"]


async def test_too_many_messages_are_said_so(orders: Orders) -> None:
    answer = await orders.answer(order(ShowMessage(text="one too many", sender="Mr Evans")))
    assert (answer.done, answer.why) == (False, "Too many messages wait to be read on this device.")


async def test_a_picture_that_does_not_get_through_is_said_so(screen: Desk, orders: Orders, sent: Sent) -> None:
    sent.broken = True
    answer = await orders.answer(order(TakePicture()))
    assert (answer.done, answer.why) == (False, "The picture did not get through.")


async def test_a_device_without_a_screen_says_so(orders: Orders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4123")
    answer = await orders.answer(order(TakePicture()))
    assert not answer.done
    assert "could not take a picture" in answer.why


async def test_renewal_is_not_the_sessions(orders: Orders) -> None:
    assert not (await orders.answer(order(Renew()))).done


async def test_thumbnails_end_with_their_line(screen: Desk, orders: Orders, sent: Sent) -> None:
    await orders.answer(order(SendThumbnails(every=0, seconds=60)))
    await eventually(lambda: sent.headers, "a thumbnail")
    sent.broken = True
    thumbnails = orders._thumbnails
    assert thumbnails
    await asyncio.wait_for(thumbnails, 10)


async def test_answers_are_remembered_but_not_for_ever(orders: Orders) -> None:
    for number in range(500):
        await orders.answer(order(Renew(), str(number)))
    assert len(orders._answers) <= 201
