"""The command line: what it prints, and what it says when something is wrong."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance import ca
from appliance.cli import main
from appliance.config import Home
from tests.running import LOLLIPOP, ROOT


def lollipop(home: Path, *arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments], input=given)


def hits(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_scan_prints_one_object_a_hit_with_every_key(tmp_path: Path) -> None:
    text = "hello, i want to kill myself today"
    (hit,) = hits(lollipop(tmp_path, "scan", "--channel", "typed", given=text))
    assert " ".join(hit) == "line category term severity raises why definition channel start end text snippet"
    assert hit["line"] == 1
    assert hit["channel"] == "typed"
    assert hit["raises"] is True
    assert isinstance(hit["start"], int)
    assert isinstance(hit["end"], int)
    assert text[hit["start"] : hit["end"]] == hit["text"]


def test_scan_takes_each_line_for_a_message(tmp_path: Path) -> None:
    found = hits(lollipop(tmp_path, "scan", "--lines", given="nothing here\ni want to kill myself\n\ni cut myself\n"))
    assert [hit["line"] for hit in found] == [2, 4]


def test_scan_reads_a_file(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>how to <b>kill</b> myself</p><script>kill myself</script>")
    found = hits(lollipop(tmp_path, "scan", "--format", "html", str(page)))
    assert len(found) == 1
    assert found[0]["channel"] == "page"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00\xd8", id="half a character"),
        pytest.param(b"\0" * 1000, id="no text at all"),
        pytest.param("ignorance is bliss".encode("utf-16"), id="another encoding"),
    ],
)
@pytest.mark.parametrize("form", ["text", "html", "json", "url", "form"])
def test_scan_takes_anything(tmp_path: Path, form: str, given: bytes) -> None:
    assert hits(lollipop(tmp_path, "scan", "--format", form, given=given)) == []


def test_a_wrong_settings_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "lollipop.toml").write_text("[proxy]\nport = 'x'")
    result = lollipop(tmp_path, "scan")
    assert result.exit_code == 1
    assert result.output.startswith("Error: lollipop.toml: proxy.port: ")
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("ban",), ("ban", "10.0.0.1"), ("ban", "10.0.0.1", "--lift")], ids=" ".join)
def test_a_ban_without_core_says_that_it_is_not_running(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = lollipop(tmp_path, *arguments)
    assert result.exit_code == 1
    assert "core is not running" in result.output


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


def test_migrate_says_what_it_did_and_then_that_nothing_is_left(tmp_path: Path) -> None:
    assert "applied" in lollipop(tmp_path, "migrate").output
    assert lollipop(tmp_path, "migrate").output == "The store is up to date.\n"


def test_doctor_says_what_to_mend(tmp_path: Path) -> None:
    result = lollipop(tmp_path, "doctor")
    assert result.exit_code == 1
    assert "MEND" in result.output


def test_a_sign_in_link_leads_to_the_console(tmp_path: Path) -> None:
    lollipop(tmp_path, "migrate")
    assert lollipop(tmp_path, "sign-in").output.startswith("http://127.0.0.1:8000/sign-in/")


def test_a_command_loads_only_what_it_needs() -> None:
    loaded = subprocess.run(
        [*LOLLIPOP[:2], "import sys; from appliance.cli import main; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert not {"mitmproxy", "flask", "sqlite_utils"} & set(loaded.split())
