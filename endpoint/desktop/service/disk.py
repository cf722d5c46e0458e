"""Where the service keeps things (Linux), and how they are on the disk for good."""

import os
from pathlib import Path

FILE = Path("/etc/lollipop-helper/helper.toml")
STATE = Path("/var/lib/lollipop-helper")


def close_to_others(folder: Path) -> None:
    """Raises OSError."""
    folder.chmod(0o700)


def sync(folder: Path) -> None:
    """A file that was made or renamed there stays so. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
