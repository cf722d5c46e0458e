"""How much of the time that there is for all devices one of them may take, by words that are long to read."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

_COSTLY = 0.05  # seconds; what a child types takes a few milliseconds
_REST = 9.0  # so many times what it took, nothing more of it is read: a tenth is its share
_LONGEST = 10.0


class Share:
    """One device's."""

    def __init__(self) -> None:
        self._spent = 0.0

    @contextmanager
    def spending(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self._spent += time.perf_counter() - began

    async def rest(self) -> None:
        """Before more of it is read."""
        spent, self._spent = self._spent, 0.0
        if spent > _COSTLY:
            await asyncio.sleep(min(spent * _REST, _LONGEST))
