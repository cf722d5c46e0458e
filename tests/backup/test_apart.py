"""How a program is handed to systemd. What systemd makes of it is tried in tests/box."""

import shlex
from pathlib import Path

import pytest

from appliance.backup.apart import apart

_SECRET = """it's "a\\b$c` secret"""


def test_without_systemd_it_runs_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    with apart(("restic", "snapshots"), {"KEY": _SECRET}, 60) as run:
        assert run == (("restic", "snapshots"), {"KEY": _SECRET})


def test_a_unit_is_told_its_secrets_by_a_file_of_roots(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    with apart(("restic", "snapshots"), {"KEY": _SECRET, "OTHER": "plain"}, 60) as (argv, environment):
        (file,) = tmp_path.iterdir()
        assert f"--property=EnvironmentFile={file}" in argv
        assert file.stat().st_mode & 0o777 == 0o600
        assert [shlex.split(line) for line in file.read_text().splitlines()] == [[f"KEY={_SECRET}"], ["OTHER=plain"]]
    assert (environment, [*tmp_path.iterdir()]) == ({}, [])
    assert argv[-3:] == ("--", "restic", "snapshots")
    assert "RuntimeMaxSec=60" in " ".join(argv)
    assert not any("$c`" in word for word in argv)


def test_each_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """systemd forgets a unit a moment after it ended."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    with apart(("a",), {}, 1) as (one, _), apart(("a",), {}, 1) as (other, _):
        assert one != other
