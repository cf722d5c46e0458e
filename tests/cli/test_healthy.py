"""`lollipop healthy`: what it says, and what becomes of the version after a start."""

from pathlib import Path

import pytest

from appliance import __version__
from appliance.health import Found
from appliance.machine import coming_up, healthy, rauc
from appliance.machine.coming_up import Kept
from tests.cli.given import lollipop


def test_a_box_that_is_not_well_says_what(tmp_path: Path) -> None:
    done = lollipop(tmp_path / "lollipop", "healthy")
    assert done.exit_code == 1
    assert "MEND  A page through worker 1: " in done.output
    assert "MEND  The console: " in done.output


@pytest.mark.parametrize(("well_before", "practises"), [("0.0.1", True), (__version__, False)])
def test_after_a_start_only_a_version_that_is_new_here_practises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, well_before: str, practises: bool
) -> None:
    asked: list[tuple[float, bool]] = []

    def look(_home: object, within: float, *, practise: bool) -> tuple[Found, ...]:
        asked.append((within, practise))
        return (Found(ok=True, text="all"),)

    monkeypatch.setattr(healthy, "look_until_well", look)
    monkeypatch.setattr(rauc, "CONFIGURED", tmp_path / "no-slots")
    monkeypatch.setattr(rauc.Rauc.__init__, "__defaults__", (tmp_path / "no-slots",))
    (tmp_path / "machine").mkdir()
    coming_up.keep(tmp_path / "machine", Kept(well=well_before))
    done = lollipop(tmp_path / "lollipop", "healthy", "--after-start")
    assert (done.exit_code, done.output) == (0, "ok    all\n")
    assert asked == [(healthy.WITHIN, practises)]
    assert coming_up.read(tmp_path / "machine") == Kept(well=__version__)


def test_quick_leaves_no_capture(tmp_path: Path) -> None:
    done = lollipop(tmp_path / "lollipop", "healthy", "--quick")
    assert done.exit_code == 1
    assert "practice" not in done.output


def test_sentences_go_to_the_errors_where_parts_are_wanted(tmp_path: Path) -> None:
    """Nothing runs here: what is not there is not named, because systemd starts it anyway, and none has to mend."""
    done = lollipop(tmp_path / "lollipop", "healthy", "--quick", "--parts")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "MEND  The console: " in done.stderr


def test_parts_that_hang_are_named_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the probe writes down, and the mend reads."""
    found = (Found(ok=True, text="well", part="web"), Found(ok=False, text="timed out", part="worker@2"))
    monkeypatch.setattr(healthy, "look_until_well", lambda *_, **__: found)
    done = lollipop(tmp_path / "lollipop", "healthy", "--quick", "--parts")
    assert (done.exit_code, done.stdout) == (1, "worker@2\n")
