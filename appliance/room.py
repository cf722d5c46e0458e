"""Some room kept aside on the box's disk, and given back at a start where there is none left (decision 0048).

SQLite cannot open a store without a few free pages, not even to read. Each start on a full disk is given `NEEDED`, so
that the box comes up, is read and shows what is wrong; what is kept aside lasts for `KEPT // NEEDED` such starts.
"""

import os
from pathlib import Path

from appliance.config import MiB

KEPT, NEEDED = 32 * MiB, 4 * MiB
AMPLE = 128 * MiB  # free besides, before any is kept aside again


def wanted(kept: int, free: int) -> int:
    """How much is to be kept aside, in bytes, where so much is now and so much is free besides."""
    if free < NEEDED:
        return max(kept - (NEEDED - free), 0)
    return KEPT if free >= AMPLE else kept


def keep(path: Path) -> str:
    """As root, in a folder of root's. A sentence where room was given back. Raises OSError."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        kept = os.fstat(handle).st_size
        disk = os.fstatvfs(handle)
        size = wanted(kept, disk.f_bavail * disk.f_frsize)
        if size > kept:
            os.posix_fallocate(handle, 0, size)
        os.ftruncate(handle, size)
    finally:
        os.close(handle)
    given = kept - size
    return f"The disk is full: {given / MiB:,.1f} MB that were kept aside for this are given back." if given > 0 else ""
