"""`lollipop group` and `lollipop room`."""

from pathlib import Path

import pytest

from tests.cli.given import lollipop


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "pupils.csv").write_text("UPN,Forename,Surname,Reg\nA1,Amy,Ash,3A\nA2,Amy,Ash,3B\n")
    said(tmp_path, "people", "import", str(tmp_path / "pupils.csv"), "--yes")
    return tmp_path


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, *arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_a_group_is_made_filled_and_removed(home: Path) -> None:
    assert said(home, "group", "add", "nurture", "--kind", "vulnerable", "--title", "Nurture") == "nurture was made.\n"
    assert said(home, "group", "add", "nurture", status=1) == "Error: There is a group nurture already.\n"
    assert said(home, "group", "put", "nurture", "p1", "p2").startswith("In nurture: Amy Ash, Amy Ash.")
    assert said(home, "group", "put", "--lead", "nurture", "p1").startswith("Leading nurture: Amy Ash.")
    assert said(home, "group", "list") == (
        "class-3a  3A  (class, 1)\nclass-3b  3B  (class, 1)\nnurture  Nurture  (vulnerable, 2)\n"
    )
    assert said(home, "group", "take", "nurture", "p2").startswith("Amy Ash is out of nurture.")
    assert said(home, "group", "take", "class-3b", "p2", status=1).endswith("was not put in 'class-3b' by hand.\n")
    assert said(home, "group", "remove", "nurture").startswith("nurture was removed.")
    assert said(home, "group", "remove", "nurture", status=1) == "Error: There is no group 'nurture'.\n"


def test_one_of_several_of_a_name_must_be_meant(home: Path) -> None:
    assert said(home, "group", "put", "class-3a", "Amy Ash", status=1) == (
        "Error: There are 2 called 'Amy Ash': p1 (class-3a), p2 (class-3b). Say the id.\n"
    )


@pytest.mark.parametrize("name", ["Year 3", "a/b", "-", "ÄRZTE", "x" * 61])
def test_a_name_that_settings_could_not_have_is_refused(home: Path, name: str) -> None:
    assert "small letters, digits and hyphens" in said(home, "group", "add", "--", name, status=1)


def test_rooms_are_listed_added_and_removed(home: Path) -> None:
    assert said(home, "room", "list") == "No rooms yet.\n"
    assert said(home, "room", "add", "ICT  suite") == "ICT suite was added.\n"
    assert said(home, "room", "add", "ICT suite", status=1) == "Error: There is a room ICT suite already.\n"
    assert said(home, "room", "list") == "ICT suite\n"
    assert said(home, "room", "remove", "ICT suite") == "ICT suite was removed.\n"
    assert said(home, "room", "remove", "ICT suite", status=1) == "Error: There is no room 'ICT suite'.\n"
    assert "all of them to be seen" in said(home, "room", "add", "\x1b[2J", status=1)
