"""`lollipop access` has all its commands."""

from pathlib import Path

from tests.cli.given import lollipop


def test_the_commands_are_told(tmp_path: Path) -> None:
    told = lollipop(tmp_path, "access", "--help").output
    for command in ("list", "add", "remove", "undo", "approve", "off", "timetable", "why", "mistakes"):
        assert f"  {command} " in told
