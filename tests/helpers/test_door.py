"""How many may stand at the door without a word, and who makes room."""

import asyncio
import socket
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidHandshake

from appliance.helpers import door
from appliance.helpers.door import GRACE_SECONDS, MOST_OF_ONE, Callers, Door, Guest
from tests.helpers.core import CODE, Box
from tests.helpers.device import Device

MANY = 400


@pytest.fixture
def guests() -> Iterator[list[Guest]]:
    """Connections, and nobody reads the other ends."""
    pairs = [socket.socketpair() for _ in range(4)]
    made = [Guest(fileno=one.detach()) for one, _ in pairs]
    yield made
    for one in (*made, *(other for _, other in pairs)):
        one.close()


def is_open(one: socket.socket) -> bool:
    try:
        return one.recv(1, socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except ConnectionResetError:
        return False


def test_the_oldest_of_an_address_makes_room_once_it_had_its_time(guests: list[Guest]) -> None:
    callers = Callers(most_of_one=2, most=100)
    first, second, third, other = guests
    assert callers.came(first, ("a", 1), 0.0)
    assert callers.came(other, ("b", 1), 0.0)
    assert callers.came(second, ("a", 2), 0.5)
    assert not callers.came(third, ("a", 3), GRACE_SECONDS - 0.1)
    assert callers.came(third, ("a", 3), GRACE_SECONDS)
    assert [is_open(one) for one in guests] == [False, True, True, True]
    assert len(callers) == 3


def test_all_together_have_a_bound_too(guests: list[Guest]) -> None:
    callers = Callers(most_of_one=2, most=3)
    for number, one in enumerate(guests[:3]):
        assert callers.came(one, (f"a{number}", 1), 0.0)
    assert not callers.came(guests[3], ("b", 1), 1.0)
    assert callers.came(guests[3], ("b", 1), GRACE_SECONDS)
    assert not is_open(guests[0])


def test_who_spoke_or_is_gone_is_not_counted(guests: list[Guest]) -> None:
    callers = Callers(most_of_one=1, most=1)
    assert callers.came(guests[0], ("a", 1), 0.0)
    callers.settled(("a", 1))
    assert callers.came(guests[1], ("a", 2), 0.0)
    guests[1].close()
    assert callers.came(guests[2], ("a", 3), 0.0)
    assert is_open(guests[0])


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_one_that_is_not_let_in_is_closed(host: str) -> None:
    with Door(host, 0, Callers(most_of_one=1)) as listening:
        listening.listen()
        with (
            socket.create_connection(listening.getsockname()[:2]),
            socket.create_connection(listening.getsockname()[:2], timeout=5) as second,
        ):
            guest, _ = listening.accept()
            with pytest.raises(ConnectionAbortedError):
                listening.accept()
            assert second.recv(1) == b""
            guest.close()


async def test_hundreds_that_say_nothing_shut_nobody_out(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "GRACE_SECONDS", 0.3)
    silent = [await _silent(school) for _ in range(MANY)]
    try:
        async with school.device(from_address="127.0.0.2"):
            pass
        async with asyncio.timeout(15):
            await _comes_in(school)
        assert sum(map(is_open, silent)) <= MOST_OF_ONE
    finally:
        for one in silent:
            one.close()


async def test_a_class_behind_one_router_comes_in_at_once(school: Box) -> None:
    devices = [Device(school.where) for _ in range(20)]
    await asyncio.gather(*(one.connect(code=CODE) for one in devices))
    for one in devices:
        await one.leave()


async def _silent(school: Box) -> socket.socket:
    made = socket.socket()
    made.setblocking(False)
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", school.where.port))
    return made


async def _comes_in(school: Box) -> None:
    """A device tries again until it is let in."""
    while True:
        try:
            async with school.device():
                return
        except (OSError, InvalidHandshake):
            await asyncio.sleep(0.1)
