"""How large a picture is by its own header: WebP and JPEG. Nothing of it is decoded."""

import struct
from typing import Literal, NamedTuple

from appliance.errors import PictureError

_RIFF = struct.Struct("<4sI4s4sI")
_LOSSY = struct.Struct("<3s3sHH")
_LOSSLESS = struct.Struct("<BI")
_EXTENDED = struct.Struct("<B3x3s3s")
_SEGMENT = struct.Struct(">BBH")
_FRAME = struct.Struct(">BHH")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # start of a frame, in each coding there is
_START_CODE = b"\x9d\x01\x2a"
_14_BITS = 0x3FFF
_MOST_SEGMENTS = 200


class Size(NamedTuple):
    format: Literal["webp", "jpeg"]
    width: int
    height: int


def size_of(image: bytes) -> Size:
    """Raises PictureError for what is neither, or has no size."""
    try:
        if image.startswith(b"\xff\xd8"):
            size = Size("jpeg", *_jpeg(image))
        elif image.startswith(b"RIFF"):
            size = Size("webp", *_webp(image))
        else:
            raise PictureError("It is neither WebP nor JPEG.")
    except struct.error as error:
        raise PictureError("The picture is broken off.") from error
    if not (size.width and size.height):
        raise PictureError("The picture has no size.")
    return size


def _webp(image: bytes) -> tuple[int, int]:
    """https://developers.google.com/speed/webp/docs/riff_container"""
    _, length, kind, chunk, _ = _RIFF.unpack_from(image)
    if kind != b"WEBP" or length + 8 > len(image) + 1:
        raise PictureError("The picture is broken off.")
    at = _RIFF.size
    if chunk == b"VP8 ":
        _, mark, width, height = _LOSSY.unpack_from(image, at)
        if mark != _START_CODE:
            raise PictureError("The picture does not begin as one.")
        return width & _14_BITS, height & _14_BITS
    if chunk == b"VP8L":
        _, bits = _LOSSLESS.unpack_from(image, at)
        return (bits & _14_BITS) + 1, (bits >> 14 & _14_BITS) + 1
    if chunk == b"VP8X":
        flags, width, height = _EXTENDED.unpack_from(image, at)
        if flags & 0x02:
            raise PictureError("The picture moves.")
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    raise PictureError("The picture does not begin as one.")


def _jpeg(image: bytes) -> tuple[int, int]:
    """ITU-T T.81, annex B: segments, one of which begins the frame."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        mark, kind, length = _SEGMENT.unpack_from(image, at)
        if mark != 0xFF:  # noqa: PLR2004  # what each begins with
            break
        if kind in _FRAMES:
            _, height, width = _FRAME.unpack_from(image, at + _SEGMENT.size)
            return width, height
        at += 2 + max(length, 2)
    raise PictureError("The picture does not begin as one.")
