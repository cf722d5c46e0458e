"""What is released: files that git does not ignore, a version that grows with every commit, and the commit's time."""

import os
import re
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from image.tools import ROOT, BuildError, run

_FOLDERS = ("appliance", "endpoint", "proxy_addons", "webui", "provisioning", "requirements", "docs")
_FILES = ("pyproject.toml", "README.md", "ARCHITECTURE.md")


@dataclass(frozen=True)
class Release:
    """`epoch` is in seconds since 1970; every time in an image is this one."""

    version: str
    commit: str
    epoch: int
    files: tuple[Path, ...]

    def os_release(self, machine: str) -> str:
        """Lines for os-release, which is where systemd and people look for what a machine is."""
        return (
            f'IMAGE_ID=lollipop-{machine}\nIMAGE_VERSION={self.version}\nBUILD_ID={self.commit}\nVARIANT="Lollipop"\n'
        )

    def lay_down(self, app: Path) -> None:
        """The sources, in a folder that is made. Raises BuildError."""
        for path in self.files:
            target = app / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target)
            target.chmod(0o755 if os.access(ROOT / path, os.X_OK) else 0o644)
        for folder in (app, *(each for each in app.rglob("*") if each.is_dir())):
            folder.chmod(0o755)
        name_version(app / "appliance/__init__.py", self.version)

    def pack(self, folder: Path) -> Path:
        """The same in one file, for boxes that are a plain Debian. Raises BuildError."""
        folder.mkdir(parents=True, exist_ok=True)
        packed = folder / f"lollipop-{self.version}.tar.gz"
        with tempfile.TemporaryDirectory() as place:
            self.lay_down(Path(place, "lollipop"))
            alike = ("--sort=name", f"--mtime=@{self.epoch}", "--owner=0", "--group=0", "--numeric-owner")
            run(
                "tar",
                "--create",
                "--use-compress-program=gzip -n",
                *alike,
                f"--file={packed}",
                f"--directory={place}",
                "lollipop",
            )
        return packed


def name_version(module: Path, version: str) -> None:
    """What runs calls itself as its update does: the two are compared after a start, and with what is to be put in."""
    text, found = re.subn(r'(?m)^__version__ = ".*"$', f'__version__ = "{version}"', module.read_text(encoding="utf-8"))
    if not found:
        raise BuildError(f"{module.name} names no version")
    module.write_text(text, encoding="utf-8")


def here(version: str = "") -> Release:
    """Of the sources as they stand. `version` is another than the commit's, for trying an update. Raises BuildError."""
    commit = run("git", "-C", ROOT, "rev-parse", "--short=12", "HEAD").strip()
    counted = run("git", "-C", ROOT, "rev-list", "--count", "HEAD").strip()
    epoch = int(run("git", "-C", ROOT, "log", "-1", "--format=%ct"))
    listed = run(
        "git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_FOLDERS, *_FILES
    ).split("\0")
    files = tuple(sorted(Path(name) for name in listed if name and (ROOT / name).is_file()))
    if not files:
        raise BuildError("git lists no sources here")
    return Release(version or _version(counted), commit, epoch, files)


def _version(counted: str) -> str:
    """Major and minor from pyproject.toml; then how many commits led here, so that a later one is a greater one."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return ".".join((*str(said).split(".")[:2], counted))
