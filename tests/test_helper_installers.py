"""Installers that are here, and what is none."""

from pathlib import Path

import pytest

from appliance.config import Home
from appliance.helper_installers import LINUX, WINDOWS, installer


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_an_installer_that_is_here_is_found(home: Home) -> None:
    home.installers.mkdir()
    (home.installers / WINDOWS).write_bytes(b"msi")
    found = installer(home, WINDOWS)
    assert found
    assert found.read_bytes() == b"msi"
    assert installer(home, LINUX) is None


@pytest.mark.parametrize("name", ["", "other.msi", "../lollipop.toml", "/etc/passwd", "."])
def test_nothing_else_is_an_installer(home: Home, name: str) -> None:
    home.installers.mkdir()
    (home.installers / "other.msi").write_bytes(b"")
    assert installer(home, name) is None
