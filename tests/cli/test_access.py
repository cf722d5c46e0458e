"""`lollipop access`; its commands have files of their own."""

from pathlib import Path

from tests.cli.given import lollipop


def test_it_says_what_it_can_tell(tmp_path: Path) -> None:
    assert "why" in lollipop(tmp_path, "access", "--help").output
