"""What goes into the installer for Windows; that it installs is tried under Wine (`win32/test_wine.py`)."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from endpoint.desktop.package.windows import PROGRAM, WrongFile, check, lay_out, wanted

PYTHON = ("python.exe", "pythonw.exe", "python313.dll", "python313.zip", "python313._pth", "_sqlite3.pyd", "_ssl.pyd")
TK = ("DLLs/_tkinter.pyd", "DLLs/tcl86t.dll", "DLLs/tk86t.dll", "Lib/tkinter/__init__.py", "tcl/tcl8.6/init.tcl")


def archive(path: Path, names: tuple[str, ...]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, name)
    return path


def test_a_file_that_is_another_one_is_refused(tmp_path: Path) -> None:
    file = archive(tmp_path / "python.zip", PYTHON)
    check(file, hashlib.sha256(file.read_bytes()).hexdigest().upper())
    with pytest.raises(WrongFile, match=r"python\.zip has the SHA-256"):
        check(file, "0" * 64)


def test_a_helper_has_its_own_python_and_nothing_that_a_pupil_can_name(tmp_path: Path) -> None:
    python = archive(tmp_path / "python.zip", PYTHON)
    tk = archive(tmp_path / "tk.zip", (*TK, "tcl/tk8.6/tk.tcl", "tcl/tk8.6/demos/widget", "tcl/tcl8.6/tzdata/GMT"))
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    archive(wheels / "thing-1-py3-none-any.whl", ("thing/__init__.py",))
    to = tmp_path / "program"
    lay_out(to, python, tk, wheels)
    assert (to / "python313._pth").read_text(encoding="ascii") == "python313.zip\n.\nsite\ncode\n"
    for there in (PROGRAM, "_tkinter.pyd", "tk86t.dll", "tkinter/__init__.py", "tcl/tk8.6/tk.tcl", "site/thing"):
        assert (to / there).exists(), there
    for there in ("code/endpoint/desktop/service/__main__.py", "code/endpoint/desktop/windows/pictures/lock-64.png"):
        assert (to / there).is_file(), there
    for gone in ("python.exe", "_sqlite3.pyd", "tcl/tk8.6/demos", "tcl/tcl8.6/tzdata", "install.sh"):
        assert not (to / gone).exists(), gone


def test_a_tk_that_is_none_is_refused(tmp_path: Path) -> None:
    python = archive(tmp_path / "python.zip", PYTHON)
    with pytest.raises(WrongFile, match=r"has no tcl8\.6/init\.tcl"):
        lay_out(tmp_path / "to", python, archive(tmp_path / "tk.zip", TK[:-1]), tmp_path)


def test_what_others_wrote_is_asked_for_by_hash_and_only_what_windows_needs() -> None:
    asked = wanted()
    names = {line.partition("==")[0] for line in asked.splitlines() if not line.startswith(" ")}
    assert {"msgspec", "pillow", "pynacl", "psutil", "websockets", "pystray", "tomli"} <= names
    assert names.isdisjoint({"python-xlib", "evdev", "pynput"})
    assert all("--hash=" in entry for entry in asked.replace("\\\n", " ").splitlines())
