"""What comes of trying to get somewhere, in a word."""

import socket
import time
from collections.abc import Callable

from tests.lab.topology import Topology

PATIENCE = 0.5
MARK = b"a mark to know it by"
_EVERY_KIND = 3


def stream(lab: Topology, place: str, address: str, port: int) -> str:
    """`open`, `refused` or `silence`, over TCP."""
    try:
        lab.connect(place, address, port, timeout=PATIENCE * 2).close()
    except ConnectionRefusedError:
        return "refused"
    except TimeoutError:
        return "silence"
    return "open"


def datagram(lab: Topology, place: str, address: str, port: int) -> str:
    """`echo`, `refused` or `silence`, over UDP."""
    with lab.inside(place), socket.socket(_family(address), socket.SOCK_DGRAM) as probe:
        return datagram_by(probe, address, port)


def datagram_by(probe: socket.socket, address: str, port: int) -> str:
    probe.settimeout(PATIENCE)
    probe.connect((address, port))
    try:
        probe.send(b"hello")
        return {b"hello": "echo"}.get(probe.recv(100), "something else")
    except ConnectionRefusedError:
        return "refused"
    except TimeoutError:
        return "silence"


def packet(lab: Topology, sender: str, receiver: str, address: str, protocol: int) -> str:
    """`came` or `silence`, for a packet of a protocol of its own; `receiver` is the place that has the address."""
    with lab.inside(receiver):
        far = socket.socket(_family(address), socket.SOCK_RAW, protocol)
    with lab.inside(sender):
        near = socket.socket(_family(address), socket.SOCK_RAW, protocol)
    with far, near:
        far.settimeout(PATIENCE)
        near.sendto(b"tunnelled" * 4, (address, 0))
        try:
            far.recv(100)
        except TimeoutError:
            return "silence"
        return "came"


def is_ended(connection: socket.socket) -> bool:
    """Does it break when it is used? Twice, because the first write only brings the reset."""
    connection.settimeout(1)
    try:
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: www.lab.test\r\n\r\n")
            connection.recv(10_000)
            time.sleep(0.05)
    except (ConnectionResetError, BrokenPipeError):
        return True
    except TimeoutError:
        return False
    return False


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def sees(lab: Topology, place: str, link: str, send: Callable[[], object]) -> int:
    """How many frames with `MARK` come by at a link while something is sent."""
    with lab.inside(place):
        near = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERY_KIND))
        near.bind((link, _EVERY_KIND))
    with near:
        near.settimeout(PATIENCE)
        send()
        seen = 0
        try:
            while True:
                seen += MARK in near.recv(4000)
        except TimeoutError:
            return seen


def raw(lab: Topology, place: str) -> socket.socket:
    """Whole frames go out by it, whatever they say."""
    with lab.inside(place):
        sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        sender.bind(("eth0", 0))
    return sender
