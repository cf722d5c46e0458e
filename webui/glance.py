"""What the machine said of its backups a minute ago at most: it looks at sticks for an answer, and an open health page
asks every few seconds."""

from collections.abc import Callable

from appliance.errors import CoreAwayError, WireError
from appliance.machine.commands import BackupState, Look, Looked
from appliance.wire import AskMachine, FromCore, MachineSaid

_ASK_EVERY = 60.0


class Glance:
    """`ask` asks core. Threads may share it: at worst two of them ask."""

    def __init__(self, ask: Callable[[AskMachine], FromCore]) -> None:
        self._ask = ask
        self._at = float("-inf")
        self._said: BackupState | None = None

    def backups(self, now: float) -> BackupState | None:
        """None where no machine is looked after from here, or it does not answer, which other checks say."""
        if not 0 <= now - self._at < _ASK_EVERY:
            self._at, self._said = now, self._look()
        return self._said

    def _look(self) -> BackupState | None:
        try:
            said = self._ask(AskMachine(command=Look(), by=""))
        except (CoreAwayError, WireError):
            return None
        answer = said.answer if isinstance(said, MachineSaid) else None
        return answer.backup if isinstance(answer, Looked) else None
