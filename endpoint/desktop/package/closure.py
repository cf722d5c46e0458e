"""Which of our modules the desktop helper needs, and which of others': by what its sources import."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
_OURS = ("appliance", "endpoint")
_LEFT_OUT = ("endpoint/desktop/package",)


class Closure(NamedTuple):
    """`files` are our sources, `others` the top names of what else is imported."""

    files: frozenset[Path]
    others: frozenset[str]


def helper_sources(root: Path = ROOT) -> Iterator[Path]:
    """The desktop helper's own."""
    for path in sorted((root / "endpoint" / "desktop").rglob("*.py")):
        if not path.relative_to(root).as_posix().startswith(_LEFT_OUT):
            yield path


def closure(starts: Iterable[Path], root: Path = ROOT) -> Closure:
    """All that is imported from these files on, wherever in them that stands."""
    files: set[Path] = set()
    others: set[str] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in files:
            continue
        files.add(path)
        for name in _imported(path):
            if name.split(".")[0] in _OURS:
                waiting += _sources(name, root)
            else:
                others.add(name.split(".")[0])
    return Closure(frozenset(files), frozenset(others))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _sources(name: str, root: Path) -> Iterator[Path]:
    """The file of a module, and those of the packages above it."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        place = root.joinpath(*parts[:length])
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file():
                yield path
