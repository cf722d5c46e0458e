"""Python for users who may not enter the folder that it lies in. A box has it in /usr; here it may be in a home folder
that is closed to others, and leave to read past that would be leave to read everything."""

import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def within_reach(scratch: Path, *command: str) -> list[str]:
    """The command line that runs `command`, as root in mounts of its own, where everybody reaches our Python and our
    sources and nothing else of the closed folders. `scratch` is a folder of the test's."""
    trees = sorted({Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT.resolve()})
    closed = {tree: top for tree in trees if (top := _closed_above(tree))}
    if not closed:
        return [*command]
    held = {tree: scratch / "within-reach" / str(number) for number, tree in enumerate(closed)}
    lines = [
        *(f"mkdir -p {_q(at)} && mount --bind {_q(tree)} {_q(at)}" for tree, at in held.items()),
        *(f"mount -t tmpfs -o mode=755 tmpfs {_q(top)}" for top in sorted(set(closed.values()))),
        *(f"(umask 022; mkdir -p {_q(tree)}) && mount --bind {_q(at)} {_q(tree)}" for tree, at in held.items()),
        *(f"umount -l {_q(at)}" for at in held.values()),
        'exec "$@"',
    ]
    return ["sh", "-ec", "\n".join(lines), "sh", *command]


def _closed_above(tree: Path) -> Path | None:
    """The outermost folder around it that others may not enter."""
    return next((one for one in reversed((tree, *tree.parents)) if not one.stat().st_mode & 0o001), None)


def _q(path: Path) -> str:
    return shlex.quote(str(path))
