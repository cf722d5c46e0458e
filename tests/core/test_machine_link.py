"""The line to what looks after the machine under Lollipop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from appliance.config import Home
from appliance.core import machine_link
from appliance.core.machine_link import NOT_MANAGED, SILENT, MachineLink, in_words
from appliance.core.store_thread import StoreThread
from appliance.machine import commands
from appliance.machine.commands import Answer, Begun, Command, Failed, Look, Looked, Order, Restart, Update
from appliance.store import Store
from appliance.wire import AskMachine, Connection, MachineSaid, Refused, listen


@pytest.fixture
async def store(home: Home) -> AsyncIterator[StoreThread]:
    made = StoreThread(Store.open(home))
    await made.run(lambda opened: opened.migrate())
    yield made
    made.close()


@asynccontextmanager
async def answering(home: Home, answer: Answer | None) -> AsyncIterator[list[Command]]:
    """The other end; None never answers."""
    asked: list[Command] = []
    lines: list[Connection[Command]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Connection[Command](reader, writer, Command)
        lines.append(line)
        while (command := await line.receive()) is not None:
            asked.append(command)
            if answer is not None:
                line.send(answer)

    server = await listen(home.machine_socket, serve)
    try:
        yield asked
    finally:
        server.close()
        for line in lines:
            line.close()
        home.machine_socket.unlink(missing_ok=True)


async def trail(store: StoreThread) -> list[tuple[str, str, str]]:
    entries = await store.run(lambda opened: opened.audit.recent())
    return [(entry.who, entry.what, entry.object) for entry in entries]


async def test_what_is_done_is_in_the_audit_trail_with_who_asked(home: Home, store: StoreThread) -> None:
    link = MachineLink(home.machine_socket, store)
    begun = Begun(text="The update begins.")
    async with answering(home, begun) as asked:
        order = Update(file="lollipop-1.3.raucb")
        assert await link.answer(AskMachine(command=order, by="Mrs Reed")) == MachineSaid(answer=begun)
    assert asked == [order]
    assert await trail(store) == [("Mrs Reed", "update put in", "lollipop-1.3.raucb")]


async def test_looking_and_failing_leave_no_trace_there(home: Home, store: StoreThread) -> None:
    link = MachineLink(home.machine_socket, store)
    for command, answer in ((Look(), Looked(version="1.2")), (Restart(), Failed(text="Please wait."))):
        async with answering(home, answer):
            assert await link.answer(AskMachine(command=command, by="Mrs Reed")) == MachineSaid(answer=answer)
    assert await trail(store) == []


async def test_a_box_without_it_says_so(home: Home, store: StoreThread) -> None:
    link = MachineLink(home.machine_socket, store)
    assert await link.answer(AskMachine(command=Look(), by="x")) == Refused(text=NOT_MANAGED)


async def test_silence_and_a_dead_socket_are_told(
    home: Home, store: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_link, "ANSWER_SECONDS", 0.2)
    link = MachineLink(home.machine_socket, store)
    async with answering(home, None):
        assert await link.answer(AskMachine(command=Look(), by="x")) == Refused(text=SILENT)
    home.machine_socket.touch()
    assert await link.answer(AskMachine(command=Restart(), by="x")) == Refused(text=SILENT)
    assert await trail(store) == []


async def test_a_store_that_cannot_be_written_does_not_keep_a_box_from_being_mended(
    home: Home, store: StoreThread
) -> None:
    link = MachineLink(home.machine_socket, store)
    await store.run(lambda opened: opened._cases.close())  # as when the disk is gone
    async with answering(home, Begun(text="The box starts anew.")):
        said = await link.answer(AskMachine(command=Restart(), by="x"))
    assert said == MachineSaid(answer=Begun(text="The box starts anew."))


ORDERS: tuple[Order, ...] = (
    Update(file="a.raucb"),
    commands.StartOther(),
    Restart(),
    commands.PowerOff(),
    commands.BackUp(),
    commands.TryBackup(),
    commands.KeepBackups(place=None),
    commands.AskKitCode(),
    commands.NewKitCode(),
    commands.FindBackups(code="SECRET"),
    commands.Restore(snapshot="0" * 8, code="SECRET"),
    commands.LetIn(keys=("SECRET", "SECRET")),
    commands.ForgetEverything(word="forget everything"),
)


def test_every_order_has_words_and_none_tells_a_code() -> None:
    assert {type(order) for order in ORDERS} == set(Order.__args__)
    told = [in_words(order) for order in ORDERS]
    assert all(what and about for what, about in told)
    assert len({what for what, _ in told}) == len(ORDERS)
    assert "SECRET" not in str(told)
