"""`lollipop access add` and what goes with it."""

from pathlib import Path

import pytest

from tests.cli.given import lollipop

WHY = ("--reason", "the head asked", "--by", "Ms Ada")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lollipop.toml").write_text("[groups.year3]\n[groups.year6]\n")
    return tmp_path


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, *arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_a_rule_is_added_told_moved_and_removed(home: Path) -> None:
    assert said(home, "access", "list").startswith("No rules")
    told = said(home, "access", "add", "block", "category:games", "play.example", "--for", "group:year3", *WHY)
    assert "block the category games, play.example for year3. It is change 1." in told
    said(home, "access", "add", "allow", "play.example/maths", "--for", "group:year3", "--name", "Maths", *WHY)
    said(home, "access", "move", "2", "--before", "1", *WHY)
    assert said(home, "access", "list").splitlines() == [
        "2  “Maths”: allow play.example/maths for year3",
        "1  “block category:games, play.example”: block the category games, play.example for year3",
    ]
    why = said(home, "access", "why", "https://play.example/maths/1")
    assert "may be opened" in why
    said(home, "access", "remove", "2", *WHY)
    assert said(home, "access", "remove", "2", *WHY, status=1) == "Error: There is no rule 2 any more.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("block", "everything", "--for", "everyone"), "would lock staff out", id="everyone locked out"),
        pytest.param(("block", "childline.org.uk", "--for", "group:year3"), "no rule can close it", id="help"),
        pytest.param(("block", "confide", "--for", "group:year3"), "no rule can close it", id="Confide"),
        pytest.param(("block", "category:gmes", "--for", "group:year3"), "no category 'gmes'", id="no category"),
        pytest.param(("block", "a b", "--for", "group:year3"), "'a b' cannot be a target", id="no host"),
        pytest.param(("block", "a.example", "--for", "group:year33"), "no group 'year33'", id="no group"),
        pytest.param(("block", "a.example", "--for", "room:Moon"), "no room 'Moon'", id="no room"),
        pytest.param(("block", "a.example", "--for", "person:Nobody"), "nobody called 'Nobody'", id="nobody"),
        pytest.param(("block", "a.example", "--for", "year3"), "'year3' is nobody", id="no kind"),
        pytest.param(("block", "a.example", "--for", "group:year3", "--in", "teatime"), "no 'teatime'", id="no period"),
        pytest.param(
            ("block", "a.example", "--for", "group:year3", "--until", "soon"), "'soon' is no time", id="no time"
        ),
        pytest.param(("block", "a.example", "--for", "group:year3", "--until", "2020-01-01"), "has come", id="over"),
        pytest.param(("allow", "everything", "--for", "everyone"), "at most 4 hours", id="filtering off for ever"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(home: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in said(home, "access", "add", *arguments, *WHY, status=1)
    assert said(home, "access", "list").startswith("No rules")


def test_a_change_needs_a_reason_and_somebody(home: Path) -> None:
    assert "Say why" in said(home, "access", "add", "block", "a.example", "--for", "group:year3", status=1)
    assert "Say for whom" in said(home, "access", "add", "block", "a.example", *WHY, status=2)


def test_the_timetable_is_taken_from_a_file_and_shown(home: Path) -> None:
    file = home / "times.toml"
    file.write_text(
        'start = 09:00:00\nend = 15:15:00\n[[periods]]\nname = "Period 1"\nstart = 09:00:00\nend = 10:00:00\n'
    )
    assert "The timetable of times.toml." in said(home, "access", "timetable", str(file), *WHY)
    assert said(home, "access", "timetable").splitlines() == [
        "school day  09:00 to 15:15, Europe/London",
        "lesson  Period 1: 09:00 to 10:00, Mon Tue Wed Thu Fri",
    ]
    file.write_text("start = 9\n")
    assert said(home, "access", "timetable", str(file), *WHY, status=1).startswith("Error: times.toml: ")
