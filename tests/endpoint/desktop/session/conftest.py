from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest

from tests.endpoint.desktop.windows.desk import MISSING, Desk, desk


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """One screen of 1920 × 1080 with a window manager, which is this process's too."""
    yield from _screen(tmp_path, monkeypatch, {})


@pytest.fixture
def two_screens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    yield from _screen(tmp_path, monkeypatch, {"left": "960/250x1080/280+0+0", "right": "960/250x1080/280+960+0"})


def _screen(folder: Path, monkeypatch: pytest.MonkeyPatch, monitors: dict[str, str]) -> Iterator[Desk]:
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    if find_library("xkbcommon-x11") is None:
        pytest.skip("not installed: libxkbcommon-x11-0")
    with desk(folder, "1920x1080", monitors) as one:
        for name in ("DISPLAY", "XDG_RUNTIME_DIR", "XDG_DATA_HOME"):
            monkeypatch.setenv(name, one.environment[name])
        yield one
