import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.cli import main
from appliance.config import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def said(home: Home, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--home", str(home.root), "setup", *arguments])
    return done.exit_code, done.output


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_a_computer_that_is_no_box_is_left_as_it_is(home: Home, arguments: tuple[str, ...]) -> None:
    before = {path: path.stat().st_mode for path in home.root.rglob("*")}
    code, text = said(home, *arguments)
    assert code == 1
    assert "site.yml makes its users" in text if os.geteuid() == 0 else "Only root" in text
    assert {path: path.stat().st_mode for path in home.root.rglob("*")} == before


def test_who_is_not_root_is_told_of_lollipop_run(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    code, text = said(home)
    assert (code, "`lollipop run`" in text) == (1, True)
