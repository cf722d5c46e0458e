"""The file that fills a slot, laid out as a folder to run commands in. The image itself stays as it is.

root = lay_out(IMAGE.with_suffix(".squashfs"), folder)
print(root.units("tests/core", "tests/policy"))
print(root.say("lollipop --help"))
"""

import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from image.root import inside
from image.tools import ROOT, run

_TRIED = "opt/tried"
_SOURCES = ("tests", "image", "pyproject.toml", "Makefile")
# What the image has comes first: a package that only tests need is found behind it, and nothing of ours is written.
_UNITS = """
cd /opt/tried/sources
export PYTHONDONTWRITEBYTECODE=1
exec /opt/lollipop/venv/bin/python3 -c '
import sys
sys.path.append("/opt/tried/packages")
import pytest
sys.exit(pytest.main(sys.argv[1:]))' -p no:cacheprovider --tb=short "$@"
"""
_NAMES = """
mkdir -p /run/systemd/resolve && printf %s "$0" >/run/systemd/resolve/stub-resolv.conf
"""


@dataclass(frozen=True)
class Laid:
    folder: Path
    architecture: str = "amd64"

    def say(self, script: str, *arguments: str) -> str:
        """What lines of a shell say there, which may ask this machine's name servers. Raises BuildError."""
        servers = Path("/etc/resolv.conf").read_text(encoding="utf-8")
        return inside(self.folder, self.architecture, "sh", "-ec", _NAMES + script, servers, *arguments)

    def units(self, *arguments: str) -> str:
        """Run pytest with the image's own Python, packages and sources. Raises BuildError where a test fails."""
        return self.say(_UNITS, *arguments)


def lay_out(squashfs: Path, into: Path) -> Laid:
    """Beside it lies what tests need: their sources, and this environment's packages. Raises BuildError."""
    root = into / "root"
    run("unsquashfs", "-quiet", "-no-progress", "-dest", root, squashfs)
    tried = root / _TRIED
    shutil.copytree(sysconfig.get_path("purelib"), tried / "packages", symlinks=True)
    sources = tried / "sources"
    sources.mkdir()
    for name in _SOURCES:
        run("cp", "-a", ROOT / name, sources)
    for each in (root / "opt/lollipop/app").iterdir():
        if not (sources / each.name).exists():
            (sources / each.name).symlink_to(f"/opt/lollipop/app/{each.name}")
    return Laid(root)
