"""`lollipop aup`."""

import time
from pathlib import Path

import pytest

from appliance.aup.due import Answer
from appliance.config import Home
from appliance.store import Store
from tests.cli.given import lollipop


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "pupils.csv").write_text("UPN,Forename,Surname,Year,Reg\nA1,Amy,Ash,3,3A\nA2,Ben,Birch,3,3A\n")
    said(tmp_path, "people", "import", str(tmp_path / "pupils.csv"), "--yes")
    return tmp_path


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, *arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_the_sample_can_be_put_in_force(home: Path) -> None:
    assert "Nobody is asked" in said(home, "aup", "show")
    rules = home / "rules.toml"
    rules.write_text(said(home, "aup", "show", "--sample"), encoding="utf-8")
    assert said(home, "aup", "set", str(rules)).splitlines() == [
        "infants: version 1",
        "juniors: version 1",
        "staff: version 1",
        "guests: version 1",
    ]
    assert "juniors, version 1: Using the internet at school (year3, year4, year5, year6; new version)" in said(
        home, "aup", "show"
    )
    rules.write_text(rules.read_text(encoding="utf-8").replace("Welcome, guest", "Welcome"), encoding="utf-8")
    assert said(home, "aup", "set", str(rules)).splitlines()[2:] == ["staff: version 1, as before", "guests: version 2"]


def test_a_faulty_file_changes_nothing(home: Path) -> None:
    rules = home / "rules.toml"
    rules.write_text("[juniors]\ntitle = 'x'\npoints = []\n")
    assert said(home, "aup", "set", str(rules), status=1).startswith("Error: rules.toml: juniors.points: expected")
    assert "Nobody is asked" in said(home, "aup", "show")


def test_the_sample_in_welsh(home: Path) -> None:
    assert "Defnyddio’r rhyngrwyd yn yr ysgol" in said(home, "aup", "show", "--sample", "--welsh")


def test_who_accepted_and_who_waits(home: Path) -> None:
    rules = home / "rules.toml"
    rules.write_text(said(home, "aup", "show", "--sample"), encoding="utf-8")
    said(home, "aup", "set", str(rules))
    assert said(home, "aup", "report") == "Nobody has answered yet.\n"
    with Store.open(Home(home)) as store:
        amy, ben = (store.people.person(one) for one in ("p1", "p2"))
        assert amy
        assert ben
        at = time.time()
        store.aup.answered(amy, "=tablet-3", Answer(name="juniors", version=1, accepted=True, at=at))
        store.aup.answered(ben, "tablet-4", Answer(name="juniors", version=1, accepted=False, at=at))
    accepted, declined = said(home, "aup", "report").splitlines()
    assert accepted.startswith("juniors  1  Amy Ash  accepted  20")
    assert declined.startswith("juniors  1  Ben Birch  declined  20")
    assert said(home, "aup", "report", "--waiting") == "juniors  1  Ben Birch  class-3a year3\n"
    table = said(home, "aup", "report", "--csv").splitlines()
    assert table[0] == "text,version,who,answer,when,device"
    assert table[1].endswith(",'=tablet-3")
