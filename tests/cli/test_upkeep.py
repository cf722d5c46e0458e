"""`lollipop doctor` and `lollipop migrate`: what they say."""

from pathlib import Path

from tests.cli.given import lollipop


def test_migrate_says_what_it_did_and_then_that_nothing_is_left(tmp_path: Path) -> None:
    first = lollipop(tmp_path, "migrate").output
    assert "applied cases/0001_first" in first
    assert "applied confide/0001_confide" in first
    assert lollipop(tmp_path, "migrate").output == "The store is up to date.\n"


def test_doctor_says_what_to_mend(tmp_path: Path) -> None:
    result = lollipop(tmp_path, "doctor")
    assert result.exit_code == 1
    assert "MEND" in result.output
