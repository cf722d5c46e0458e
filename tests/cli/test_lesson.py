"""`lollipop lesson`: one touch, for one lesson."""

from pathlib import Path

import pytest

from tests.cli.test_rules import said

FOR = ("--for", "group:class-3a", "--by", "Mr Bell")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "pupils.csv").write_text("UPN,Forename,Surname,Reg\nA1,Amy,Ash,3A\nA2,Ben,Birch,3A\n")
    said(tmp_path, "people", "import", str(tmp_path / "pupils.csv"), "--yes")
    return tmp_path


def test_off_for_the_class_and_on_for_one(home: Path) -> None:
    assert said(home, "lesson", "list") == "As usual for everyone.\n"
    assert said(home, "lesson", "off", "--minutes", "30", *FOR).startswith("The internet is off until ")
    assert "block everything for class-3a" in said(home, "lesson", "list")
    assert said(home, "lesson", "on", "--for", "person:Amy Ash").startswith("As usual again.")
    assert "block everything for person p2" in said(home, "lesson", "list")
    assert said(home, "lesson", "on").startswith("As usual again.")
    assert said(home, "lesson", "on") == "It was as usual already.\n"


def test_only_some_sites(home: Path) -> None:
    said(home, "lesson", "only", "maths.example", "bbc.co.uk/bitesize", "--minutes", "30", *FOR)
    assert "allow only maths.example, bbc.co.uk/bitesize for class-3a" in said(home, "lesson", "list")
    assert said(home, "lesson", "on", *FOR).startswith("As usual again.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("off", "--minutes", "30", "--for", "everyone"), "would lock staff out", id="for everyone"),
        pytest.param(("block", "nspcc.org.uk", "--minutes", "30", *FOR), "no rule can close it", id="help"),
    ],
)
def test_what_would_lock_out_is_refused(home: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in said(home, "lesson", *arguments, status=1)
    assert said(home, "lesson", "list") == "As usual for everyone.\n"


def test_without_a_lesson_the_end_has_to_be_said(home: Path) -> None:
    file = home / "times.toml"
    file.write_text("periods = []\n")
    said(home, "access", "timetable", str(file), "--reason", "x")
    assert "No lesson is on now" in said(home, "lesson", "off", *FOR, status=1)
