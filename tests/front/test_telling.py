"""What the attached screen says, and how it fits there."""

import pytest
from msgspec.structs import replace

from appliance.front.code import in_letters
from appliance.front.telling import Front, screen, troubles
from appliance.gauges import Gauges
from appliance.model import Ban, Condition
from appliance.wire import Status, WorkerState

WELL = Gauges(warmest=50.0, disk_free=50 * 1024**3, disk_total=100 * 1024**3, up_since=0.0)
RUNNING = Status(
    started=1.0,
    workers=(WorkerState(name="worker-1", pid=1, since=1.0, pulse=None),),
    bans=(),
    spool_waiting=0,
    store_trouble="",
    network="the network's rules are in force",
)
FRONT = Front(school="Hill Primary", name="lollipop", address="http://10.0.0.2:8000", mode="bridge", troubles=())
CABLE = Condition(kind="cable", state="none in eth1", text="The cable towards the pupils is out.")


def test_all_is_well() -> None:
    assert troubles(RUNNING, 1, "set", WELL) == ()


def test_without_core_that_alone_is_said() -> None:
    (only,) = troubles(None, 1, "wrong", WELL)
    assert "restart the box" in only


def test_each_trouble_has_its_sentence() -> None:
    bad = replace(RUNNING, conditions=(CABLE,), store_trouble="full", network_well=False)
    found = troubles(bad, 2, "not set", replace(WELL, warmest=99.0))
    assert found[0] == CABLE.text
    assert [word in " ".join(found) for word in ("missing", "disk", "clock", "too hot")] == [True] * 4
    assert len(found) == 5
    assert len(troubles(replace(RUNNING, network_well=False), 1, "set", WELL)) == 1


def test_nothing_about_anybody_stands_there() -> None:
    ban = Ban(id="1", device="Sam's tablet", addresses=("10.0.0.7",), since=0.0, until=9e9, reason="talk", by="Ms Ada")
    status = replace(RUNNING, bans=(ban,), store_trouble="Sam's row", network="10.0.0.7", helpers=("h-1",))
    text = screen(replace(FRONT, troubles=troubles(status, 1, "set", WELL)), 80, 25)
    assert not any(word in text for word in ("Sam", "10.0.0.7", "Ada", "h-1"))


@pytest.mark.parametrize(("columns", "rows"), [(80, 25), (40, 12), (240, 67), (20, 5)])
@pytest.mark.parametrize("front", [FRONT, replace(FRONT, address=""), replace(FRONT, troubles=("It is so. " * 40,))])
def test_it_fits_any_screen(front: Front, columns: int, rows: int) -> None:
    lines = screen(front, columns, rows).split("\n")
    assert len(lines) == rows
    assert max(map(len, lines)) <= columns


def test_the_code_stands_where_it_fits() -> None:
    assert "█" in screen(FRONT, 80, 25)
    assert "█" not in screen(FRONT, 40, 25)
    assert "http://10.0.0.2:8000" in screen(FRONT, 40, 25)
    assert "All is well." in screen(FRONT, 80, 25)


def test_without_an_address_it_says_what_to_look_at() -> None:
    text = screen(replace(FRONT, address=""), 80, 25)
    assert "no address yet" in text
    assert "█" not in text


def test_a_name_cannot_command_the_terminal() -> None:
    text = screen(replace(FRONT, school="Hill\x1b]0;x\x07\u202e Primary\x9b2J"), 80, 25)
    assert all(letter.isprintable() or letter == "\n" for letter in text)


def test_a_new_box_leads_to_its_first_account() -> None:
    link = f"https://192.168.100.200:4443/sign-in/{'aB-' * 14}x"
    text = screen(replace(FRONT, first=link), 80, 25)
    assert "Nobody has an account yet." in text
    assert "https://192.168.100.200:4443/sign-" in text
    code = in_letters(link)
    assert [line[: len(code[0])] for line in text.splitlines()[: len(code)]] == list(code)
    assert "Nobody has an account" not in screen(FRONT, 80, 25)


def test_a_box_that_nobody_plugged_in_yet_says_where_that_is_done() -> None:
    new = replace(FRONT, mode="")
    assert "Nobody has said yet how it is plugged in" in screen(new, 120, 25)
    assert "All is well." in screen(new, 120, 25)
    first = replace(new, first="http://10.0.0.2/first/x")
    assert "plugged in" not in screen(first, 120, 25), "one thing after the other"
