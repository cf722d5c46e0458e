"""Lets firmware that knows only old partition tables (MBR) find the first partition of a disk that has a GPT.

A Pi 4 whose loader was never brought up to date reads no GPT. The entry of kind 0xEE stays, because Linux, U-Boot and
GRUB know by it that the GPT is the one that counts.
"""

import struct
from pathlib import Path
from typing import BinaryIO

from image import layout

SECTOR = layout.SECTOR
_ENTRIES_AT, _SIGNATURE_AT = 446, 510
_ENTRY = struct.Struct("<B3sB3sII")  # flags, first by cylinder, kind, last by cylinder, first sector, sectors
_NO_CYLINDER = b"\xfe\xff\xff"  # "too far for this form of address", as every disk since 1994 says
_FAT32, _GPT = 0x0C, 0xEE


class NoGptError(Exception):
    """The disk has no GPT, so there is nothing to be read beside it."""


def let_old_firmware_find(image: Path) -> None:
    """The first part of the image: the one with the firmware's files."""
    part = layout.parts()[0]
    with image.open("r+b") as disk:
        add(disk, part.start // SECTOR, part.size // SECTOR)


def add(disk: BinaryIO, first: int, sectors: int) -> None:
    """Name the FAT partition of `sectors` from sector `first` on in the disk's MBR, beside the GPT.

    Raises NoGptError, and ValueError for numbers that an MBR cannot say.
    """
    disk.seek(0)
    start = bytearray(disk.read(SECTOR))
    if start[_SIGNATURE_AT:] != b"\x55\xaa" or disk.read(8) != b"EFI PART" or start[_ENTRIES_AT + 4] != _GPT:
        raise NoGptError("the disk has no GPT")
    if first < 2 or sectors < 1 or first + sectors > 0xFFFFFFFF:  # noqa: PLR2004  sector 1 is the GPT's
        raise ValueError(f"not for an MBR: {sectors} sectors from {first} on")
    start[_ENTRIES_AT:_SIGNATURE_AT] = b"".join(
        (
            # The GPT's entry is for the table before the partition: Linux asks that it begins at sector 1.
            _ENTRY.pack(0, _NO_CYLINDER, _GPT, _NO_CYLINDER, 1, first - 1),
            _ENTRY.pack(0x80, _NO_CYLINDER, _FAT32, _NO_CYLINDER, first, sectors),
            bytes(2 * _ENTRY.size),
        )
    )
    disk.seek(0)
    disk.write(start)
