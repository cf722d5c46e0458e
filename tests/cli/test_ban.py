"""`lollipop ban` without a core; with one, see tests/test_run.py."""

from pathlib import Path

import pytest

from tests.cli.given import lollipop


@pytest.mark.parametrize("arguments", [("ban",), ("ban", "10.0.0.1"), ("ban", "10.0.0.1", "--lift")], ids=" ".join)
def test_a_ban_without_core_says_that_it_is_not_running(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = lollipop(tmp_path, *arguments)
    assert result.exit_code == 1
    assert "core is not running" in result.output
