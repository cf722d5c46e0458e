"""`lollipop ca`: shown, exported, rotated; never a key on the screen."""

from datetime import UTC, datetime
from pathlib import Path

from appliance import ca
from appliance.config import Home
from tests.cli.given import lollipop


def test_an_authority_is_shown_exported_and_rotated(tmp_path: Path) -> None:
    assert "no certificate authority yet" in lollipop(tmp_path, "ca", "show").output
    lollipop(tmp_path, "migrate")
    ca.ensure(Home(tmp_path), "Elm Primary", datetime.now(UTC))
    assert lollipop(tmp_path, "ca", "show").output.count("fingerprint") == 1
    before = lollipop(tmp_path, "ca", "export").output
    assert "PRIVATE" not in before
    assert lollipop(tmp_path, "ca", "rotate").exit_code == 0
    assert lollipop(tmp_path, "ca", "export").output.startswith(before)
    assert lollipop(tmp_path, "ca", "export").output.count("BEGIN CERTIFICATE") == 2
    assert lollipop(tmp_path, "ca", "rotate").exit_code == 1
    assert lollipop(tmp_path, "ca", "rotate", "--activate").exit_code == 0
    assert before not in lollipop(tmp_path, "ca", "export").output
