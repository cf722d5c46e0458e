"""How processes talk: Unix stream sockets, each message a 4-byte big-endian length and msgpack of a tagged type.

`core` listens; workers, web, the portal, the network's watch and the command line connect, and the first message says
who they are. `network` listens for `core` alone, with types of its own (`appliance/network/commands.py`); what the
portal asks stands in `appliance/portal_wire.py`, what `helpers` says and is told in `appliance/helper_wire.py`.
"""

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec

from appliance.access.rules import AccessPolicy
from appliance.choice_wire import ChoiceAsked
from appliance.errors import CoreAwayError, WireError
from appliance.helper_wire import FromHelpers, HelperAsked, HelperNews, ToHelpers
from appliance.languages.choosing import SchoolWords
from appliance.machine import commands as machine
from appliance.model import Ban, Condition, Device, Frozen, Person, Tagged
from appliance.policy.school import SchoolPolicy
from appliance.portal_wire import PortalAnswer, PortalAsk

MAX_MESSAGE = 4 * 1024 * 1024
_LENGTH = struct.Struct(">I")

# --- to core -------------------------------------------------------------------------------------------------------

Role = Literal["worker", "helpers", "web", "cli", "watch", "portal", "front"]
_Heard = Annotated[str, msgspec.Meta(max_length=255)]


class Hello(Tagged):
    """Who is calling. `name` tells apart processes of one role: the worker's name, or empty."""

    role: Role
    name: str
    pid: int


class Goodbye(Tagged):
    """A process that ends on purpose says so; one that vanishes without is an incident."""


class Spooled(Tagged):
    """A worker wrote to its spool; there is something to read."""


class Pulse(Tagged):
    """A worker's state, once a second. `trouble` is what it cannot do now, in a sentence."""

    connections: int
    requests: int
    memory_bytes: int
    spool_bytes: int
    guard_trips: int
    trouble: str = ""


class InForce(Tagged):
    """A worker's answer to news: that version holds from the next message on, and of bans for open connections too."""

    version: int


class ProxySignIn(Tagged):
    """Somebody proves at the explicit proxy who they are: a user name or an id, and their password. Answered by
    `ProxySignedIn` with the same number."""

    number: int
    client: str
    name: str
    password: str


class Sighted(Tagged):
    """The network's watch saw a device (`mac`: lower case, colons) at an address. A change of who is at an address is
    told at once; else a device is told of at most every 30 seconds, and all of them when the watch connects.

    `lease_seconds` is how long the address is theirs from `at` on, 0 when they gave it back, None where nobody said.
    Only ARP, NDP and DHCP say that an address is a device's; others may have come through a router. What is said of the
    device is as it was on the air, printable and bounded: its `name`, DHCP's `vendor` class and `options` asked for,
    mDNS's `services` and `model`. `maker` is who its MAC was given to.
    """

    mac: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2}:){5}[0-9a-f]{2}$")]
    address: Annotated[str, msgspec.Meta(max_length=64)]
    at: float
    source: Literal["arp", "ndp", "dhcp", "mdns", "dns"]
    lease_seconds: float | None = None
    name: _Heard = ""
    vendor: _Heard = ""
    options: Annotated[tuple[int, ...], msgspec.Meta(max_length=255)] = ()
    services: Annotated[tuple[_Heard, ...], msgspec.Meta(max_length=32)] = ()
    model: _Heard = ""
    maker: _Heard = ""


class AskBan(Tagged):
    """Ban a device, named or by address, or a person, by id or name. Answered by `Done` or `Refused`."""

    seconds: int
    reason: str
    by: str
    device: str = ""
    person: str = ""


class AskLift(Tagged):
    """Lift every ban of a device, or of a person, now. Answered by `Done` or `Refused`."""

    by: str
    device: str = ""
    person: str = ""


class AskReload(Tagged):
    """What the school says itself, or a list of hosts, changed on the disk. Answered by `Done` or `Refused`."""


class AskStatus(Tagged):
    """Answered by `Status`."""


