"""`lollipop scan`: what it prints for what it is given."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.given import lollipop


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
