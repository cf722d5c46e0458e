"""`lollipop library`: what each command prints, and what it refuses."""

from pathlib import Path

from tests.cli.given import lollipop
from tests.keywords.given import library_text, term_text


def test_libraries_in_order_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(library_text(term_text(1), term_text(2, pattern='"end my life"')))
    result = lollipop(tmp_path, "library", "check", str(tmp_path / "a.toml"))
    assert (result.exit_code, result.output) == (0, "1 library, 2 terms: all in order.\n")


def test_each_fault_is_a_line_and_the_exit_status_tells(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(library_text(term_text(1, pattern='"the"')))
    (tmp_path / "b.toml").write_text("category = ")
    result = lollipop(tmp_path, "library", "check", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    broad, broken, verdict = result.output.splitlines()
    assert result.exit_code == 1
    assert broad.startswith("a.toml: suicide/1: pattern: too broad: ")
    assert broken.startswith("b.toml: ")
    assert verdict == "2 libraries, 1 term: 2 faults."


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = lollipop(tmp_path, "library", "check", str(tmp_path / "none.toml"))
    assert result.exit_code == 1
    assert result.output.startswith("Error: none.toml: cannot be read")
