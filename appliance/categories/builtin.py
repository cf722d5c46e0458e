"""Our own small lists, for a school that has imported none: the sites that pupils know by name. A file a category."""

from functools import cache
from pathlib import Path

from appliance.access.hosts import canonical

_FOLDER = Path(__file__).parent / "builtin"


@cache
def builtin() -> dict[str, frozenset[str]]:
    """Host to its categories."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(_FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if entry := line.partition("#")[0].strip():
                host = canonical(entry)
                found[host] = found.get(host, frozenset()) | {path.stem}
    return found


def names() -> tuple[str, ...]:
    """The categories that are there without any import."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))
