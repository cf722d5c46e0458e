"""Programs that the school blocks."""

import os
import shutil
import subprocess
from pathlib import Path

import psutil
import pytest

from endpoint.desktop.service.applications import Applications, plain


@pytest.mark.parametrize(("name", "means"), [("Steam.EXE", "steam"), (" steam ", "steam"), ("exe", "exe")])
def test_a_name_is_without_case_and_ending(name: str, means: str) -> None:
    assert plain(name) == means


def test_what_runs_already_and_what_starts_is_found_by_name_or_file(tmp_path: Path) -> None:
    """Also under another name than its file's."""
    program = shutil.copy(shutil.which("sleep") or "", tmp_path / "MyGame")
    applications, uids = Applications(), {os.getuid()}
    assert not list(applications.blocked(psutil.pids(), (), uids))
    with subprocess.Popen(["something else", "60"], executable=program) as game:
        try:
            found = list(applications.blocked((), ("mygame.exe",), uids))  # nothing is new, but the list is
            assert [one.pid for one in found] == [game.pid]
            assert not list(applications.blocked((), ("mygame.exe",), uids))
            assert len(list(applications.blocked([game.pid], ("mygame.exe",), uids))) == 1
            assert not list(applications.blocked([game.pid], ("mygame.exe",), {os.getuid() + 1}))
            assert not list(applications.blocked([game.pid], ("game",), uids))
        finally:
            game.kill()
