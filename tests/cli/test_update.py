"""`lollipop update`, with a small core that answers as a machine would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.machine.commands import Begun, Failed, Looked, Slot, StartOther, Stick, Update, Work
from appliance.store import Store
from appliance.updating import UpdateChoice
from appliance.wire import AskMachine
from tests.cli.given import lollipop
from tests.webui.parts import SmallCore

SLOTS = (
    Slot(name="A", version="1.2", booted=True, good=True),
    Slot(name="B", version="1.3", booted=False, good=True),
)
DONE = Work(what="update", since=1.0, done_at=2.0, said="Version 1.3 is put in.")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "lollipop")
    made.make()
    return made


@pytest.fixture
def core(home: Home) -> Iterator[SmallCore]:
    store = Store.open(home)
    store.migrate()
    with SmallCore(home, store) as made:
        made.looked = Looked(version="1.2", model="A mini-PC", slots=SLOTS)
        yield made
    store.close()


def orders(core: SmallCore) -> list[object]:
    commands = [one.command for one in core.asked if isinstance(one, AskMachine)]
    return [command for command in commands if isinstance(command, Update | StartOther)]


def test_what_runs_and_what_waits(home: Home, core: SmallCore) -> None:
    stick = Stick(name="BLUE", megabytes=8, free_megabytes=4, updates=("a.raucb",))
    core.looked = Looked(version="1.2", model="A mini-PC", slots=SLOTS, sticks=(stick,), troubles=("Too hot.",))
    said = lollipop(home.root, "update", "show").output
    assert "Version 1.2 on A mini-PC" in said
    assert "Slot B: 1.3 (waits)" in said
    assert "Stick BLUE: a.raucb" in said
    assert "Too hot." in said


def test_put_in_and_waited_for(home: Home, core: SmallCore) -> None:
    core.looked = Looked(version="1.2", slots=SLOTS, work=DONE)
    core.machine = Begun(text="The update begins.")
    done = lollipop(home.root, "update", "put", "a.raucb", "--stick", "BLUE")
    assert (done.exit_code, done.output) == (0, "The update begins.\nVersion 1.3 is put in.\n")
    assert orders(core) == [Update(file="a.raucb", stick="BLUE")]


def test_one_that_was_not_put_in(home: Home, core: SmallCore) -> None:
    core.looked = Looked(version="1.2", work=Work(what="update", since=1.0, done_at=2.0, failed="No room."))
    done = lollipop(home.root, "update", "put", "a.raucb")
    assert done.exit_code == 1
    assert "No room." in done.output


def test_a_path_is_no_name(home: Home, core: SmallCore) -> None:
    done = lollipop(home.root, "update", "put", "folder/a.raucb")
    assert done.exit_code == 2
    assert "a file's name alone" in done.output
    assert orders(core) == []


def test_started(home: Home, core: SmallCore) -> None:
    core.machine = Failed(text="No other version waits to be started.")
    done = lollipop(home.root, "update", "start")
    assert done.exit_code == 1
    assert "No other version waits" in done.output


@pytest.mark.parametrize("hours", [(0, 0), None])
def test_at_night_what_waits_is_started(home: Home, core: SmallCore, hours: tuple[int, int] | None) -> None:
    """With the same hour twice it is always night; the other way the school wants no update by itself."""
    choice = UpdateChoice(quiet_from=0, quiet_until=0) if hours else UpdateChoice(by_itself=False)
    with Store.open(home) as store:
        store.choices.put(choice, "test", 1.0)
    core.machine = Begun(text="The box starts anew.")
    done = lollipop(home.root, "update", "nightly")
    assert done.exit_code == 0
    assert orders(core) == ([StartOther()] if hours else [])


def test_where_nothing_looks_after_the_machine(home: Home) -> None:
    with Store.open(home) as store:
        store.migrate()
    for command in ("show", "start", "nightly"):
        done = lollipop(home.root, "update", command)
        assert done.exit_code == 1
        assert "core is not running" in done.output
