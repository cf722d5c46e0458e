"""Two ends of a real socket."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from appliance.wire import Connection, listen


@asynccontextmanager
async def line(near: Any, far: Any) -> AsyncIterator[tuple[Connection[Any], Connection[Any]]]:
    """A connection as core has it, and as the one who called; `near` and `far` are what each accepts."""
    served: asyncio.Queue[Connection[Any]] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await served.put(Connection(reader, writer, near))

    with tempfile.TemporaryDirectory(prefix="lollipop-") as folder:
        path = Path(folder) / "line.sock"
        server = await listen(path, serve)
        caller: Connection[Any] = await Connection.open(path, far)
        core = await served.get()
        yield core, caller
        for end in (core, caller):
            end.close()
        server.close()
        await asyncio.sleep(0)
