"""The file format of the spool, without any state: records in segments, segments in a folder.

A folder holds segments `0000000000000001.seg`, preallocated. A record is a 4-byte big-endian length, a 4-byte CRC-32 of
the payload, and the payload: msgpack of a `model.Event`. A length of zero is the end. A segment is finished when one
with a higher number exists; only the last one grows.
"""

import os
import struct
import zlib
from pathlib import Path

SEGMENT_BYTES = 1024 * 1024
HEADER = struct.Struct(">II")
_DIGITS = 16
_SMALL_MAP = 0x80  # every event is a map of at most 15 keys,
_SIGNATURE = b"\xa4type"  # and its first key is its type


def record(payload: bytes) -> bytes:
    return HEADER.pack(len(payload), zlib.crc32(payload)) + payload


def record_end(data: memoryview, offset: int) -> int:
    """Where the intact record at `offset` ends; 0 when there is none."""
    if offset + HEADER.size > len(data):
        return 0
    length, checksum = HEADER.unpack_from(data, offset)
    end = offset + HEADER.size + length
    if not length or end > len(data) or zlib.crc32(data[offset + HEADER.size : end]) != checksum:
        return 0
    return int(end)


def next_record(data: bytes, offset: int) -> int:
    """Where the first intact record after `offset` begins; -1 when there is none."""
    view = memoryview(data)
    mark = data.find(_SIGNATURE, offset + 1)
    while mark >= 0:
        start = mark - 1 - HEADER.size
        if start > offset and data[mark - 1] & 0xF0 == _SMALL_MAP and record_end(view, start):
            return start
        mark = data.find(_SIGNATURE, mark + 1)
    return -1


def path_of(folder: Path, number: int) -> Path:
    return folder / f"{number:0{_DIGITS}d}.seg"


def numbers(folder: Path) -> list[int]:
    """The segments of a folder, oldest first; none when it does not exist."""
    names = (path.stem for path in folder.glob("*.seg"))
    return sorted(int(name) for name in names if len(name) == _DIGITS and name.isdecimal())


def used_bytes(folder: Path) -> int:
    """What the segments take. One that is deleted while we count takes nothing."""
    return sum(_size(path_of(folder, number)) for number in numbers(folder))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def allocate(path: Path, size: int) -> None:
    """Make `path` a file of `size` zeros whose blocks are reserved. Raises OSError and leaves nothing behind."""
    fd = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640
    )  # core reads as another user of the group
    try:
        os.posix_fallocate(fd, 0, size)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(fd)
