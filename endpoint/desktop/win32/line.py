"""What carries the line between service and session on Windows: TCP on the machine itself. The port stands in a file
that only the service may write, and the system says which process is at the other end."""

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import psutil

from endpoint.desktop.peer import Peer, Serve

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api
from endpoint.desktop.win32.places import INSTALLED

PLACE = INSTALLED / "line"
_HERE = "127.0.0.1"


async def open_line(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Raises OSError."""
    return await asyncio.open_connection(_HERE, _port(path))


async def serve(handle: Serve, path: Path) -> asyncio.Server:
    """Raises OSError."""
    return await asyncio.start_server(handle, sock=_bound(path))


def _port(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except ValueError as error:
        raise OSError(f"{path} names no port") from error


def _bound(path: Path) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # else another program could take it over
    bound.bind((_HERE, 0))
    path.write_text(str(bound.getsockname()[1]), encoding="ascii")
    return bound


def peer(writer: asyncio.StreamWriter) -> Peer:
    """By the system's list of connections. `uid` is the session that the process is in."""
    ours, theirs = (tuple(writer.get_extra_info(name)) for name in ("sockname", "peername"))
    pid = next((int(one.pid or 0) for one in _connections() if (one.laddr, one.raddr) == (theirs, ours)), 0)
    number = api.session_number(pid) if pid else None
    return Peer(pid, -1 if number is None else number)


def _connections() -> Any:
    return psutil.net_connections("tcp4")
