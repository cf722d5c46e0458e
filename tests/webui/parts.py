"""What the console's tests are made of: captures in a real store, and the smallest core that speaks the wire."""

import asyncio
import threading
import time
from pathlib import Path
from typing import Self

from appliance.choice_wire import AskKeep, AskPlug, AskSshFrom, AskUnplug
from appliance.config import Home
from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.machine.commands import Answer as MachineAnswer
from appliance.machine.commands import Begun, Look, Looked
from appliance.model import (
    Ban,
    Capture,
    Captured,
    Channel,
    Condition,
    Device,
    Direction,
    Finding,
    Match,
    Person,
    Role,
    Severity,
)
from appliance.store import Store
from appliance.wire import (
    AskBan,
    AskLift,
    AskMachine,
    AskReload,
    AskStatus,
    Changed,
    Connection,
    Done,
    Follow,
    FromCore,
    Goodbye,
    Hello,
    MachineSaid,
    Pulse,
    Refused,
    Status,
    ToCore,
    WorkerState,
    listen,
)


def captured(number: int = 1, *, at: float, words: str = "how to hurt myself", **changed: str) -> Captured:
    """A capture as a worker records it. `changed` replaces any of its texts."""
    before, after = changed.pop("before", "is there a way "), changed.pop("after", " without anyone noticing")
    match = Match(
        term=changed.pop("term", f"self-harm/{number}"),
        category=changed.pop("category", "Self-harm"),
        severity=Severity(changed.pop("severity", "severe")),
        definition=changed.pop("definition", "Asks how to injure oneself."),
        channel=Channel(changed.pop("channel", "search")),
        start=len(before),
        end=len(before) + len(words),
        text=words,
        snippet=f"{before}{words}{after}",
        snippet_start=0,
    )
    finding = Finding(match=match, raises=True, why=changed.pop("why", "searched for, so every severity is raised"))
    device = changed.pop("device", "tablet-3")
    name = changed.pop("person", "")
    person = Person(id=f"p-{name}", name=name, role=Role.PUPIL) if name else None
    texts = {
        "url": "https://search.example/?q=how+to+hurt+myself",
        "host": "search.example",
        "title": "how to hurt myself – Search",
        "user_agent": "Mozilla/5.0 (X11; CrOS x86_64)",
        "worker": "worker-1",
    } | changed
    return Captured(
        id=f"event-{number}-{at}",
        at=at,
        client="10.0.0.21",
        device=Device(name=device, addresses=("10.0.0.21",), room=texts.pop("room", "Room 4"), person=person),
        direction=Direction.SENT,
        capture=Capture(findings=(finding, finding), actions=(), cut=False),
        **texts,
    )


class SmallCore:
    """Listens where core would: keeps bans in the store, and rings when it is told to."""

    def __init__(self, home: Home, store: Store) -> None:
        self._path: Path = home.core_socket
        self._store = store
        self._loop = asyncio.new_event_loop()
        self._followers: set[Connection[ToCore]] = set()
        self.asked: list[ToCore] = []
        self.refuse = ""
        self.trouble = ""
        self.missing: tuple[str, ...] = ()
        self.helpers: tuple[str, ...] = ()
        self.conditions: tuple[Condition, ...] = ()
        self.trying_until = 0.0
        self.looked: Looked | None = None
        self.machine: MachineAnswer = Begun(text="It has begun.")

    def __enter__(self) -> Self:
        self._server = self._loop.run_until_complete(listen(self._path, self._serve))
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    def capture(self, event: Captured) -> int:
        """Store it and ring, as core does."""
        (number,) = self._store.captures.add([event])
        self._loop.call_soon_threadsafe(self._ring, number)
        return number

    def _ring(self, number: int) -> None:
        for follower in self._followers:
            follower.send(Changed(id=number))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection: Connection[ToCore] = Connection(reader, writer, ToCore)
        try:
            while (message := await connection.receive()) is not None:
                self.asked.append(message)
                if isinstance(message, Follow):
                    self._followers.add(connection)
                elif not isinstance(message, Hello | Goodbye):
                    connection.send(self._answer(message))
        finally:
            self._followers.discard(connection)
            connection.close()

    def _answer(self, message: ToCore) -> FromCore:  # noqa: PLR0911  # one for each kind
        now = time.time()
        match message:
            case AskStatus():
                return self._status(now)
            case _ if self.refuse:
                return Refused(text=self.refuse)
            case AskMachine(command=Look()) if self.looked:
                return MachineSaid(answer=self.looked)
            case AskMachine():
                return MachineSaid(answer=self.machine) if self.looked else Refused(text="Not looked after from here.")
            case AskPlug() | AskKeep() | AskUnplug() | AskSshFrom():
                return Done(text="It was done.")
            case AskBan(device=device, seconds=seconds, reason=reason, by=by):
                self._store.bans.add(
                    Ban(
                        id=f"ban-{now}",
                        device=device,
                        addresses=("10.0.0.21",),
                        since=now,
                        until=now + seconds,
                        reason=reason,
                        by=by,
                    )
                )
                return Done(text=f"The internet of {device} is paused.", in_force_ms=12.0)
            case AskReload():
                return Done(text="The change is in force.", in_force_ms=8.0, missing=self.missing)
            case AskOrder() | AskLock() | AskUnlock():
                return Done(text="It was done on tablet.")
            case AskLift(device=device, by=by):
                self._store.bans.lift(device, by, now)
                return Done(text=f"The pause of {device} is lifted.", in_force_ms=9.0)
        raise AssertionError(message)

    def _status(self, now: float) -> Status:
        pulse = Pulse(
            connections=42, requests=18_204, memory_bytes=96 * 1024 * 1024, spool_bytes=2 * 1024 * 1024, guard_trips=0
        )
        return Status(
            started=now - 9000,
            workers=(WorkerState(name="worker-1", pid=4242, since=now - 9000, pulse=pulse),),
            bans=(),
            spool_waiting=0,
            store_trouble=self.trouble,
            network="not managed here",
            helpers=self.helpers,
            conditions=self.conditions,
            trying_until=self.trying_until,
        )
