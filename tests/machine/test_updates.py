"""A newer version into the other slot: what is taken, what is refused, and that the box goes on as before."""

import os
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import MachineError
from appliance.machine import coming_up, updates
from appliance.machine.coming_up import Kept
from appliance.machine.commands import Slot, Update
from appliance.machine.rauc import CUT, UNSIGNED, Bundle, Rauc, Status
from appliance.machine.sticks import Sticks
from appliance.machine.updates import NO_SLOTS, TRIED, Updates, copy, refusal
from tests.machine.slots import COMPATIBLE, Slots

RUNNING = "1.2"


def no_telling(_share: float | None, _said: str) -> None:
    """Nobody listens."""


@pytest.fixture
def box(home: Home, slots: Slots) -> Updates:
    return Updates(home, Sticks(home.machine_state / "sticks"), Rauc(RUNNING, slots.configured))


def put(home: Home, bundle: Path, name: str = "new.raucb") -> Update:
    (home.updates / name).write_bytes(bundle.read_bytes())
    return Update(file=name)


async def test_put_in_then_started_only_when_asked(box: Updates, home: Home, slots: Slots) -> None:
    told: list[tuple[float | None, str]] = []
    bundle = slots.bundle("1.3")
    said = await box.install(put(home, bundle), lambda share, words: told.append((share, words)))
    assert said == "Version 1.3 is put in. It begins when the box is started anew."
    assert slots.root("B").startswith(slots.content(bundle))
    assert slots.loader()["ORDER"] == "A B"
    assert {"Copying it.", "Looking at its signature.", "Putting in 1.3."} <= {words for _, words in told}
    assert [path.name for path in home.machine_state.iterdir()] == [], "nothing stays behind"
    await box.prefer_other()
    assert slots.loader()["ORDER"] == "B A"
    assert box.kept.waits == "1.3"


async def test_what_came_from_a_browser_is_gone_once_it_was_looked_at(box: Updates, home: Home, slots: Slots) -> None:
    home.sent.mkdir()
    for bundle, said in ((slots.bundle("1.3", signer="stranger"), UNSIGNED), (slots.bundle("1.3"), "")):
        (home.sent / "update.raucb").write_bytes(bundle.read_bytes())
        sent = Update(file="update.raucb", sent=True)
        if said:
            with pytest.raises(MachineError, match=said):
                await box.install(sent, no_telling)
        else:
            assert "Version 1.3 is put in" in await box.install(sent, no_telling)
        assert list(home.sent.iterdir()) == []
    assert slots.root("B").startswith(slots.content(bundle))


async def test_nothing_newer_to_start(box: Updates, home: Home, slots: Slots) -> None:
    with pytest.raises(MachineError, match="No other version waits"):
        await box.prefer_other()
    assert slots.loader()["ORDER"] == "A B"


async def test_what_waits_is_no_bad_version_and_one_that_failed_is(box: Updates, home: Home, slots: Slots) -> None:
    coming_up.keep(home.machine_state, Kept(was={"A": "ignored: it runs", "B": "1.1"}))
    other = (await box.status()).other
    assert other == Slot(name="B", version="1.1", booted=False, good=False), "the boot loader does not take it"
    await box.install(put(home, slots.bundle("1.3")), no_telling)
    other = (await box.status()).other
    assert other == Slot(name="B", version="1.3", booted=False, good=True)
    coming_up.keep(home.machine_state, Kept(failed="1.3"))
    other = (await box.status()).other
    assert other == Slot(name="B", version="1.3", booted=False, good=False)
    with pytest.raises(MachineError, match="No other version waits"):
        await box.prefer_other()


async def test_back_by_hand_to_the_version_from_before(box: Updates, home: Home, slots: Slots) -> None:
    slots.set_environment(B_OK="1")
    coming_up.keep(home.machine_state, Kept(well=RUNNING, was={"B": "1.1"}))
    await box.prefer_other()
    assert slots.loader()["ORDER"] == "B A"
    assert (box.kept.waits, box.kept.failed) == ("", RUNNING), "this one does not come back by itself"


