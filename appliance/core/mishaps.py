"""One thing of many that goes wrong does not keep the others from being done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.errors import LollipopError, RowError, StorageError

log = logging.getLogger("lollipop.core")


class Mishaps:
    """Sentences for the incident log, each once until `core` is started again."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._new: list[str] = []

    def __len__(self) -> int:
        return len(self._said)

    def say(self, sentence: str) -> bool:
        """False when it was said before."""
        if sentence in self._said:
            return False
        self._said.add(sentence)
        self._new.append(sentence)
        return True

    def take(self) -> list[str]:
        """What was said since it was last asked."""
        new, self._new = self._new, []
        return new

    @contextmanager
    def apart(self, what: str) -> Iterator[None]:
        """`what` begins a sentence: "Capture 12". Raises StorageError: a store that is away is the trouble of all."""
        try:
            yield
        except LollipopError as error:
            if isinstance(error, StorageError) and not isinstance(error, RowError):
                raise
            self.say(f"{what} could not be told: {error}")
        except Exception as error:  # a fault in our code about one child must not silence alerts about all others
            if self.say(f"{what} could not be told, by a fault in Lollipop: {type(error).__name__}."):
                log.exception("%s could not be told", what)
