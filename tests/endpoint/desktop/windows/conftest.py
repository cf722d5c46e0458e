from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.endpoint.desktop.windows import desk as desks


@pytest.fixture(scope="module")
def wide_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[desks.Desk]:
    """Two monitors beside each other, of two sizes, and a program that hears keys on the left one."""
    if desks.MISSING:
        pytest.skip(f"not installed here: {', '.join(desks.MISSING)}")
    monitors = {"left": "1280/339x800/212+0+0", "right": "1024/270x768/203+1280+0"}
    with desks.desk(tmp_path_factory.mktemp("desk"), "2304x800", monitors) as desk, desk.program_behind():
        yield desk


@pytest.fixture
def desk(wide_desk: desks.Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> desks.Desk:
    """The same, for windows that are started from here."""
    for name in ("DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, wide_desk.environment[name])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    wide_desk.xdotool("search", "--sync", "--name", "^behind$", "windowfocus", "--sync")
    return wide_desk
