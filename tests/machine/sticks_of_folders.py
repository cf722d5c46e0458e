"""Sticks that are folders, where tests have none of USB."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.errors import MachineError
from appliance.machine.sticks import Sticks


class Folders(Sticks):
    """Each folder in `shelf` is a stick that is plugged in."""

    def __init__(self, shelf: Path) -> None:
        super().__init__(shelf)
        self.shelf = shelf

    @asynccontextmanager
    async def opened(self, name: str, *, write: bool = False) -> AsyncIterator[Path]:
        del write
        if not (self.shelf / name).is_dir():
            raise MachineError(f"The stick {name} is not plugged in any more.")
        yield self.shelf / name
