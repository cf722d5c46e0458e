"""`python -m endpoint.desktop.package.windows --python ZIP --sha256 … --tk ZIP_OR_MSI --tk-sha256 …`: makes
build/lollipop-helper.msi, on Linux.

In it are the embeddable Python, its Tk, the packages of others in the versions that are locked, and our sources. With
`--certificate PFX` (and `--password-file`) it is signed. Needs msitools, wixl and, to sign, osslsigncode.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.markers import Marker

from endpoint.desktop.package.__main__ import contents, requirements
from endpoint.desktop.package.closure import ROOT
from endpoint.desktop.package.msi import installer, statements

TARGET = ROOT / "build" / "lollipop-helper.msi"
PROGRAM = "lollipop-helper.exe"
_PYTHON = "3.13"
_LONGEST = 900
_LEFT_OUT = ("python.exe", "pythonw.exe", "python.cat", "sqlite3.dll", "_sqlite3.pyd", "winsound.pyd")
_WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
_TK_FILES = ("_tkinter.pyd", "tcl86t.dll", "tk86t.dll", "zlib1.dll", "zlib.dll")
_TK_LEFT_OUT = shutil.ignore_patterns("tzdata", "demos", "test", "__pycache__", "images", "idlelib")


class WrongFile(Exception):  # noqa: N818 - a sentence for whoever packs
    """A file is not the one that was meant."""


def check(file: Path, digest: str) -> None:
    """Raises WrongFile."""
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != digest.lower():
        raise WrongFile(f"{file} has the SHA-256 {found}, and not {digest}.")


def lay_out(to: Path, python: Path, tk: Path, wheels: Path) -> None:
    """The folder as it is on a computer."""
    with zipfile.ZipFile(python) as archive:
        archive.extractall(to)
    shutil.copy(to / "python.exe", to / PROGRAM)
    for name in _LEFT_OUT:
        (to / name).unlink(missing_ok=True)
    (pth,) = to.glob("python*._pth")
    pth.write_text(f"{pth.stem}.zip\n.\nsite\ncode\n", encoding="ascii")  # and nothing that a pupil could name
    _lay_out_tk(to, tk)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(to / "site")
    for name, path in contents():
        if name.startswith("code/"):
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to / name)


def _lay_out_tk(to: Path, tk: Path) -> None:
    """From python.org's tcltk.msi, or a ZIP of what is in it."""
    with TemporaryDirectory() as folder:
        if tk.suffix == ".msi":
            command = ["msiextract", "--directory", folder, str(tk)]
            subprocess.run(command, check=True, timeout=120, capture_output=True)
        else:
            with zipfile.ZipFile(tk) as archive:
                archive.extractall(folder)
        for path in Path(folder).rglob("*"):
            if path.name in _TK_FILES:
                shutil.copy(path, to / path.name)
        for mark, place in (
            ("tkinter/__init__.py", "tkinter"),
            ("tcl8.6/init.tcl", "tcl/tcl8.6"),
            ("tk8.6/tk.tcl", "tcl/tk8.6"),
        ):
            found = next(Path(folder).rglob(mark), None)
            if found is None:
                raise WrongFile(f"{tk} has no {mark}.")
            shutil.copytree(found.parent, to / place, ignore=_TK_LEFT_OUT)


def wanted() -> str:
    """What is locked and Windows needs, as Linux may fetch it: without the words on which system it is for."""
    entries = requirements().replace("\\\n", "\0").splitlines()
    kept = (_for_windows(one) for one in entries if one and not one.startswith(("#", " ")))
    return "".join(f"{one}\n" for one in kept if one).replace("\0", "\\\n")


def _for_windows(entry: str) -> str:
    """Empty for what Windows has no use for."""
    first, *hashes = entry.split("\0")
    name, _, marker = first.partition(";")
    if marker.strip() and not Marker(marker.strip()).evaluate(_WINDOWS):
        return ""
    return "\0".join((f"{name.strip()} ", *hashes))


def fetch_wheels(to: Path) -> None:
    """For Windows, each with one of the hashes that are locked. Raises CalledProcessError."""
    to.mkdir(exist_ok=True)
    listed = to / "wanted.txt"
    listed.write_text(wanted(), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", str(to)]
    target = ["--platform", "win_amd64", "--python-version", _PYTHON, "--only-binary", ":all:"]
    subprocess.run([*command, *target, "--requirement", str(listed)], check=True, timeout=_LONGEST)


def pack(target: Path, laid_out: Path, version: str) -> None:
    """Raises CalledProcessError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    plan = laid_out.parent / "lollipop-helper.wxs"
    plan.write_text(installer(laid_out, PROGRAM, version), encoding="utf-8")
    command = ["wixl", "--arch", "x64", "--output", str(target.resolve()), plan.name]
    subprocess.run(command, cwd=plan.parent, check=True, timeout=_LONGEST)
    for statement in statements(PROGRAM):
        command = ["msibuild", str(target), "-q", statement]
        subprocess.run(command, check=True, timeout=_LONGEST)


def sign(msi: Path, certificate: Path, password: Path | None) -> None:
    """Raises CalledProcessError."""
    signed = msi.with_suffix(".signed")
    secret = ["-readpass", str(password)] if password else []
    command = ["osslsigncode", "sign", "-pkcs12", str(certificate), *secret, "-h", "sha256", "-n", "Lollipop helper"]
    subprocess.run([*command, "-in", str(msi), "-out", str(signed)], check=True, timeout=120, capture_output=True)
    signed.replace(msi)


def _size(folder: Path) -> Iterator[int]:
    return (path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m endpoint.desktop.package.windows", description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="the embeddable Python for amd64, a ZIP")
    parser.add_argument("--sha256", required=True, help="its SHA-256")
    parser.add_argument("--tk", type=Path, required=True, help="tcltk.msi of the same version, or a ZIP of its files")
    parser.add_argument("--tk-sha256", required=True, help="its SHA-256")
    parser.add_argument("--version", default="1.0.0", help="of the installer; a higher one renews a lower one")
    parser.add_argument("--certificate", type=Path, help="a PFX to sign with")
    parser.add_argument("--password-file", type=Path, help="of the PFX")
    parser.add_argument("--target", type=Path, default=TARGET)
    return parser.parse_args()


def main() -> None:
    asked = _asked()
    try:
        check(asked.python, asked.sha256)
        check(asked.tk, asked.tk_sha256)
        with TemporaryDirectory() as folder:
            laid_out, wheels = Path(folder, "program"), Path(folder, "wheels")
            fetch_wheels(wheels)
            lay_out(laid_out, asked.python, asked.tk, wheels)
            pack(asked.target, laid_out, asked.version)
            size = sum(_size(laid_out)) / 10**6
    except WrongFile as error:
        sys.exit(str(error))
    if asked.certificate:
        sign(asked.target, asked.certificate, asked.password_file)
    print(f"{asked.target}: {asked.target.stat().st_size / 10**6:.1f} MB, {size:.1f} MB installed")  # noqa: T201


if __name__ == "__main__":
    main()
