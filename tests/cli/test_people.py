"""`lollipop people`, as someone in the office would use it."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.people.secrets import fits
from appliance.store import Store
from tests.cli.given import lollipop

PUPILS = "UPN,Forename,Surname,Reg,Year,Shoe size\nA1,Amy,Ash,3A,3,30\nA2,Ben,Birch,3B,3,31\n"
NOT_RUNNING = "Lollipop is not running; it holds from the next start on."


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    path = tmp_path / "pupils.csv"
    path.write_text(PUPILS)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def said(home: Path, *arguments: str, given: str = "") -> str:
    result = lollipop(home, "people", *arguments, given=given)
    assert result.exit_code == 0, result.output
    return result.output


def refused(home: Path, *arguments: str, given: str = "") -> str:
    result = lollipop(home, "people", *arguments, given=given)
    assert result.exit_code == 1, result.output
    return result.output


def test_a_list_is_taken_after_its_preview(home: Path, pupils: Path) -> None:
    assert said(home, "import", str(pupils), given="y\n") == (
        "id is UPN, given is Forename, family is Surname, year is Year, class is Reg; not used: Shoe size.\n"
        "new      Amy Ash\n"
        "new      Ben Birch\n"
        "pupils.csv: 2 new, 0 changed, 0 left, 0 as before.\n"
        f"Take it? [y/N]: y\nThe list was taken. {NOT_RUNNING}\n"
    )
    assert said(home, "list") == "p1  Amy Ash  (pupil: class-3a, year3)\np2  Ben Birch  (pupil: class-3b, year3)\n"
    assert said(home, "list", "--group", "class-3b") == "p2  Ben Birch  (pupil: class-3b, year3)\n"


def test_a_preview_and_a_no_change_nothing(home: Path, pupils: Path) -> None:
    assert "2 new" in said(home, "import", str(pupils), "--preview")
    assert "2 new" in refused(home, "import", str(pupils), given="n\n")
    assert said(home, "list") == "Nobody yet.\n"


def test_what_changed_and_who_left_is_shown(home: Path, pupils: Path) -> None:
    said(home, "import", str(pupils), "--yes")
    pupils.write_text(PUPILS.replace("3A", "3B").replace("A2,Ben,Birch,3B,3,31\n", ""))
    output = said(home, "import", str(pupils), "--yes")
    assert "changed  Amy Ash: groups class-3a, year3 → class-3b, year3\n" in output
    assert "left     Ben Birch\n" in output
    assert "0 new, 1 changed, 1 left, 0 as before." in output
    assert re.fullmatch(r"p2  Ben Birch  left \d{4}-\d\d-\d\d\n", said(home, "leavers"))


def test_a_part_of_the_school_lets_nobody_leave(home: Path, pupils: Path) -> None:
    said(home, "import", str(pupils), "--yes")
    pupils.write_text("UPN,Forename,Surname,Reg\nA3,Cal,Cedar,3A\n")
    assert "1 new, 0 changed, 0 left" in said(home, "import", str(pupils), "--part", "--yes")


def test_very_many_leavers_need_more_than_a_yes(home: Path, pupils: Path) -> None:
    pupils.write_text("UPN,Name\n" + "".join(f"A{number},Amy {number}\n" for number in range(40)))
    said(home, "import", str(pupils), "--yes")
    pupils.write_text("UPN,Name\nA1,Amy 1\n")
    assert "and 19 more" in (output := refused(home, "import", str(pupils), "--yes"))
    assert "say --part; if they did leave, say --many-leavers" in output
    assert len(said(home, "list").splitlines()) == 40
    said(home, "import", str(pupils), "--yes", "--many-leavers")
    assert len(said(home, "list").splitlines()) == 1


def test_a_bad_list_is_told_and_nothing_taken(home: Path, pupils: Path) -> None:
    pupils.write_text(f"{PUPILS}A1,Cal,Cedar,3A,3,32\n")
    output = refused(home, "import", str(pupils), "--yes")
    assert output.startswith("pupils.csv: row 4, column UPN: 'A1' stands in row 2 already\n")
    assert output.endswith("Error: Nothing was imported.\n")
    assert said(home, "list") == "Nobody yet.\n"


def test_columns_and_a_role_can_be_said(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("Nr,Vorname,Nachname,Class\n7,Ada,Oak,3A\n")
    assert "no column for names" in refused(home, "import", str(path), "--yes")
    mapping = ("--map", "id=Nr", "--map", "given=Vorname", "--map", "family=Nachname")
    said(home, "import", str(path), "--role", "staff", *mapping, "--yes")
    assert said(home, "list") == "p1  Ada Oak  (staff: staff; teaches class-3a)\n"
    assert lollipop(home, "people", "import", str(path), "--map", "id").exit_code == 2


def test_no_spreadsheet_program_takes_a_name_for_a_formula(home: Path, pupils: Path) -> None:
    pupils.write_text("UPN,Forename,Surname\nA1,=cmd|' /C calc'!A0,Ash\n")
    said(home, "import", str(pupils), "--yes")
    (row,) = csv.DictReader(StringIO(said(home, "list", "--csv")))
    assert row["Given name"] == "'=cmd|' /C calc'!A0"


def test_a_leaver_can_be_marked_and_come_back(home: Path, pupils: Path) -> None:
    said(home, "import", str(pupils), "--yes")
    assert "There is nobody called 'Zoe'" in refused(home, "leavers", "--mark", "Zoe")
    assert said(home, "leavers", "--mark", "amy ash").startswith("Amy Ash is marked as left.")
    assert said(home, "leavers", "--back", "p1").startswith("p1 is back.")
    assert "Nobody who left has the id 'p1'" in refused(home, "leavers", "--back", "p1")


def test_photos_are_taken_by_id(home: Path, pupils: Path, tmp_path: Path) -> None:
    said(home, "import", str(pupils), "--yes")
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "A1.jpg").write_bytes(b"\xff\xd8\xff amy")
    (folder / "Thumbs.db").write_bytes(b"?")
    assert said(home, "photos", str(folder)) == "Thumbs.db: is named by nobody's id\nPhotos taken: 1.\n"
    assert (home / "photos" / "p1.jpg").read_bytes() == b"\xff\xd8\xff amy"
    with Store.open(Home(home)) as store:
        assert [one.photo for one in store.people.names_of_class("class-3a")] == ["p1.jpg"]


def kept(home: Path, id_: str, secret: str) -> bool:
    with Store.open(Home(home)) as store:
        row = store.people.secret(id_)
    return row is not None and fits(row.kind, row.hash, secret)


def test_passwords_are_set_and_removed(home: Path, pupils: Path) -> None:
    said(home, "import", str(pupils), "--yes")
    assert "Amy Ash signs in with these pictures" in said(home, "secret", "p1", "--pictures", "cat sun boat tree")
    assert kept(home, "p1", "cat sun boat tree")
    assert "There is no picture 'dog'" in refused(home, "secret", "p1", "--pictures", "cat sun boat dog")
    output = said(home, "secret", "Ben Birch", given="correct horse\ncorrect horse\n")
    assert "horse" not in output
    assert kept(home, "p2", "correct horse")
    assert said(home, "secret", "p2", "--remove") == "Ben Birch has no password any more.\n"
    assert said(home, "secret", "p2", "--remove") == "Ben Birch had no password.\n"


def test_a_class_gets_pictures_and_who_has_a_password_keeps_it(home: Path, pupils: Path) -> None:
    said(home, "import", str(pupils), "--yes")
    said(home, "secret", "p1", "--pictures", "cat sun boat tree")
    name, _, pictures = said(home, "secret", "year3", "--new").strip().partition(": ")
    assert name == "Ben Birch"
    assert kept(home, "p2", pictures)
    assert kept(home, "p1", "cat sun boat tree")
    assert said(home, "secret", "year3", "--new") == "Everyone has a password already.\n"
    _, _, others = said(home, "secret", "p1", "--new").strip().partition(": ")
    assert kept(home, "p1", others)
