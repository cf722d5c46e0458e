"""The screen of versions: what runs, what waits, what a stick holds, and when the box helps itself."""

import time

import pytest

from appliance.machine.commands import Begun, Looked, Slot, Stick, Update, Work
from appliance.store import Store
from appliance.updating import UpdateChoice
from appliance.wire import AskMachine
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore

SLOTS = (
    Slot(name="A", version="1.2", booted=True, good=True),
    Slot(name="B", version="", booted=False, good=False),
)
STICK = Stick(name="BLUE", megabytes=8000, free_megabytes=4000, updates=("lollipop-1.3.raucb",))


def looked(**more: object) -> Looked:
    return Looked(**{"version": "1.2", "compatible": "lollipop-x86", "slots": SLOTS, **more})  # type: ignore[arg-type]


def asked(core: SmallCore) -> list[Update]:
    commands = [one.command for one in core.asked if isinstance(one, AskMachine)]
    return [command for command in commands if isinstance(command, Update)]


def test_a_file_on_a_stick_is_put_in(adult: Person, core: SmallCore) -> None:
    core.looked, core.machine = looked(sticks=(STICK,)), Begun(text="The update begins.")
    page = adult.get("/machine/updates").text
    assert "Version 1.2 is running" in page
    assert "lollipop-1.3.raucb" in page
    answer = adult.post("/machine/updates/put", stick="BLUE", file="lollipop-1.3.raucb")
    assert (answer.status_code, answer.location) == (303, "/machine/updates")
    assert asked(core) == [Update(file="lollipop-1.3.raucb", stick="BLUE")]
    assert "The update begins." in adult.get("/machine/updates").text


@pytest.mark.parametrize("file", ["../../etc/shadow", "", ".hidden", "a\nb"])
def test_a_name_that_no_stick_told_gets_no_further(adult: Person, core: SmallCore, file: str) -> None:
    core.looked = looked()
    adult.post("/machine/updates/put", stick="BLUE", file=file)
    assert asked(core) == []
    assert "That file is not there any more" in adult.get("/machine/updates").text


def test_how_far_it_is(adult: Person, core: SmallCore) -> None:
    work = Work(what="update", since=time.time(), share=0.42, said="Putting in 1.3.")
    core.looked = looked(work=work)
    page = adult.get("/machine/updates").text
    assert 'hx-get="/machine/updates/work"' in page
    part = adult.get("/machine/updates/work").text
    assert "Putting in 1.3." in part
    assert "42 %" in part
    assert "<html" not in part


def test_what_went_wrong_is_told_and_asked_for_no_more(adult: Person, core: SmallCore) -> None:
    core.looked = looked(work=Work(what="update", since=1.0, done_at=2.0, failed="This is no whole update."))
    page = adult.get("/machine/updates").text
    assert "This is no whole update." in page
    assert "hx-get" not in page


def test_the_work_of_others_is_not_told_here(adult: Person, core: SmallCore) -> None:
    core.looked = looked(work=Work(what="backup", since=1.0, said="Copying."))
    assert "Copying." not in adult.get("/machine/updates").text


def test_a_version_that_waits_and_one_that_failed(adult: Person, core: SmallCore) -> None:
    both = (SLOTS[0], Slot(name="B", version="1.3", booted=False, good=True))
    core.looked = looked(slots=both)
    page = adult.get("/machine/updates").text
    assert "Version 1.3 is put in and waits." in page
    assert "by itself" in page
    told = "Version 1.3 did not come up well, and the box went back."
    core.looked = looked(slots=both, failed="1.3", troubles=(told,), sticks=(STICK,))
    page = adult.get("/machine/updates").text
    assert told in page
    assert "and waits" not in page
    adult.post("/machine/updates/put", stick="BLUE", file="lollipop-1.3.raucb", again="y")
    assert asked(core) == [Update(file="lollipop-1.3.raucb", stick="BLUE", again=True)]


def test_when_and_from_where_is_the_schools_choice(adult: Person, core: SmallCore, store: Store) -> None:
    core.looked = looked()
    sent = {"source": "https://updates.example/lollipop", "quiet_from": "23", "quiet_until": "4"}
    assert adult.post("/machine/updates", **sent).status_code == 303
    assert store.choices.get(UpdateChoice) == UpdateChoice(
        by_itself=False, source="https://updates.example/lollipop", quiet_from=23, quiet_until=4
    )
    assert 'value="https://updates.example/lollipop"' in adult.get("/machine/updates").text


@pytest.mark.parametrize("source", ["http://updates.example/", "file:///etc", "https://", "https://a b", "x"])
def test_another_address_is_refused(adult: Person, core: SmallCore, store: Store, source: str) -> None:
    core.looked = looked()
    answer = adult.post("/machine/updates", source=source, quiet_from="1", quiet_until="5")
    assert answer.status_code == 422
    assert "begins with https://" in answer.text
    assert store.choices.get(UpdateChoice).source == ""


def test_a_box_that_is_none_of_our_images(adult: Person, core: SmallCore) -> None:
    core.looked = looked(slots=())
    page = adult.get("/machine/updates").text
    assert "was not made from our image" in page
    assert "From a stick" not in page


def test_nobody_answers(adult: Person) -> None:
    assert "does not answer" in adult.get("/machine/updates").text
