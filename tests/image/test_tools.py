"""What a program said comes back; what failed is a sentence; what takes long is made once."""

from pathlib import Path

import pytest

from image import tools


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(tools.BuildError, match="no such place"):
        tools.run("sh", "-c", "echo no such place >&2; exit 3")


def test_a_program_that_is_not_there_names_who_installs_it() -> None:
    with pytest.raises(tools.BuildError, match="packages image"):
        tools.run("no-such-program")


def test_what_takes_long_is_made_once_for_each_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOLLIPOP_BOX_CACHE", str(tmp_path))
    made: list[Path] = []

    def make(to: Path) -> None:
        made.append(to)
        to.write_text(str(len(made)))

    first = tools.kept("base", ["a", "b"], make)
    assert tools.kept("base", ["a", "b"], make) == first
    assert tools.kept("base", ["ab"], make) != first
    assert (first.read_text(), len(made)) == ("1", 2)


def test_half_of_it_is_never_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOLLIPOP_BOX_CACHE", str(tmp_path))

    def fail(to: Path) -> None:
        to.write_text("half")
        raise tools.BuildError("the mirror is away")

    with pytest.raises(tools.BuildError):
        tools.kept("base", ["a"], fail)
    assert tools.kept("base", ["a"], lambda to: to.write_text("whole") and None).read_text() == "whole"
