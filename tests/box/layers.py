"""The folders that a container is stacked of, each kept by a hash of what it is made from, outside the clone.

| layer | made from | by |
|---|---|---|
| base | the list of packages | mmdebstrap, in a minute |
| packages | the lock files | uv, for the box's Python |
| provisioned | `provisioning/` and the two above | `site.yml` in a container |
| release | the sources as they stand here | copied at each start |
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "provisioning/packages.txt"
_LOCKS = (ROOT / "requirements/runtime.txt", ROOT / "provisioning/requirements.txt")
_FOLDERS = ("appliance", "endpoint", "proxy_addons", "webui", "provisioning", "requirements", "docs")
_FILES = ("pyproject.toml", "README.md", "ARCHITECTURE.md")
_NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "node_modules", "build", "*.pyc")
_TOOLS = ("mmdebstrap", "unshare", "nsenter", "setpriv")


def cache_folder() -> Path:
    """`LOLLIPOP_BOX_CACHE`, else the user's cache."""
    given = os.environ.get("LOLLIPOP_BOX_CACHE")
    return Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lollipop-box"


def debian_packages() -> tuple[str, ...]:
    """What a box has of Debian, besides what is always there."""
    lines = (line.split("#")[0].strip() for line in PACKAGES.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line)


@cache
def base() -> Path:
    return kept("base", [PACKAGES], _debootstrap)


@cache
def packages() -> Path:
    return kept("packages", [*_LOCKS, ROOT / "provisioning/venv"], _install)


@cache
def release() -> Path:
    """`/opt/lollipop/app`, gone with this process."""
    folder = Path(tempfile.mkdtemp(prefix="lollipop-release-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    app = folder / "opt/lollipop/app"
    app.mkdir(parents=True)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, app / name, ignore=_NOT_SHIPPED)
    for name in _FILES:
        shutil.copy2(ROOT / name, app / name)
    _open_to_all(folder)
    return folder


def provisioning_files() -> list[Path]:
    """What `site.yml` is and reads: not the fleet's, nor what a developer's machine needs. Of the release that is laid
    in, because the sources here may go on meanwhile."""
    app = _app()
    folder = app / "provisioning"
    own = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith("fleet")]
    return [
        *sorted(own),
        *sorted(path for path in (folder / "roles").rglob("*") if path.is_file()),
        app / "requirements/runtime.txt",
    ]


def kept(kind: str, made_from: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """The folder `upper` of `<kind>-<hash>` in the cache, made once; who comes meanwhile waits."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        target = folder / f"{kind}-{_hash(made_from)}"  # only now: who waits may find that sources went on
        if not target.exists():
            fresh = Path(tempfile.mkdtemp(prefix=f"{kind}-making-", dir=folder))
            try:
                (fresh / "upper").mkdir(mode=0o755)
                make(fresh)
                fresh.rename(target)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
    return target / "upper"


def why_not() -> str:
    """Which tool is missing here; empty where none is."""
    missing = [name for name in _TOOLS if shutil.which(name) is None]
    return f"not installed here: {', '.join(missing)}" if missing else ""


def _hash(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{_name(path)}\0{path.stat().st_mode & 0o777}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _name(path: Path) -> Path:
    return path.relative_to(ROOT if path.is_relative_to(ROOT) else _app())


def _app() -> Path:
    return release() / "opt/lollipop/app"


def _debootstrap(into: Path) -> None:
    """mmdebstrap wants the devices that Debian's packages make left out: the container has its own."""
    tar = into / "base.tar"
    _run(
        "mmdebstrap",
        "--mode=root",
        "--variant=apt",
        "--format=tar",
        f"--include={','.join(debian_packages())}",
        '--aptopt=APT::Install-Recommends "false"',
        "--dpkgopt=force-unsafe-io",
        "trixie",
        str(tar),
    )
    _run("tar", "--extract", "--exclude=./dev/*", f"--file={tar}", f"--directory={into / 'upper'}")
    tar.unlink()


def _install(into: Path) -> None:
    """Both sets of Python packages, for Debian 13's Python, compiled."""
    home = into / "upper/opt/lollipop"
    for name, lock in zip(("venv", "tools"), _LOCKS, strict=True):
        _venv(home / name, lock)


def _venv(folder: Path, lock: Path) -> None:
    """What `python3 -m venv` and pip would make on the box, made from outside: see `provisioning/venv`."""
    _run(str(ROOT / "provisioning/venv"), str(folder), str(lock), "/" + str(Path(*folder.parts[-3:])))


def _run(*command: str) -> None:
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1800)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-3000:]}")


def _open_to_all(folder: Path) -> None:
    """Modes as the release has them, whatever the clone's umask was."""
    for path in _all(folder):
        runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
        path.chmod(0o755 if runs else 0o644)
        os.chown(path, 0, 0)


def _all(folder: Path) -> Iterator[Path]:
    yield folder
    yield from (path for path in folder.rglob("*") if not path.is_symlink())
