"""The line to the process that helpers connect to."""

import contextlib

from appliance.errors import WireError
from appliance.helper_wire import ToHelpers
from appliance.wire import Connection, ToCore


class HelpersLink:
    """There is one such process, and while it is away there is no line."""

    def __init__(self) -> None:
        self._line: Connection[ToCore] | None = None

    @property
    def is_there(self) -> bool:
        return self._line is not None

    def join(self, line: Connection[ToCore]) -> None:
        """One that connects again takes the place of its old line."""
        self._line = line

    def leave(self, line: Connection[ToCore]) -> bool:
        """Was it the line that is in use?"""
        if self._line is not line:
            return False
        self._line = None
        return True

    def send(self, message: ToHelpers) -> bool:
        """False where it cannot be told."""
        if self._line is None:
            return False
        with contextlib.suppress(WireError):
            self._line.send(message)
            return True
        return False
