"""What surrounds a start; a start itself is in tests/test_run.py."""

from pathlib import Path

from tests.cli.given import lollipop


def test_a_sign_in_link_leads_to_the_console(tmp_path: Path) -> None:
    lollipop(tmp_path, "migrate")
    assert lollipop(tmp_path, "sign-in").output.startswith("http://127.0.0.1:8000/sign-in/")
