"""`python -m endpoint.desktop.package [--wheels]`: makes build/lollipop-helper-linux.tar.gz.

In it are our sources that the helper needs, what they need beside them, `requirements.txt` with what others wrote, the
unit and a script that installs it all. With `--wheels` the packages of others are in it too, for this version of
Python: then a device needs no package index to install.
"""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from endpoint.desktop.package.closure import ROOT, closure, helper_sources

TARGET = ROOT / "build" / "lollipop-helper-linux.tar.gz"
TOP = "lollipop-helper"
_HERE = Path(__file__).parent
_DESKTOP = ROOT / "endpoint" / "desktop"
_BESIDE = (ROOT / "appliance" / "match" / "spellings.toml",)
_PICTURES = {".png", ".txt", ".svg"}
_READING = ("tomli", "confusable-homoglyphs", "pyspellchecker")  # the box's own, for reading without the box


def contents(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """What goes into the archive: the place there, and the file here."""
    for path in sorted(closure(helper_sources(root), root).files):
        yield f"code/{path.relative_to(root).as_posix()}", path
    for path in (*_BESIDE, *_data()):
        yield f"code/{path.relative_to(root).as_posix()}", path
    for name in ("install.sh", "remove.sh", "lollipop-helper.service"):
        yield name, _HERE / name
    yield "README.md", _DESKTOP / "README.md"


def _data() -> Iterator[Path]:
    for path in sorted(_DESKTOP.rglob("*")):
        if path.suffix in _PICTURES and path.name != "requirements.txt":
            yield path


def requirements() -> str:
    """As they are locked, and those of the box's that reading takes."""
    own = (_DESKTOP / "requirements.txt").read_text(encoding="utf-8")
    return own + "".join(_locked(name) for name in _READING if f"\n{name}==" not in own)


def _locked(name: str) -> str:
    """The entry of one package in the box's list, whole."""
    lines = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(place for place, line in enumerate(lines) if line.startswith(f"{name}=="))
    entry = [lines[start]]
    for line in lines[start + 1 :]:
        if not line.startswith(" "):
            break
        entry.append(line)
    return "".join(entry)


def pack(target: Path, wheels: Path | None = None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(target, "w:gz") as archive:
        for name, path in contents():
            archive.add(path, f"{TOP}/{name}", filter=_plain)
        text = requirements().encode()
        entry = tarfile.TarInfo(f"{TOP}/requirements.txt")
        entry.size, entry.mode = len(text), 0o644
        archive.addfile(entry, BytesIO(text))
        for path in sorted(wheels.iterdir()) if wheels else ():
            archive.add(path, f"{TOP}/wheels/{path.name}", filter=_plain)


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's in particular: the same archive whoever makes it."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = "root"
    entry.mode = 0o755 if entry.name.endswith(".sh") else 0o644
    return entry


def fetch_wheels(folder: Path) -> None:
    """Raises CalledProcessError."""
    wanted = folder / "wanted.txt"
    wanted.write_text(requirements(), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder / "wheels")]
    subprocess.run([*command, "--requirement", str(wanted)], check=True, timeout=600)


def main() -> None:
    with TemporaryDirectory() as folder:
        if "--wheels" in sys.argv[1:]:
            fetch_wheels(Path(folder))
        wheels = Path(folder, "wheels")
        pack(TARGET, wheels if wheels.exists() else None)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 10**6:.1f} MB")  # noqa: T201  # for whoever packs


if __name__ == "__main__":
    main()
