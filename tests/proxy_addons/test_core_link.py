import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.config import Home
from appliance.model import Person, Role
from appliance.policy.school import Off, SchoolPolicy
from appliance.wire import (
    Bans,
    Connection,
    Goodbye,
    Hello,
    InForce,
    News,
    ProxySignedIn,
    ProxySignIn,
    Pulse,
    School,
    Spooled,
    ToCore,
    listen,
)
from proxy_addons.core_link import CoreLink
from tests.core.samples import until as soon
from tests.origins import TestAuthority
from tests.proxy_addons.conftest import Core, Running, curl

PULSE = Pulse(connections=1, requests=2, memory_bytes=3, spool_bytes=4, guard_trips=5)


@asynccontextmanager
async def linked(socket: Path, seen: list[News]) -> AsyncIterator[CoreLink]:
    link = CoreLink("worker-1", socket, seen.append, lambda: PULSE)
    running = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        running.cancel()


@asynccontextmanager
async def core(socket: Path, *bans: News) -> AsyncIterator[asyncio.Queue[ToCore]]:
    said: asyncio.Queue[ToCore] = asyncio.Queue()
    connections: list[Connection[ToCore]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection[ToCore](reader, writer, ToCore)
        connections.append(connection)
        for ban in bans:
            connection.send(ban)
        while (message := await connection.receive()) is not None:
            said.put_nowait(message)

    server = await listen(socket, talk)
    try:
        yield said
    finally:
        for connection in connections:
            connection.close()
        server.close()
        await server.wait_closed()


async def until[Kind: ToCore](said: asyncio.Queue[ToCore], kind: type[Kind]) -> Kind:
    async with asyncio.timeout(5):
        while not isinstance(message := await said.get(), kind):
            pass
        return message


async def test_it_says_who_it_is_and_how_it_does(tmp_path: Path) -> None:
    async with core(tmp_path / "s") as said, linked(tmp_path / "s", []):
        assert (await until(said, Hello)).name == "worker-1"
        assert await until(said, Spooled)
        assert await until(said, Pulse) == PULSE


async def test_a_list_of_bans_is_answered_once_it_holds(tmp_path: Path) -> None:
    seen: list[News] = []
    async with core(tmp_path / "s", Bans(version=7, bans=())) as said, linked(tmp_path / "s", seen):
        assert (await until(said, InForce)).version == 7
    assert [message.version for message in seen] == [7]


async def test_many_events_ring_once(tmp_path: Path) -> None:
    async with core(tmp_path / "s") as said, linked(tmp_path / "s", []) as link:
        await until(said, Pulse)
        for _ in range(1000):
            link.ring()
        assert await until(said, Spooled)
        await asyncio.sleep(0.05)
        assert said.qsize() == 0


async def test_it_comes_back_when_core_does(tmp_path: Path) -> None:
    async with linked(tmp_path / "s", []):
        for _ in range(2):
            async with core(tmp_path / "s") as said:
                begun = time.monotonic()
                await until(said, Hello)
                assert time.monotonic() - begun < 1.5


def test_a_worker_that_ends_on_purpose_says_so(tmp_path: Path, authority: TestAuthority) -> None:
    root = tmp_path / "home"
    with Core(root) as listening:
        with Running(root, authority.roots):
            listening.wait_for(Pulse)
        listening.wait_for(Goodbye)


def test_without_core_a_worker_goes_on(tmp_path: Path, authority: TestAuthority) -> None:
    root = tmp_path / "home"
    assert not Home(root).core_socket.exists()
    with Running(root, authority.roots) as running:
        assert curl(running, "https://practice.lollipop.test/").status == 200


async def test_the_schools_own_policy_is_put_in_force_and_confirmed(tmp_path: Path) -> None:
    school = School(version=4, policy=SchoolPolicy(off=(Off(term="weapons/1"),)))
    seen: list[News] = []
    async with core(tmp_path / "s", Bans(version=3, bans=()), school) as said, linked(tmp_path / "s", seen):
        assert [(await until(said, InForce)).version for _ in range(2)] == [3, 4]
    assert seen == [Bans(version=3, bans=()), school]


async def test_a_name_and_a_password_are_asked_about_and_each_gets_its_own_answer(tmp_path: Path) -> None:
    answers: dict[str, ProxySignedIn | None] = {}
    amy = Person(id="p1", name="Amy Bell", role=Role.PUPIL)
    connections: asyncio.Queue[Connection[ToCore]] = asyncio.Queue()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.put_nowait(Connection[ToCore](reader, writer, ToCore))

    server = await listen(tmp_path / "s", talk)
    async with linked(tmp_path / "s", []) as link:
        link.prove("10.0.0.4", "amy1", "secret", lambda answer: answers.update(early=answer))
        assert answers == {"early": None}, "core is away"
        line = await connections.get()
        for name in ("amy1", "ben3", "eve9"):
            link.prove("10.0.0.4", name, "secret", lambda answer, name=name: answers.update({name: answer}))  # type: ignore[misc]
        asked: list[ProxySignIn] = []
        while len(asked) < 3:
            message = await line.receive()
            asked += [message] if isinstance(message, ProxySignIn) else []
        for one in reversed(asked[:2]):
            line.send(ProxySignedIn(number=one.number, person=amy if one.name == "amy1" else None))
        await soon(lambda: len(answers) == 3, "both are answered")
        assert answers["amy1"] == ProxySignedIn(number=asked[0].number, person=amy)
        assert answers["ben3"] == ProxySignedIn(number=asked[1].number, person=None)
        assert link.silent_for == 0.0
        server.close()
        line.close()
        await soon(lambda: "eve9" in answers, "she is told")
        assert answers["eve9"] is None, "core went away before it answered"
        assert link.silent_for > 0.0
