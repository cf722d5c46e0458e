"""What a worker keeps: events, written to its spool. Nothing here waits, and nothing reads back."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from appliance.core.spool import SpoolWriter
from appliance.model import AppRefused, Capture, Captured, Device, Event, Handling, Ignored, Message, Visit
from appliance.recent import Recent

FOLD_HOSTS = 60.0  # a host reached again by the same client within this time is the same visit
_MOST_FOLDED = 10_000
_LONGEST_URL = 8000  # a header may hold 256 KiB
_LONGEST_WORDS = 300


class Recorder:
    """`bell` is called after each event, so that `core` looks into the spool."""

    def __init__(self, worker: str, spool: SpoolWriter) -> None:
        self.worker = worker
        self.bell: Callable[[], None] = lambda: None
        self._spool = spool
        self._lately: Recent[tuple[str, str, Handling], float] = Recent(_MOST_FOLDED)

    def keep(self, event: Event) -> None:
        try:
            self._spool.append(event)
        except UnicodeEncodeError:  # half a surrogate pair: JSON may hold one, and so do bytes that are no UTF-8
            self._spool.append(msgspec.convert(_encodable(msgspec.to_builtins(event)), type(event)))
        self.bell()

    def captured(self, message: Message, device: Device, capture: Capture, title: str) -> None:
        self.keep(
            Captured(
                id=uuid.uuid4().hex,
                at=message.at,
                worker=self.worker,
                client=message.client,
                device=device,
                direction=message.direction,
                url=message.url[:_LONGEST_URL],
                host=message.host[:_LONGEST_WORDS],
                title=title,
                user_agent=message.user_agent[:_LONGEST_WORDS],
                capture=capture,
            )
        )

    def ignored(self, message: Message, device: Device, entries: tuple[int, ...]) -> None:
        self.keep(Ignored(at=message.at, worker=self.worker, device=device.name, entries=entries))

    def visit(self, message: Message, device: Device, handling: Handling, detail: str = "") -> None:
        self.keep(
            Visit(
                at=message.at,
                worker=self.worker,
                client=message.client,
                device=device.name,
                host=message.host[:_LONGEST_WORDS],
                url=message.url[:_LONGEST_URL],
                handling=handling,
                detail=detail,
                person=device.person.id if device.person else "",
            )
        )

    def folded(self, message: Message, device: Device, handling: Handling, detail: str) -> None:
        """A host passed, or parts of pages refused: many in a row are one visit."""
        what = (message.client, message.host, handling)
        before = self._lately.get(what)
        if before is None or message.at - before >= FOLD_HOSTS:
            self._lately.put(what, message.at)
            self.visit(message, device, handling, detail)

    def refused(self, client: str, device: Device, host: str, error: str) -> None:
        self.keep(
            AppRefused(
                at=time.time(),
                worker=self.worker,
                client=client,
                device=device.name,
                host=host,
                error=error[:_LONGEST_WORDS],
            )
        )

    @property
    def spool_bytes(self) -> int:
        return self._spool.used_bytes


def _encodable(value: Any) -> Any:
    """The same with a question mark for each character that UTF-8 has none for, so that offsets still hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _encodable(held) for key, held in value.items()}
    return [_encodable(held) for held in value] if isinstance(value, list | tuple) else value
