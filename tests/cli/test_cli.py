"""What all commands share: foreseen errors are one sentence, and nothing is loaded that is not needed."""

import subprocess
from pathlib import Path

from tests.cli.given import lollipop
from tests.running import LOLLIPOP, ROOT


def test_a_wrong_settings_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "lollipop.toml").write_text("[proxy]\nport = 'x'")
    result = lollipop(tmp_path, "scan")
    assert result.exit_code == 1
    assert result.output.startswith("Error: lollipop.toml: proxy.port: ")
    assert len(result.output.splitlines()) == 1


def test_a_command_loads_only_what_it_needs() -> None:
    loaded = subprocess.run(
        [*LOLLIPOP[:2], "import sys; from appliance.cli import main; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert not {"mitmproxy", "flask", "sqlite_utils"} & set(loaded.split())
