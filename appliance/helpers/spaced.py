"""Something that a device may have us say often: at once, and past a pace no more than one each so many seconds."""

import asyncio
from collections.abc import Callable

from appliance.clock import steady
from appliance.helpers.pace import Pace


class Spaced:
    """Of what comes in between, the last counts: `call` looks up what there is to say when it is called."""

    def __init__(self, call: Callable[[], None], every: float, at_once: int) -> None:
        self._call = call
        self._pace = Pace(1 / every, at_once, steady())
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waits(self) -> bool:
        return self._timer is not None

    def ring(self) -> None:
        if self._timer:
            return
        if wait := self._pace.take(1, steady()):
            self._timer = asyncio.get_running_loop().call_later(wait, self._now)
        else:
            self._call()

    def stop(self) -> None:
        """What was not said is said by whoever connects next."""
        if self._timer:
            self._timer.cancel()

    def _now(self) -> None:
        self._timer = None
        self._call()
