from pathlib import Path

import pytest

from endpoint.desktop.windows.dark import prefers_dark


@pytest.mark.parametrize(
    ("script", "dark"),
    [("echo \"'prefer-dark'\"", True), ("echo \"'default'\"", False), ("exit 1", False), ("printf '\\377'", False)],
)
def test_as_the_desktop_was_set(script: str, dark: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "gsettings"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert prefers_dark() is dark


def test_a_desktop_without_such_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert prefers_dark() is False
