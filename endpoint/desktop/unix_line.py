"""What carries the line between service and session on Linux: a socket, whose other end the kernel knows."""

import asyncio
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from endpoint.desktop.peer import Peer, Serve

if sys.platform == "win32":
    raise ImportError("not on Windows")

PLACE = Path("/run/lollipop-helper/line")


async def open_line(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Raises OSError."""
    return await asyncio.open_unix_connection(str(path))


async def serve(handle: Serve, path: Path) -> asyncio.Server:
    """Raises OSError."""
    return await asyncio.start_unix_server(handle, sock=_bound(path))


def _bound(path: Path) -> socket.socket:
    """A socket at `path` in place of one that a killed service left behind."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    bound.bind(str(path))
    path.chmod(0o666)
    return bound


def peer(writer: asyncio.StreamWriter) -> Peer:
    sock: Any = writer.get_extra_info("socket")
    pid, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return Peer(pid, uid)
