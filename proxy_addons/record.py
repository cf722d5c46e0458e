"""What a worker keeps: events, written to its spool. Nothing here waits, and nothing reads back."""

import time
import uuid
from collections.abc import Callable

from appliance.core.spool import SpoolWriter
from appliance.model import AppRefused, Capture, Captured, Device, Event, Handling, Message, Visit
from proxy_addons.recent import Recent

FOLD_HOSTS = 60.0  # a host reached again by the same client within this time is the same visit
_MOST_FOLDED = 10_000


class Recorder:
    """`bell` is called after each event, so that `core` looks into the spool."""

    def __init__(self, worker: str, spool: SpoolWriter) -> None:
        self.worker = worker
        self.bell: Callable[[], None] = lambda: None
        self._spool = spool
        self._lately: Recent[tuple[str, str, Handling], float] = Recent(_MOST_FOLDED)

    def keep(self, event: Event) -> None:
        self._spool.append(event)
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
                url=message.url,
                host=message.host,
                title=title,
                user_agent=message.user_agent,
                capture=capture,
            )
        )

    def visit(self, message: Message, device: Device, handling: Handling, detail: str = "") -> None:
        self.keep(
            Visit(
                at=message.at,
                worker=self.worker,
                client=message.client,
                device=device.name,
                host=message.host,
                url=message.url,
                handling=handling,
                detail=detail,
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
                at=time.time(), worker=self.worker, client=client, device=device.name, host=host, error=error[:300]
            )
        )

    @property
    def spool_bytes(self) -> int:
        return self._spool.used_bytes
