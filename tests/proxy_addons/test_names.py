"""Names are looked up once in a while, and never wrongly remembered."""

import asyncio
import socket
from typing import Any

import pytest

from proxy_addons import names
from proxy_addons.names import Names, remember_names


class Answers:
    """A resolver: counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    async def __call__(self, host: str, port: int, **_: int) -> list[Any]:
        self.asked.append(host)
        await asyncio.sleep(0.02)
        if self.fails:
            raise socket.gaierror(f"no {host}")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]


@pytest.fixture
async def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    found = Answers()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
    return found


async def test_many_who_ask_at_once_share_one_answer(answers: Answers) -> None:
    known = Names(asyncio.get_running_loop())
    found = await asyncio.gather(*(known.getaddrinfo("a.example", 443) for _ in range(20)))
    assert {one[0][4] for one in found} == {("192.0.2.1", 443)}
    await known.getaddrinfo("a.example", 443)
    assert answers.asked == ["a.example"]


async def test_another_port_or_kind_is_another_question(answers: Answers) -> None:
    known = Names(asyncio.get_running_loop())
    await known.getaddrinfo("a.example", 443)
    assert (await known.getaddrinfo("a.example", 80))[0][4] == ("192.0.2.1", 80)
    await known.getaddrinfo("a.example", 443, family=socket.AF_INET6)
    assert len(answers.asked) == 3


async def test_it_is_forgotten_after_a_moment(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "KEEP", 0.05)
    known = Names(asyncio.get_running_loop())
    await known.getaddrinfo("a.example", 443)
    await asyncio.sleep(0.06)
    await known.getaddrinfo("a.example", 443)
    assert len(answers.asked) == 2


async def test_a_failure_is_told_to_all_and_not_remembered(answers: Answers) -> None:
    known = Names(asyncio.get_running_loop())
    answers.fails = True
    told = await asyncio.gather(*(known.getaddrinfo("a.example", 443) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(one, socket.gaierror) for one in told)
    answers.fails = False
    assert await known.getaddrinfo("a.example", 443)
    assert len(answers.asked) == 2


async def test_who_gives_up_does_not_spoil_it_for_the_others(answers: Answers) -> None:
    known = Names(asyncio.get_running_loop())
    first, second = (asyncio.ensure_future(known.getaddrinfo("a.example", 443)) for _ in range(2))
    await asyncio.sleep(0.005)
    first.cancel()
    assert await second
    assert answers.asked == ["a.example"]


async def test_connections_of_the_loop_are_made_with_it(answers: Answers) -> None:
    remember_names()
    for _ in range(3):
        assert (await asyncio.get_running_loop().getaddrinfo("a.example", 443))[0][4] == ("192.0.2.1", 443)
    assert answers.asked == ["a.example"]
