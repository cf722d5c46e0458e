"""Frames from the kernel. Each kind has a socket of its own, with a filter in the kernel that drops all others, so that
a flood of one kind does not drown the rest."""

import ctypes
import errno
import socket
import struct
from collections.abc import Sequence
from typing import Literal, NamedTuple

from scapy.arch.common import compile_filter, free_filter

from appliance.config import Settings
from appliance.errors import NetworkError

Kind = Literal["addresses", "leases", "announced", "asked"]

_EVERY_PROTOCOL = 0x0003
_SOL_PACKET, _PACKET_STATISTICS, _PACKET_IGNORE_OUTGOING = 263, 6, 23
_SO_ATTACH_FILTER = 26
_ETHERNET = 1
_LONGEST_FRAME = 2048
_BUFFER = 512 * 1024

_ADDRESSES = "arp or (icmp6 and (ip6[40] == 135 or ip6[40] == 136))"
_LEASES = "udp and (port 67 or port 68 or port 546 or port 547)"
_ANNOUNCED = "udp src port 5353 and ((ip and udp[10] & 0x80 != 0) or (ip6 and ip6[50] & 0x80 != 0))"
_DNS = "(udp dst port 53 and ((ip and udp[10] & 0x80 == 0) or (ip6 and ip6[50] & 0x80 == 0)))"
_HELLO = (
    "((ip and tcp[(tcp[12] & 0xf0) >> 2] == 22 and tcp[((tcp[12] & 0xf0) >> 2) + 5] == 1)"
    " or (ip6 and ip6[40 + ((ip6[52] & 0xf0) >> 2)] == 22 and ip6[45 + ((ip6[52] & 0xf0) >> 2)] == 1))"
)


class Frame(NamedTuple):
    kind: Kind
    content: bytes


class Tap:
    """One kind of frames at one port. Raises NetworkError."""

    def __init__(self, kind: Kind, interface: str, wanted: str) -> None:
        self.kind = kind
        self._interface = interface
        try:
            self._index = socket.if_nametoindex(interface)
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)  # deaf until it is bound
        except OSError as error:
            raise NetworkError(f"nothing can be heard on {interface!r}: {error.strerror or error}") from error
        self._prepare(wanted)

    def _prepare(self, wanted: str) -> None:
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
            if self.kind != "leases":  # the server's answers may go out here
                self._socket.setsockopt(_SOL_PACKET, _PACKET_IGNORE_OUTGOING, 1)
            _attach(self._socket, wanted)
            self._socket.bind((self._interface, _EVERY_PROTOCOL))
        except OSError as error:
            self._socket.close()
            raise NetworkError(f"nothing can be heard on {self._interface!r}: {error.strerror or error}") from error

    def fileno(self) -> int:
        return self._socket.fileno()

    def take(self, most: int) -> list[bytes]:
        """What waits, up to `most` frames. Raises NetworkError when the port is gone."""
        frames: list[bytes] = []
        try:
            while len(frames) < most:
                frames.append(self._socket.recv(_LONGEST_FRAME))
        except BlockingIOError:
            return frames
        except OSError as error:
            self._check_port(error)
        return frames

    def _check_port(self, error: OSError) -> None:
        """A port that is down may come up again; one that is gone does not, not as the same."""
        try:
            same = socket.if_nametoindex(self._interface) == self._index
        except OSError:
            same = False
        if error.errno != errno.ENETDOWN or not same:
            raise NetworkError(f"{self._interface!r} is gone: {error.strerror or error}") from error

    def lost(self) -> int:
        """Frames that the kernel had no room to keep for us, since this was asked last."""
        _, dropped = struct.unpack("II", self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))
        return int(dropped)

    def close(self) -> None:
        self._socket.close()


def taps(settings: Settings) -> tuple[Tap, ...]:
    """On the pupils' side. Raises NetworkError."""
    return tuple(Tap(kind, settings.network.inside, wanted) for kind, wanted in filters(settings))


def filters(settings: Settings) -> Sequence[tuple[Kind, str]]:
    """What the kernel lets through, as libpcap writes filters. TLS on the ports that workers read is theirs to tell."""
    first, last = settings.proxy.port, settings.proxy.port + settings.proxy.workers - 1
    unread = f"tcp and not dst port 80 and not dst port 443 and not dst portrange {first}-{last}"
    return (
        ("addresses", _ADDRESSES),
        ("leases", _LEASES),
        ("announced", _ANNOUNCED),
        ("asked", f"{_DNS} or ({unread} and {_HELLO})"),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _attach(sock: socket.socket, wanted: str) -> None:
    """Raises NetworkError where libpcap is not installed."""
    try:
        compiled = compile_filter(wanted, linktype=_ETHERNET)
    except ImportError as error:
        raise NetworkError("libpcap is not installed: filters cannot be made") from error
    program = _Program(compiled.bf_len, ctypes.cast(compiled.bf_insns, ctypes.c_void_p))
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, bytes(program))
    finally:
        free_filter(compiled)