class AskFirstLink(Tagged):
    """Of the screen at the box alone. Answered by `FirstLink`."""


class AskMachine(Tagged):
    """Of the machine under Lollipop, for a person whose right the asker has looked at. Answered by `MachineSaid`, or
    by `Refused` where no such machine is managed."""

    command: machine.Command
    by: str


class Follow(Tagged):
    """Ask for a `Changed` on each new or folded capture, and `Found` on new devices, until the connection closes."""


# --- from core -----------------------------------------------------------------------------------------------------


class Bans(Tagged):
    """Every ban in force, whole. Sent to a worker when it connects and after each change; it answers `InForce`."""

    version: int
    bans: tuple[Ban, ...]


class School(Tagged):
    """The school's own terms, switches and ignore entries, whole, and how it words itself to pupils. Sent to a worker
    when it connects and after each change; it answers `InForce`. Versions are counted over all kinds of news."""

    version: int
    policy: SchoolPolicy
    words: SchoolWords = SchoolWords()


class Seats(Tagged):
    """Every device that is somewhere now, by its addresses, and who is at it; whole. What it does not name, the
    settings may. Sent to a worker when it connects and after each change; it answers `InForce`."""

    version: int
    devices: tuple[Device, ...]


class AccessNews(Tagged):
    """What the school says of what can be reached, whole. Sent to a worker when it connects and after each change; it
    opens the lists of hosts anew where others are on the disk, and answers `InForce`."""

    version: int
    policy: AccessPolicy


class ProxySignedIn(Tagged):
    """`person` is None where name and password do not fit, or nothing is tried for so many seconds to `wait`."""

    number: int
    person: Person | None
    until: float = 0.0
    wait: float = 0.0


class Done(Tagged):
    """It was done. `in_force_ms` is how long it took until every worker and the network held it; `missing` names those
    that did not answer in time."""

    text: str
    in_force_ms: float = 0.0
    missing: tuple[str, ...] = ()


class Refused(Tagged):
    """It was not done, and `text` says why."""

    text: str


class WorkerState(Frozen):
    name: str
    pid: int
    since: float
    pulse: Pulse | None


class Status(Tagged):
    """What `core` knows that is not in the store. `network` is a sentence, `network_well` whether it is good news;
    `helpers` are the ids of those that are here, and `helpers_trouble` is why they cannot do what they should, or
    empty. `trying_until` is when a trial of another way to plug in ends, 0 without one."""

    started: float
    workers: tuple[WorkerState, ...]
    bans: tuple[Ban, ...]
    spool_waiting: int
    store_trouble: str
    network: str
    network_well: bool = True
    helpers: tuple[str, ...] = ()
    helpers_trouble: str = ""
    conditions: tuple[Condition, ...] = ()
    trying_until: float = 0.0


class MachineSaid(Tagged):
    answer: machine.Answer


class FirstLink(Tagged):
    """A sign-in link's token, for the first account; empty once somebody has one."""

    token: str


class Changed(Tagged):
    """A capture is new or was folded into. `id` is its row in the store."""

    id: int


class Found(Tagged):
    """Devices are on the network that were never seen before, by MAC. Told to whoever follows."""

    macs: tuple[str, ...]


Said = Hello | Goodbye | Spooled | Pulse | InForce | ProxySignIn | Sighted
Asked = AskBan | AskLift | AskReload | AskStatus | AskFirstLink | AskMachine | Follow | HelperAsked | ChoiceAsked
ToCore = Said | Asked | PortalAsk | FromHelpers
News = Bans | School | Seats | AccessNews | HelperNews
Told = ProxySignedIn | Done | Refused | Status | FirstLink | MachineSaid | Changed | Found
FromCore = News | Told | PortalAnswer | ToHelpers

_encoder = msgspec.msgpack.Encoder()


def encode(message: Any) -> bytes:
    body = _encoder.encode(message)
    if len(body) > MAX_MESSAGE:
        raise WireError(f"a message of {len(body)} bytes is over the bound of {MAX_MESSAGE}")
    return _LENGTH.pack(len(body)) + body


