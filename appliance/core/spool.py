"""The bounded queue on disk in front of `core`: a worker appends, `core` reads and deletes.

What `append` said True to is in the page cache: it survives `kill -9` of the worker, and a power cut after the next
sync (20 ms). One segment is always preallocated ahead, so that a full disk does not stop recording at once.
"""

import contextlib
import fcntl
import os
import threading
import time
from pathlib import Path
from typing import Self

import msgspec

from appliance.core import segment
from appliance.errors import StorageError
from appliance.model import Batch, Event, SpoolCursor, SpoolFull

SYNC_EVERY = 0.02
_SPARE = "spare"  # the next segment, ready to be renamed
_NEXT = "next"  # the spare while it is being made
_BIG = "big"  # a segment for one record that is larger than a segment


class SpoolWriter:
    """The worker's end. `append` may be called from any thread and never waits for the disk.

    Raises StorageError when another process writes to the same folder.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._owner = _own(folder)
        self._folder = folder
        self._limit = limit_bytes
        self._encode = msgspec.msgpack.Encoder().encode
        self._lock = threading.Lock()
        self._fd = -1
        self._offset = self._size = 0
        self._dirty = False
        self._retired: list[int] = []
        # Numbers never come twice, not even in a new folder beside a store restored from a backup: its cursor would
        # otherwise point into the wrong segment.
        self._number = max([int(time.time()), *segment.numbers(folder)])
        self._full_since: float | None = None
        self._dropped = 0
        self._roll(0)
        self._make_spare()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="spool", daemon=True)
        self._thread.start()

    def append(self, event: Event) -> bool:
        """True: the event is kept. False: there was no room; it is counted, and a SpoolFull follows when there is."""
        record = segment.record(self._encode(event))
        with self._lock:
            if self._full_since is None and self._write(record):
                return True
            self._full_since = self._full_since or time.time()
            self._dropped += 1
            return False

    def offer(self, event: Event) -> bool:
        """As `append`, for whoever keeps the event until it is taken: where there is no room nothing is lost."""
        record = segment.record(self._encode(event))
        with self._lock:
            return self._full_since is None and self._write(record)

    @property
    def used_bytes(self) -> int:
        """Bytes written that `core` has not deleted yet."""
        with self._lock:
            unwritten = self._size - self._offset
        return max(0, segment.used_bytes(self._folder) - unwritten)

    def close(self) -> None:
        """Write everything through to the disk and let go of the folder."""
        self._stop.set()
        self._thread.join()
        self._sync()
        if self._fd >= 0:
            os.close(self._fd)
        os.close(self._owner)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, record: bytes) -> bool:
        if self._offset + len(record) > self._size and not self._roll(len(record)):
            return False
        if not self._put(record) and not (self._roll(len(record)) and self._put(record)):
            return False
        self._offset += len(record)
        self._dirty = True
        return True

    def _put(self, record: bytes) -> bool:
        """A short or failed write leaves half a record, so the caller goes on in another segment."""
        try:
            return os.pwrite(self._fd, record, self._offset) == len(record)
        except OSError:
            return False

    def _roll(self, need: int) -> bool:
        """Go on in a fresh segment of at least `need` bytes: the spare one, or one made now."""
        size = max(need, segment.SEGMENT_BYTES)
        fresh = self._folder / (_SPARE if size == segment.SEGMENT_BYTES else _BIG)
        try:
            if fresh.name == _BIG or not fresh.exists():
                self._allocate(fresh, size)
            fd = os.open(fresh, os.O_WRONLY | os.O_CLOEXEC)
            # From this rename on the reader takes the segment before for finished, so nothing may fail after it.
            fresh.rename(segment.path_of(self._folder, self._number + 1))
        except OSError:
            return False
        if self._fd >= 0:
            self._retired.append(self._fd)
        self._number += 1
        self._fd, self._offset, self._size = fd, 0, size
        return True

    def _allocate(self, path: Path, size: int) -> None:
        """Raises OSError when the disk or the bound has no room for it."""
        if segment.used_bytes(self._folder) + size > self._limit:
            raise OSError(f"the spool's bound of {self._limit} bytes is reached")
        segment.allocate(path, size)

    def _make_spare(self) -> None:
        spare, being_made = self._folder / _SPARE, self._folder / _NEXT
        if spare.exists():
            return
        with contextlib.suppress(OSError):  # no room now: the next round tries again
            self._allocate(being_made, segment.SEGMENT_BYTES)
            with self._lock:
                being_made.rename(spare)

    def _keep_up(self) -> None:
        while not self._stop.wait(SYNC_EVERY):
            self._make_spare()
            self._sync()
            self._tell_full()

    def _sync(self) -> None:
        with self._lock:
            retired, self._retired = self._retired, []
            current, self._dirty = (self._fd if self._dirty else -1), False
        for fd in retired:
            _sync_file(fd)
            os.close(fd)
        if retired:
            _sync_file(self._owner)
        if current >= 0:
            _sync_file(current)

    def _tell_full(self) -> None:
        with self._lock:
            if self._full_since is None:
                return
            now = time.time()
            event = SpoolFull(at=now, worker=self._folder.name, since=self._full_since, dropped=self._dropped)
            if self._write(segment.record(self._encode(event))):
                self._full_since, self._dropped = None, 0


class SpoolReader:
    """The end in `core`. It keeps no place of its own: the caller stores the cursor with what the events became.

    `patience` is how many seconds an unreadable record at the very end may be one that is just being written.
    """

    def __init__(self, folder: Path, patience: float = 1.0) -> None:
        self._folder = folder
        self._patience = patience
        self._decode = msgspec.msgpack.Decoder[Event](Event).decode
        self._stuck = (SpoolCursor(), 0.0)

    def read(self, cursor: SpoolCursor, max_events: int, until: SpoolCursor | None = None) -> Batch:
        """Up to `max_events` events from `cursor` on, and none past `until`. Raises OSError when the disk fails."""
        events: list[Event] = []
        damaged = 0
        waiting = self._unread(cursor)
        for number in waiting:
            start = SpoolCursor(segment=number, offset=cursor.offset if number == cursor.segment else 0)
            cursor, skipped = self._segment(start, number != waiting[-1], events, max_events, until)
            damaged += skipped
            if len(events) >= max_events or (until is not None and cursor >= until):
                break
        return Batch(events=tuple(events), cursor=cursor, damaged=damaged)

    def forget(self, cursor: SpoolCursor) -> None:
        """Delete the segments that lie wholly before `cursor`. Raises OSError."""
        for number in segment.numbers(self._folder):
            if number < cursor.segment:
                segment.path_of(self._folder, number).unlink(missing_ok=True)

    def count(self, cursor: SpoolCursor) -> int:
        """How many events wait after `cursor`. Raises OSError."""
        total = 0
        batch = self.read(cursor, 1000)
        while batch.events:
            total += len(batch.events)
            batch = self.read(batch.cursor, 1000)
        return total

    def _unread(self, cursor: SpoolCursor) -> list[int]:
        """A cursor into a segment that is gone belongs to another spool: everything here is unread."""
        present = segment.numbers(self._folder)
        return [number for number in present if number >= cursor.segment] if cursor.segment in present else present

    def _segment(
        self, start: SpoolCursor, finished: bool, events: list[Event], max_events: int, until: SpoolCursor | None
    ) -> tuple[SpoolCursor, int]:
        """Add the events of one segment to `events`; gives the place reached and the damaged places skipped."""
        data = _tail(segment.path_of(self._folder, start.segment), start.offset, finished)
        view = memoryview(data)
        place, damaged = 0, 0
        stop = until.offset - start.offset if until is not None and until.segment == start.segment else len(data)
        while place < stop and len(events) < max_events:
            end = segment.record_end(view, place)
            if end:
                damaged += self._take(view[place + segment.HEADER.size : end], events)
                place = end
                continue
            at = SpoolCursor(segment=start.segment, offset=start.offset + place)
            following = segment.next_record(data, place) if finished or self._patience_ends(at, view[place:]) else -1
            if following < 0 and not finished:
                break
            damaged += following >= 0 or any(view[place:])
            place = following if following >= 0 else len(data)
        return SpoolCursor(segment=start.segment, offset=start.offset + place), damaged

    def _take(self, payload: memoryview, events: list[Event]) -> bool:
        """True when the payload is no event that this version knows."""
        try:
            events.append(self._decode(payload))
        except msgspec.DecodeError:
            return True
        return False

    def _patience_ends(self, at: SpoolCursor, rest: memoryview) -> bool:
        """Whether the record at the growing end was unreadable for too long to be one that is being written."""
        if not any(rest[: segment.HEADER.size]):
            return False
        if self._stuck[0] != at:
            self._stuck = (at, time.monotonic())
        return time.monotonic() - self._stuck[1] >= self._patience


def _tail(path: Path, offset: int, finished: bool) -> bytes:
    """The bytes from `offset` on; none when the segment only grows later, which is what we find most of the time."""
    with path.open("rb", buffering=0) as file:
        file.seek(offset)
        header = file.read(segment.HEADER.size)
        return header + file.read() if finished or any(header) else b""


def _own(folder: Path) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(fd)
        raise StorageError(f"the spool {folder.name} is written by another process") from error
    return fd


def _sync_file(fd: int) -> None:
    with contextlib.suppress(OSError):  # a failing disk: the record is in the page cache, where `core` reads it
        os.fdatasync(fd)
