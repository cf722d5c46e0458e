"""What a process gives up before it reads what may be made to break it, a document to print or a picture of a pupil's
screen: the network, and all but a bounded part of the machine."""

import contextlib
import os
import resource

_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 25
_FILE_BYTES = 64 * 1024 * 1024


def close_in(memory: int = _MEMORY, cpu_seconds: int = _CPU_SECONDS) -> None:
    """A network of its own without any interface, where the kernel lets a user make one; a document's pictures are
    refused by name in any case."""
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
    ):
        allowed = resource.getrlimit(limit)[1]
        bound = most if allowed == resource.RLIM_INFINITY else min(most, allowed)  # whoever started us may be bounded
        resource.setrlimit(limit, (bound, bound))
    with contextlib.suppress(OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
