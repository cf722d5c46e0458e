"""Content encodings, undone within a bound. What is broken or too long gives what could be read, marked as cut.

mitmproxy's own `content` and `text` decode without a bound: 809 bytes of brotli become 512 MiB. Nothing here does.
"""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
import zstandard

from appliance.model import Frozen

_SLICE = 4 * 1024  # an error takes what its call gave with it, so the input goes in slices
_STEP = 64 * 1024  # how much a decoder may give at once, so that one step stays small
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 8878: the window that every decoder should allow, and browsers do not exceed

DECODABLE = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "identity"})


class Decoded(Frozen):
    data: bytes
    cut: bool = False


class Decoder(Protocol):
    """One layer of encoding. Raises one of `BROKEN`."""

    def feed(self, data: bytes, room: int) -> bytes:
        """At most about `room` bytes. `cut` turns true when there was more."""
        ...

    @property
    def cut(self) -> bool: ...


BROKEN = (zlib.error, brotli.error, zstandard.ZstdError)


def decode(body: bytes, encoding: str, limit: int) -> Decoded:
    """`encoding` is a Content-Encoding header; the last one named was applied last.

    As in browsers, one that is not known counts for nothing. What gives nothing at all is read as it came.
    """
    stack = Stack(encoding)
    data = stack.feed(body, limit)
    if not data and stack.cut:
        data = body
    return Decoded(data=data[:limit], cut=stack.cut or len(data) > limit)


class Stack:
    """The decoders of a Content-Encoding header, to be fed with what arrives. Once `cut`, it gives nothing more."""

    def __init__(self, encoding: str) -> None:
        names = [name.strip().lower() for name in encoding.split(",")]
        layers = [name for name in reversed(names) if name not in {"", "identity"}]
        known = all(name in _DECODERS for name in layers)
        self.cut = len(layers) > _MOST_LAYERS or bool(_PACKED.intersection(layers))
        self._decoders = [_DECODERS[name]() for name in layers] if known and not self.cut else []

    def feed(self, data: bytes, room: int) -> bytes:
        if self.cut:
            return b""
        for decoder in self._decoders:
            data = self._one(decoder, data, room)
        return data

    def _one(self, decoder: Decoder, data: bytes, room: int) -> bytes:
        try:
            data = decoder.feed(data, room)
        except BROKEN:
            self.cut = True
            return b""
        self.cut = self.cut or decoder.cut
        return data


class _Zlib:
    """gzip with any number of members, or deflate in one of its two forms."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._inflater = zlib.decompressobj(bits)
        self.cut = False

    def feed(self, data: bytes, room: int) -> bytes:
        given = bytearray()
        place = 0
        try:
            while place < len(data) and len(given) < room:
                part = data[place : place + _SLICE]
                given += self._inflater.decompress(part, room - len(given))
                place += len(part) - self._left()
        except zlib.error:
            self.cut = True
        self.cut = self.cut or place < len(data)
        return bytes(given)

    def _left(self) -> int:
        """How much of what was given is still to be read."""
        if not self._inflater.eof:
            return len(self._inflater.unconsumed_tail)
        rest = len(self._inflater.unused_data)
        if not rest or self._bits != _GZIP:
            return 0
        self._inflater = zlib.decompressobj(self._bits)
        return rest


class _Deflate:
    """What is called deflate is zlib by the standard (RFC 9110) and raw by many servers; two bytes tell them apart."""

    def __init__(self) -> None:
        self._head = b""
        self._zlib: _Zlib | None = None

    @property
    def cut(self) -> bool:
        return self._zlib is not None and self._zlib.cut

    def feed(self, data: bytes, room: int) -> bytes:
        if self._zlib is None:
            data = self._head = self._head + data
            if len(data) < _ZLIB_HEADER:
                return b""
            is_zlib = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:_ZLIB_HEADER]) % 31 == 0
            self._zlib = _Zlib(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        return self._zlib.feed(data, room)


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()
        self._more = False
        self.cut = False

    def feed(self, data: bytes, room: int) -> bytes:
        given = bytearray()
        step = min(room, _STEP)
        place = 0
        try:
            while len(given) < room and (place < len(data) or self._more):
                part = b"" if self._more else data[place : place + _SLICE]
                given += self._give(part, step)
                place += len(part)
        except brotli.error:
            self.cut = True
        self.cut = self.cut or place < len(data) or self._more
        return bytes(given)

    def _give(self, part: bytes, step: int) -> bytes:
        """A full step may have left more behind, even where the library says that it can take more."""
        out: bytes = self._decompressor.process(part, output_buffer_limit=step)
        full = len(out) >= step or not self._decompressor.can_accept_more_data()
        self._more = full and not self._decompressor.is_finished()
        return out


class _Zstd:
    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._reader = self._decompressor.decompressobj()
        self.cut = False

    def feed(self, data: bytes, room: int) -> bytes:
        """In small slices of the input, because the library has no bound on what one call gives."""
        given = bytearray()
        place = 0
        while place < len(data) and len(given) < room:
            part = data[place : place + _ZSTD_SLICE]
            try:
                given += self._reader.decompress(part)
            except zstandard.ZstdError:
                self.cut = True
                return bytes(given)
            place += len(part) - len(self._reader.unused_data)
            if self._reader.eof:
                self._reader = self._decompressor.decompressobj()
        self.cut = self.cut or place < len(data)
        return bytes(given)


_GZIP = zlib.MAX_WBITS | 16
_ZLIB_HEADER = 2
_ZSTD_SLICE = 256  # at most 64 run-length blocks of 128 KiB: 8 MiB at once, whatever comes
_PACKED = frozenset({"compress", "x-compress", "dcb", "dcz"})  # known, and not to be undone here
_MOST_LAYERS = 4  # more than two are never seen in earnest

_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(_GZIP),
    "x-gzip": lambda: _Zlib(_GZIP),
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
