"""Run by the helper's Python under Wine: the service with a part in this very session. Wine has one user and one
session, so who is logged on and how a process starts as them are given here; the rest is as it is."""

import asyncio
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from endpoint.desktop import link
from endpoint.desktop.service import keeper
from endpoint.desktop.service.service import Service
from endpoint.desktop.win32 import api
from endpoint.desktop.win32.desks import Desk, Desks
from endpoint.desktop.win32.processes import Program


class OneDesk(Desks):
    def look(self, fresh: Iterable[int], own: Collection[int]) -> tuple[Desk, ...]:  # noqa: ARG002
        self.here = (Desk(Program(_PID).uids().real, "Console", "ada"),)
        return self.here


async def start_part(command: Sequence[str], desk: Desk) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(*command)


if __name__ == "__main__":
    import os

    _PID = os.getpid()
    assert api.session_number(_PID) is not None
    keeper.start_part = start_part
    asyncio.run(Service(Path(sys.argv[1]), line=link.SOCKET, desks=OneDesk()).run())
