"""What speaks to a server of backups, in a unit of its own: where systemd started `machine`, that has no network."""

import os
import secrets
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from appliance.keywords.files import write

_NAME = "lollipop-backup-server-{}"  # its sandbox stands in `lollipop-backup-server-.service.d`
_RUN = ("systemd-run", "--quiet", "--collect", "--pipe", "--wait")


@contextmanager
def apart(
    argv: tuple[str, ...], environment: Mapping[str, str], seconds: float
) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
    """What to run, with which environment, in place of the two that are given. A unit ends by itself after that time.

    Whoever may ask systemd reads a unit's properties, so secrets lie in a file of root's meanwhile. Raises
    LibraryError where that cannot be written.
    """
    folder = os.environ.get("RUNTIME_DIRECTORY")
    if folder is None:
        yield argv, environment
        return
    name = _NAME.format(secrets.token_hex(4))
    file = Path(folder) / name
    write(file, "".join(f"{key}={shlex.quote(value)}\n" for key, value in environment.items()).encode(), 0o600)
    properties = (f"EnvironmentFile={file}", f"RuntimeMaxSec={seconds:.0f}")
    try:
        yield (*_RUN, f"--unit={name}", *(f"--property={each}" for each in properties), "--", *argv), {}
    finally:
        file.unlink(missing_ok=True)
