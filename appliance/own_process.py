"""What a process asks the kernel about itself."""

import contextlib
import resource
from pathlib import Path

_MOST_FILES = 65_536
_PAGE_BYTES = resource.getpagesize()


def memory_bytes() -> int:
    """What this process holds in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


def raise_file_limit() -> None:
    """Each connection takes a file, and one that is passed on takes two."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
