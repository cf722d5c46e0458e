"""Lists of hosts in a file: `[reason]` lines head the entries below them, and `#` starts a comment."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from appliance.access.hosts import canonical
from appliance.errors import ConfigError


def read_list(path: Path) -> Mapping[str, str]:
    """Entry to reason. Raises ConfigError with file and line."""
    reasons: dict[str, str] = {}
    reason = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if entry.startswith("["):
            reason = entry.strip("[]")
        elif entry and not reason:
            raise ConfigError(f"{path.name}: line {number}: {entry!r} stands before the first [reason]")
        elif entry:
            reasons[canonical(entry)] = reason
    return MappingProxyType(reasons)
