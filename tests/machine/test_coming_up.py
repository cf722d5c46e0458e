"""What becomes of a version that was started for the first time."""

from pathlib import Path

import pytest

from appliance.config import Home
from appliance.health import Found
from appliance.machine.coming_up import Kept, decide, judge, keep, read
from appliance.machine.rauc import Rauc
from tests.machine.programs import Programs
from tests.machine.slots import Slots

WELL = (Found(ok=True, text="A page through worker 1: it came"),)
ILL = (Found(ok=True, text="The console answers"), Found(ok=False, text="A page through worker 1: status 502"))
OLD, NEW = "1.2", "1.3"


@pytest.mark.parametrize(
    ("kept", "running", "trouble", "way_back", "verdict", "after"),
    [
        pytest.param(Kept(well=OLD, waits=NEW), NEW, "", True, "stays", Kept(well=NEW), id="a new one is well"),
        pytest.param(Kept(), OLD, "", False, "stays", Kept(well=OLD), id="the very first start"),
        pytest.param(Kept(), OLD, "no page", False, "stays", Kept(), id="the very first is not well: nowhere to go"),
        pytest.param(Kept(well=OLD), OLD, "disk full", True, "stays", Kept(well=OLD), id="what was well before stays"),
        pytest.param(
            Kept(well=OLD, failed=NEW, told="bad"),
            OLD,
            "",
            False,
            "stays",
            Kept(well=OLD, failed=NEW, told="bad"),
            id="bad news outlives a start",
        ),
        pytest.param(
            Kept(well=OLD, waits="1.4", failed=NEW, told="bad"),
            "1.4",
            "",
            True,
            "stays",
            Kept(well="1.4"),
            id="until another version is well",
        ),
    ],
)
def test_what_is_decided(kept: Kept, running: str, trouble: str, way_back: bool, verdict: str, after: Kept) -> None:
    assert decide(kept, running, trouble, way_back=way_back) == (verdict, after)


def test_a_new_one_that_is_not_well_is_left() -> None:
    verdict, kept = decide(Kept(well=OLD, waits=NEW), NEW, "No page.", way_back=True)
    assert verdict == "goes back"
    assert (kept.well, kept.waits, kept.failed) == (OLD, "", NEW)
    assert kept.told == "Version 1.3 did not come up well, and the box went back. What was not well: No page."


def test_one_that_never_started_is_told_by_the_old_one() -> None:
    verdict, kept = decide(Kept(well=OLD, waits=NEW), OLD, "", way_back=False)
    assert (verdict, kept.failed) == ("stays", NEW)
    assert kept.told == "Version 1.3 did not start, and the box went back to 1.2."


async def test_well_is_told_to_the_boot_loader(home: Home, slots: Slots, programs: Programs) -> None:
    slots.set_environment(A_TRY="1")
    assert await judge(home, WELL, Rauc(OLD, slots.configured)) == "Version 1.2 stays."
    assert (slots.loader()["A_OK"], slots.loader()["A_TRY"]) == ("1", "0")
    assert read(home.machine_state) == Kept(well=OLD, was={"A": OLD})
    assert programs.asked == []


async def test_not_well_goes_back_and_starts_anew(home: Home, slots: Slots, programs: Programs) -> None:
    slots.set_environment(ORDER="B A", B_OK="1", B_TRY="1")
    slots.start(booted="B")
    keep(home.machine_state, Kept(well=OLD, waits=NEW))
    said = await judge(home, ILL, Rauc(NEW, slots.configured))
    assert "A page through worker 1: status 502" in said
    assert "console" not in said
    loader = slots.loader()
    assert (loader["ORDER"], loader["A_OK"], loader["A_TRY"], loader["B_OK"]) == ("A B", "1", "0", "0")
    assert programs.asked == [["systemctl", "reboot", "--no-block"]]
    slots.start(booted="A")
    await judge(home, WELL, Rauc(OLD, slots.configured))
    assert read(home.machine_state).told == said, "the console still tells it"


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) == Kept()
    (tmp_path / "versions.json").write_text("{")
    assert read(tmp_path) == Kept()
