"""Every command that changes what can be reached says who, why, and whether it holds."""

from pathlib import Path

from tests.cli.test_rules import said


def test_it_says_when_it_will_hold(tmp_path: Path) -> None:
    told = said(tmp_path, "access", "add", "warn", "a.example", "--for", "everyone", "--reason", "x")
    assert told.endswith("It is change 1. Lollipop is not running; it holds from the next start on.\n")
    assert "command line: add" in said(tmp_path, "access", "changes")
