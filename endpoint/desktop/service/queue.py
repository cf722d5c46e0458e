"""What waits until the box has it for good: a folder with a sealed file for each message or picture.

A file is written whole, under its number, before anything else is done with it, and removed once the box said `Taken`;
so a process that is killed, or a power cut, takes away at most what was being written. Over the bound the least grave
goes first, the oldest of it before the others, and `dropped` counts it.
"""

from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.errors import StorageError
from appliance.helpers.protocol import Picture, Told, Typed, encode, encode_picture, from_device, picture_in
from appliance.model import Frozen
from endpoint.desktop.service.moments import Moment, between, now
from endpoint.desktop.service.sealed import Seal, write

MOST_BYTES = 200 * 1024 * 1024
MOST = 5_000
_AHEAD = 1_000  # numbers that are set aside at once, so that not each has to be written down


class Weight(IntEnum):
    """What is sent first, and goes last where there is no room."""

    FRAME = 0
    STILL = 1
    WORDS = 2
    NOTICE = 3


class Waiting(NamedTuple):
    weight: Weight
    size: int


class _Kept(Frozen):
    """`words` are a message as JSON; a picture has its header there, and its `image`."""

    at: Moment
    words: str
    image: bytes = b""


class Queue:
    """Numbers count up for as long as the folder is there. All of it may raise StorageError."""

    def __init__(
        self,
        folder: Path,
        seal: Seal,
        *,
        most_bytes: int = MOST_BYTES,
        most: int = MOST,
        clock: Callable[[], Moment] = now,
    ) -> None:
        self._folder, self._seal, self._clock = folder, seal, clock
        self._most_bytes, self._most = most_bytes, most
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._waiting = dict(sorted(self._found()))
        self._bytes = sum(one.size for one in self._waiting.values())
        self._last = max(self._reserved(), int(clock().wall * 1000), *self._waiting, 0)
        self._reserve_to = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, number: int) -> bool:
        return number in self._waiting

    def waiting(self) -> dict[int, Weight]:
        return {number: one.weight for number, one in self._waiting.items()}

    def put(self, message: Typed | Told) -> int:
        """Keep a message under the next number, which it is given here. Its `ago` counts from now."""
        number = self._next()
        kept = _Kept(at=self._since(message.ago), words=encode(msgspec.structs.replace(message, number=number)))
        self._keep(number, Weight.WORDS if isinstance(message, Typed) else Weight.NOTICE, kept)
        return number

    def put_picture(self, header: Picture, image: bytes) -> int:
        number = self._next()
        words = encode(msgspec.structs.replace(header, number=number))
        kept = _Kept(at=self._since(header.ago), words=words, image=image)
        self._keep(number, Weight.FRAME if header.kind == "frame" else Weight.STILL, kept)
        return number

    def frame(self, number: int) -> str | bytes | None:
        """As it is sent now: what waited says for how long. None where it is there no more, or was damaged."""
        if number not in self._waiting:
            return None
        opened = self._seal.read(self._path(number))
        if opened is None:
            self.taken([number])
            self.dropped += 1
            return None
        return _frame(msgspec.msgpack.decode(opened, type=_Kept), self._clock())

    def taken(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            if number in self._waiting:
                self._path(number).unlink(missing_ok=True)
                self._bytes -= self._waiting.pop(number).size

    def forget(self) -> None:
        self.taken(tuple(self._waiting))

    def _keep(self, number: int, weight: Weight, kept: _Kept) -> None:
        data = self._seal.close(msgspec.msgpack.encode(kept))
        try:
            write(self._path(number, weight), data)
        except OSError as error:
            self.dropped += 1
            raise StorageError(f"nothing can be kept for the box: {error}") from error
        self._waiting[number] = Waiting(weight, len(data))
        self._bytes += len(data)
        self._make_room()

    def _make_room(self) -> None:
        while self._bytes > self._most_bytes or len(self._waiting) > self._most:
            self.taken([min(self._waiting, key=lambda number: (self._waiting[number].weight, number))])
            self.dropped += 1

    def _since(self, ago: float) -> Moment:
        at = self._clock()
        return Moment(wall=at.wall - ago, steady=at.steady - ago, boot=at.boot)

    def _path(self, number: int, weight: Weight | None = None) -> Path:
        return self._folder / f"{number:016}.{int(self._waiting[number].weight if weight is None else weight)}"

    def _found(self) -> Iterable[tuple[int, Waiting]]:
        for path in self._folder.iterdir():
            number, _, weight = path.name.partition(".")
            if number.isdigit() and weight in {"0", "1", "2", "3"}:
                yield int(number), Waiting(Weight(int(weight)), path.stat().st_size)
            elif path.name.endswith(".draft"):
                path.unlink()

    def _next(self) -> int:
        self._last += 1
        if self._last > self._reserve_to:
            self._reserve_to = self._last + _AHEAD
            try:
                self._seal.write(self._folder / "numbers", str(self._reserve_to).encode())
            except OSError as error:
                raise StorageError(f"nothing can be kept for the box: {error}") from error
        return self._last

    def _reserved(self) -> int:
        return int(self._seal.read(self._folder / "numbers") or 0)


def _frame(kept: _Kept, at: Moment) -> str | bytes:
    ago = between(kept.at, at)
    if kept.image:
        header, _ = picture_in(len(kept.words.encode()).to_bytes(4) + kept.words.encode())
        return encode_picture(msgspec.structs.replace(header, ago=ago), kept.image)
    return encode(msgspec.structs.replace(from_device(kept.words), ago=ago))