class Connection[In]:
    """One end of a socket in asyncio. `accepts` is the union of types that may come in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, accepts: Any) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder: msgspec.msgpack.Decoder[In] = msgspec.msgpack.Decoder(accepts)

    @classmethod
    async def open(cls, path: Path, accepts: Any) -> Self:
        """Raises CoreAwayError when nobody listens."""
        try:
            return cls(*await asyncio.open_unix_connection(str(path)), accepts)
        except OSError as error:
            raise CoreAwayError(f"{path.name} does not answer: {error.strerror or error}") from error

    def send(self, message: Any) -> None:
        """Queue a message; never waits."""
        if not self._writer.is_closing():
            self._writer.write(encode(message))

    async def drain(self) -> None:
        await self._writer.drain()

    @property
    def backlog(self) -> int:
        """Bytes queued and not yet taken by the other end."""
        return self._writer.transport.get_write_buffer_size()

    async def receive(self) -> In | None:
        """The next message, or None at a clean end. Raises WireError."""
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            _check_length(length)
            return self._decoder.decode(await self._reader.readexactly(length))
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise WireError("the other end went away in the middle of a message") from error
            return None
        except msgspec.DecodeError as error:
            raise WireError(f"not a message: {error}") from error
        except OSError as error:
            raise WireError(f"the connection broke: {error}") from error

    def peer_uid(self) -> int:
        """The user at the other end, from the kernel."""
        sock: socket.socket = self._writer.get_extra_info("socket")
        _, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
        return int(uid)

    def close(self) -> None:
        self._writer.close()


class Call:
    """A blocking connection to `core`, for the web UI and the command line. Use it in a `with`."""

    def __init__(self, path: Path, role: Role, timeout: float | None = 5.0) -> None:
        self._path = path
        self._role: Role = role
        self._timeout = timeout
        self._decoder: msgspec.msgpack.Decoder[FromCore] = msgspec.msgpack.Decoder(FromCore)

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(self._timeout)
        try:
            self._socket.connect(str(self._path))
        except OSError as error:
            self._socket.close()
            raise CoreAwayError("Lollipop's core is not running, or is just starting.") from error
        self._file = self._socket.makefile("rb")
        self.send(Hello(role=self._role, name="", pid=os.getpid()))
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, message: ToCore) -> None:
        try:
            self._socket.sendall(encode(message))
        except OSError as error:
            raise CoreAwayError("Lollipop's core went away.") from error

    def hang_up(self) -> None:
        """Say goodbye and end the connection; from another thread too, where it frees a waiting `receive`."""
        with contextlib.suppress(OSError, CoreAwayError):
            self.send(Goodbye())
            self._socket.shutdown(socket.SHUT_RDWR)

    def receive(self) -> FromCore:
        """The next message. Raises CoreAwayError at the end of the connection or after the time-out."""
        try:
            header = self._file.read(_LENGTH.size)
            if len(header) < _LENGTH.size:
                raise CoreAwayError("Lollipop's core went away.")
            (length,) = _LENGTH.unpack(header)
            _check_length(length)
            return self._decoder.decode(self._file.read(length))
        except OSError as error:
            raise CoreAwayError("Lollipop's core does not answer.") from error
        except msgspec.DecodeError as error:
            raise WireError(f"not a message: {error}") from error

    def ask(self, message: ToCore) -> FromCore:
        self.send(message)
        return self.receive()

    def follow(self) -> Iterator[Changed]:
        """Changes of captures as they happen, until `core` goes away."""
        self.send(Follow())
        while True:
            message = self.receive()
            if isinstance(message, Changed):
                yield message


async def listen(path: Path, handler: Any) -> asyncio.Server:
    """Serve a Unix socket at `path`; asyncio replaces one that a killed process left behind.

    The folder it stands in decides who may connect.
    """
    return await asyncio.start_unix_server(handler, str(path))


def _check_length(length: int) -> None:
    if length > MAX_MESSAGE:
        raise WireError(f"a message of {length} bytes is announced; the bound is {MAX_MESSAGE}")
