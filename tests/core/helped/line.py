"""What stands in for `helpers` at the socket of a real core: it confirms news, and says and hears what a test wants."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Self

from appliance.config import Home
from appliance.helper_codes import digest_of
from appliance.helper_wire import (
    HelperHere,
    HelperNews,
    HelperPerson,
    OrderAnswered,
    SendOrder,
)
from appliance.model import Helper, HelperKind
from appliance.store import Store
from appliance.store.helpers import Enrolment
from appliance.wire import Call, Connection, FromCore, Hello, InForce, News, Role, Seats, Sighted, ToCore
from tests.core.samples import until

MAC, OTHER_MAC = "02:00:00:00:00:07", "02:00:00:00:00:08"
AT, OTHER_AT = "10.0.0.7", "10.0.0.8"


class Caller:
    """Someone at the socket of core."""

    def __init__(self, home: Home, role: Role, name: str = "", pid: int = 4711) -> None:
        self._home = home
        self._hello = Hello(role=role, name=name, pid=pid)
        self.heard: list[Any] = []
        self.answers: Callable[[SendOrder], OrderAnswered | None] = lambda _: None

    async def __aenter__(self) -> Self:
        self.line: Connection[FromCore] = await Connection.open(self._home.core_socket, FromCore)
        self.line.send(self._hello)
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self.line.close()
        await asyncio.gather(self._task, return_exceptions=True)

    def say(self, *messages: ToCore) -> None:
        for message in messages:
            self.line.send(message)

    def of[T](self, kind: type[T]) -> list[T]:
        return [one for one in self.heard if isinstance(one, kind)]

    async def next[T](self, kind: type[T], count: int = 1) -> T:
        """The one of that number that it heard of that kind."""
        await until(lambda: len(self.of(kind)) >= count, f"{count} × {kind.__name__}")
        return self.of(kind)[count - 1]

    @property
    def news(self) -> HelperNews:
        return self.of(HelperNews)[-1]

    def who(self, helper: str) -> HelperPerson | None:
        """What it was told last of who is there."""
        return next((one for one in reversed(self.of(HelperPerson)) if one.helper == helper), None)

    async def _listen(self) -> None:
        while (message := await self.line.receive()) is not None:
            self.heard.append(message)
            if isinstance(message, News):
                self.line.send(InForce(version=message.version))
            if isinstance(message, SendOrder) and (answer := self.answers(message)):
                self.line.send(answer)


def done(order: SendOrder) -> OrderAnswered:
    return OrderAnswered(order=order.order, done=True, arrived=0.1)


def enrolled(store: Store, name: str = "pc-7", mac: str = MAC, kind: HelperKind = HelperKind.DESKTOP) -> Helper:
    """A helper that enrolled some time ago."""
    code, _ = store.helpers.add_code("Suite", time.time() + 600, 10, "office", time.time())
    asked = Enrolment(
        code=digest_of(code),
        key=name.encode().ljust(32, b"."),
        kind=kind,
        name=name,
        system="Debian",
        client=AT,
        mac=mac,
    )
    helper = store.helpers.enrol(asked, time.time())
    assert helper
    return helper


def here(helper: Helper, client: str = AT, *, here: bool = True) -> HelperHere:
    return HelperHere(helper=helper.id, client=client, here=here, version="1.0")


async def arrive(line: Caller, store: Store, helper: Helper, client: str = AT) -> None:
    """It is here, and core has written so."""
    line.say(here(helper, client))
    await until(lambda: (row := store.helpers.get(helper.id)) and row.client == client and row.version, "it is here")


async def place(watch: Caller, follower: Caller, mac: str = MAC, address: str = AT) -> None:
    """The network's watch sees a device, and whoever hears of seats knows it."""
    watch.say(Sighted(mac=mac, address=address, at=time.time(), source="arp"))
    await until(
        lambda: any(device.mac == mac for seats in follower.of(Seats)[-1:] for device in seats.devices),
        "it is somewhere",
    )


def people(follower: Caller) -> dict[str, str]:
    """Who is known to be at which address."""
    seats = follower.of(Seats)
    return {
        address: device.person.id
        for device in (seats[-1].devices if seats else ())
        if device.person
        for address in device.addresses
    }


async def ask(home: Home, message: ToCore) -> FromCore:
    def call() -> FromCore:
        with Call(home.core_socket, "web", timeout=30) as line:
            return line.ask(message)

    return await asyncio.to_thread(call)
