"""Running other programs, and keeping what takes long to make."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SETPRIV = "/usr/bin/setpriv"
_LONGEST = 3600.0  # seconds; stage 1 of a foreign processor takes minutes


class BuildError(Exception):
    """What did not go, in a sentence; or the end of what a program said."""


def run(*command: str | Path, env: Mapping[str, str] | None = None, stdin: str = "", cwd: Path | None = None) -> str:
    """What it printed. Raises BuildError."""
    argv = [str(part) for part in command]
    if shutil.which(argv[0]) is None:
        raise BuildError(f"{argv[0]} is not installed: `provisioning/dev/packages image` installs it")
    try:
        done = subprocess.run(
            [_SETPRIV, "--pdeathsig", "TERM", *argv],  # mmdebstrap unmounts what it mounted also where we are killed
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LONGEST,
            check=False,
            cwd=cwd,
            env={**os.environ, **(env or {})},
        )
    except subprocess.TimeoutExpired:
        raise BuildError(f"{argv[0]} did not end within {_LONGEST:.0f} seconds") from None
    if done.returncode:
        raise BuildError(f"{' '.join(argv)[:400]}\nsaid ({done.returncode}):\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


def cache_folder() -> Path:
    """`LOLLIPOP_BOX_CACHE`, else the user's cache: outside the sources, so that clones share it."""
    given = os.environ.get("LOLLIPOP_BOX_CACHE")
    return Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lollipop-box"


def digest(parts: Iterable[str]) -> str:
    """Twelve figures that change with what something is made from."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def kept(name: str, made_from: Iterable[str], make: Callable[[Path], None]) -> Path:
    """The file that `make` makes, made once for each thing that it is made from. Two that want it wait for each
    other, and half of one is never found."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}-{digest(made_from)}"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            half = file.with_name(f"{file.name}.half")
            half.unlink(missing_ok=True)
            make(half)
            half.rename(file)
    return file


def remove_tree(folder: Path) -> None:
    """A root that was made here, and nothing that is mounted in it."""
    run("rm", "-rf", "--one-file-system", folder)
