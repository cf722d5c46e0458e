"""`lollipop network`: what the settings would make of the box, and what is said where no `network` runs."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.cli import main
from appliance.config import Home

BRIDGE = '[network]\nmode = "bridge"\ninside = "eth1"\noutside = "eth0"\nbridge = "school"\n'


def run(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--home", str(home), "network", *arguments])
    return done.exit_code, done.output


def test_the_plan_shows_the_files(tmp_path: Path) -> None:
    (tmp_path / "lollipop.toml").write_text(BRIDGE)
    status, said = run(tmp_path, "plan")
    assert status == 0
    assert "--- 10-lollipop-bridge.netdev" in said
    assert "Bridge=school" in said


def test_a_plan_that_could_not_work_says_why(tmp_path: Path) -> None:
    (tmp_path / "lollipop.toml").write_text(BRIDGE + '[addresses]\nown = "10.0.0.5/24"\n')
    status, said = run(tmp_path, "plan")
    assert status == 1
    assert "addresses.router: an address of the box and a router belong together" in said


@pytest.mark.parametrize("command", ["probe", "apply", "confirm", "rollback"])
def test_without_network_nothing_can_be_tried(tmp_path: Path, command: str) -> None:
    status, said = run(tmp_path, command)
    assert status == 1
    assert "network.sock does not answer" in said


def test_who_does_not_say_how_it_went_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.cli.network._ANSWER_SECONDS", 0.2)
    home = Home(tmp_path)
    home.network_socket.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(home.network_socket))
        silent.listen()
        status, said = run(tmp_path, "apply")
    assert status == 1
    assert "has not said within a minute how it went" in said
