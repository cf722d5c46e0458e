"""Two connections whose bytes go from each to the other, unread."""

import asyncio
import time
from typing import cast


class End(asyncio.Protocol):
    """One of the two. What its peer sends goes to the other end at once; where that cannot take it, this peer is not
    read, so that nothing piles up here. When one side has said all, the other may still speak."""

    transport: asyncio.Transport
    other: "End | None" = None
    said_all = False
    heard_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def join(self, other: "End") -> None:
        self.other, other.other = other, self

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.time()
        if self.other and not self.other.transport.is_closing():
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        if self.other:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other:
            self.other.transport.resume_reading()

    def eof_received(self) -> bool:
        """True keeps the connection open for what the other side still says."""
        self.said_all = True
        if self.other is None or self.other.said_all:
            return False
        if not self.other.transport.is_closing():
            self.other.transport.write_eof()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        other, self.other = self.other, None
        if other is None:
            return
        other.other = None
        if error:
            other.transport.abort()
        else:
            other.transport.close()
