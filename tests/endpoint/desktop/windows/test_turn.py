from pathlib import Path

from endpoint.desktop.windows import turn


def test_a_turn_is_passed_when_another_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "turn"
    first = turn.take(file)
    assert not turn.passed(file, first)
    second = turn.take(file)
    assert turn.passed(file, first)
    assert not turn.passed(file, second)


def test_a_file_that_is_not_there_or_cannot_be_written_passes_nothing(tmp_path: Path) -> None:
    assert not turn.passed(tmp_path / "none", "t")
    assert turn.take(tmp_path / "no folder" / "turn")
    (tmp_path / "odd").write_bytes(b"\xff\xfe")
    assert not turn.passed(tmp_path / "odd", "t")


def test_each_display_of_a_user_has_its_own(tmp_path: Path) -> None:
    here = {"XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":0"}
    assert turn.turn_file(here) != turn.turn_file(here | {"DISPLAY": ":1"})
    assert turn.turn_file(here | {"DISPLAY": "../../x"}).parent == tmp_path
    assert turn.turn_file({}).parent.stat().st_mode & 0o077 == 0
