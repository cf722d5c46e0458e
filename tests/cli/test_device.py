"""`lollipop device`."""

from pathlib import Path

import pytest

from appliance.config import Home
from appliance.store import Store
from appliance.store.devices import Seen
from tests.cli.given import lollipop

IPAD, PC = "a4:83:e7:00:00:01", "00:21:6a:00:00:02"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "pupils.csv").write_text("UPN,Forename,Surname,Reg\nA1,Amy,Ash,3A\n")
    said(tmp_path, "people", "import", str(tmp_path / "pupils.csv"), "--yes")
    said(tmp_path, "room", "add", "Year 6")
    seen = (
        Seen(mac=IPAD, at=10.0, addresses=("10.0.0.4",), heard="Amys-iPad\x1b[2J", kind="iPad", weight=5),
        Seen(mac=PC, at=20.0, addresses=("10.0.0.5",), random=True),
    )
    with Store.open(Home(tmp_path)) as store:
        store.devices.see(seen)
    return tmp_path


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, *arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_devices_are_listed_named_placed_given_and_forgotten(home: Path) -> None:
    assert said(home, "device", "name", "10.0.0.4", "tablet-1").startswith(f"{IPAD} is called tablet-1.")
    assert said(home, "device", "room", "tablet-1", "Year 6").startswith("tablet-1 is in Year 6.")
    assert said(home, "device", "owner", "TABLET-1", "Amy Ash").startswith("tablet-1 belongs to Amy Ash.")
    listed = said(home, "device", "list").splitlines()
    assert listed[0].startswith("tablet-1  (iPad, Amys-iPad [2J, Year 6, of Amy Ash)  a4:83:e7:00:00:01  10.0.0.4")
    assert listed[1].startswith("10.0.0.5  (made-up address)  00:21:6a:00:00:02  10.0.0.5")
    assert said(home, "device", "list", "--new").splitlines() == listed[1:]
    assert said(home, "device", "owner", "tablet-1", "").startswith("tablet-1 belongs to nobody.")
    assert said(home, "device", "room", "tablet-1", "").startswith("tablet-1 is in no room.")
    assert said(home, "device", "name", "tablet-1", "").startswith(f"{IPAD} has no name.")
    assert said(home, "device", "forget", IPAD).startswith("Amys-iPad [2J was forgotten.")
    assert said(home, "device", "forget", PC).startswith("10.0.0.5 was forgotten.")
    assert said(home, "device", "list") == "No devices yet.\n"


def test_what_cannot_be_done_is_a_sentence(home: Path) -> None:
    assert said(home, "device", "name", "nothing", "x", status=1).startswith("Error: There is no device 'nothing'.")
    assert said(home, "device", "room", PC, "Cellar", status=1).startswith("Error: There is no room 'Cellar'.")