async def test_what_is_wrong_is_said_and_changes_nothing(box: Updates, home: Home, slots: Slots) -> None:
    cut = slots.bundle("1.3")
    cut.write_bytes(cut.read_bytes()[:600_000])
    coming_up.keep(home.machine_state, Kept(failed="1.9"))
    for bundle, wanted in (
        (slots.bundle("1.3", signer="stranger"), UNSIGNED),
        (cut, CUT),
        (slots.bundle("1.1"), "This is version 1.1, and the box already runs 1.2, which is newer."),
        (slots.bundle("1.2"), "The box already runs version 1.2."),
        (slots.bundle("1.3", compatible="lollipop-pi"), "another kind of machine (lollipop-pi)"),
        (slots.bundle("1.9"), TRIED.format("1.9")),
    ):
        with pytest.raises(MachineError) as told:
            await box.install(put(home, bundle), no_telling)
        assert wanted in str(told.value)
    assert slots.root("B") == bytes(len(slots.root("B")))
    assert slots.loader() == {"ORDER": "A B", "A_OK": "1", "A_TRY": "0", "B_OK": "0", "B_TRY": "0"}


def test_what_a_power_cut_left_is_cleared_away(home: Home, tmp_path: Path) -> None:
    (home.machine_state / "update.raucb").write_bytes(b"half")
    Updates(home, Sticks(tmp_path / "sticks"))
    assert not (home.machine_state / "update.raucb").exists()


async def test_one_that_failed_before_is_taken_when_somebody_says_so(box: Updates, home: Home, slots: Slots) -> None:
    coming_up.keep(home.machine_state, Kept(failed="1.3"))
    command = Update(file=put(home, slots.bundle("1.3")).file, again=True)
    assert "Version 1.3 is put in" in await box.install(command, no_telling)


async def test_a_box_without_slots_says_how_it_is_updated(home: Home, tmp_path: Path) -> None:
    box = Updates(home, Sticks(tmp_path / "sticks"), Rauc(RUNNING, tmp_path / "system.conf"))
    assert (await box.status()).slots == ()
    for work in (box.install(Update(file="new.raucb"), no_telling), box.prefer_other()):
        with pytest.raises(MachineError) as told:
            await work
        assert str(told.value) == NO_SLOTS


def test_a_link_is_not_followed_and_a_pipe_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "link.raucb").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe.raucb")
    for name in ("link.raucb", "pipe.raucb", "missing.raucb"):
        with pytest.raises(MachineError, match=name):
            copy(tmp_path / name, tmp_path / "goal", lambda _: None)
    assert not (tmp_path / "goal").exists()


def test_a_copy_is_bounded_in_size_and_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "large.raucb").open("wb") as file:
        file.truncate(updates.MOST_BYTES + 1)
    with pytest.raises(MachineError, match="too large"):
        copy(tmp_path / "large.raucb", tmp_path / "goal", lambda _: None)
    monkeypatch.setattr(updates, "MOST_BYTES", 1 << 62)
    with (tmp_path / "large.raucb").open("r+b") as file:
        file.truncate(1 << 42)
    with pytest.raises(MachineError, match="no room"):
        copy(tmp_path / "large.raucb", tmp_path / "goal", lambda _: None)


@pytest.mark.parametrize(
    ("version", "compatible", "wanted"),
    [
        ("1.2.1", COMPATIBLE, ""),
        ("", COMPATIBLE, "does not say which version"),
        ("1.3", "", "does not say"),
        ("tomorrow", COMPATIBLE, "which is newer"),
    ],
)
def test_what_a_bundle_says_of_itself_is_looked_at(version: str, compatible: str, wanted: str) -> None:
    status = Status(compatible=COMPATIBLE, slots=(Slot(name="A", version=RUNNING, booted=True, good=True),))
    said = refusal(Bundle(compatible=compatible, version=version), status)
    assert (said == "") if not wanted else (wanted in said)
