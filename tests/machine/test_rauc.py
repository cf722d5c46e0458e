"""RAUC itself, and what is made of what it says."""

from pathlib import Path

import pytest

from appliance.errors import MachineError
from appliance.machine.commands import Slot
from appliance.machine.rauc import CUT, UNSIGNED, Bundle, Rauc, bundle_in, sentence, status_in
from tests.machine.slots import COMPATIBLE, Slots

RUNNING = "1.2"


@pytest.fixture
def rauc(slots: Slots) -> Rauc:
    return Rauc(RUNNING, slots.configured)


async def test_which_slots_there_are(rauc: Rauc) -> None:
    status = await rauc.status()
    assert status.compatible == COMPATIBLE
    assert status.booted == Slot(name="A", version=RUNNING, booted=True, good=True)
    assert status.other == Slot(name="B", version="", booted=False, good=False)


@pytest.mark.parametrize("how", ["plain", "verity"])
async def test_a_bundle_of_ours_says_what_it_is(rauc: Rauc, slots: Slots, how: str) -> None:
    assert await rauc.look_at(slots.bundle("1.3", how=how)) == Bundle(compatible=COMPATIBLE, version="1.3")


async def test_a_bundle_goes_into_the_other_slot_and_is_noted_there(rauc: Rauc, slots: Slots) -> None:
    bundle, shares = slots.bundle("1.3"), list[float]()
    before = slots.root("A")
    await rauc.install(bundle, shares.append)
    assert slots.root("B").startswith(slots.content(bundle))
    assert slots.root("A") == before
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    status = await rauc.status()
    assert status.other is not None
    assert status.other.version == "1.3"
    assert slots.loader()["ORDER"] == "A B", "what runs stays first until somebody asks for the other"


async def test_marks_reach_the_boot_loader(rauc: Rauc, slots: Slots) -> None:
    await rauc.mark("active", "other")
    assert slots.loader() | {"ORDER": "B A", "B_OK": "1", "B_TRY": "0"} == slots.loader()
    await rauc.mark("bad", "booted")
    assert slots.loader()["A_OK"] == "0"
    await rauc.mark("good", "booted")
    assert slots.loader()["A_OK"] == "1"


def _changed(bundle: Path, where: int) -> Path:
    content = bytearray(bundle.read_bytes())
    content[where] ^= 1
    bundle.write_bytes(content)
    return bundle


async def test_what_is_not_ours_is_refused_in_a_sentence(rauc: Rauc, slots: Slots, tmp_path: Path) -> None:
    junk, empty = tmp_path / "junk.raucb", tmp_path / "empty.raucb"
    junk.write_bytes(bytes(range(256)) * 400)
    empty.write_bytes(b"")
    cut = slots.bundle("1.3")
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    for bundle, wanted in (
        (slots.bundle("1.3", signer="stranger"), UNSIGNED),
        (cut, CUT),
        (junk, CUT),
        (empty, CUT),
    ):
        with pytest.raises(MachineError) as told:
            await rauc.look_at(bundle)
        assert str(told.value) == wanted, bundle


async def test_a_changed_byte_is_refused_before_a_slot_is_touched(rauc: Rauc, slots: Slots) -> None:
    """A bundle of the older form is signed as a whole. One of the newer form is checked block by block by the kernel:
    that needs device-mapper, and is tried with the image."""
    bent = _changed(slots.bundle("1.3"), 5000)
    with pytest.raises(MachineError) as told:
        await rauc.look_at(bent)
    assert str(told.value) == UNSIGNED


def test_a_box_without_slots_has_no_configuration(tmp_path: Path) -> None:
    assert not Rauc(RUNNING, tmp_path / "system.conf").is_there


def test_what_nobody_foresaw_keeps_raucs_own_words() -> None:
    assert "sea monster" in sentence("Error: sea monster")


def test_listings_without_what_is_usual() -> None:
    assert bundle_in("{}") == Bundle(compatible="", version="")
    assert status_in('{"compatible": "x", "slots": [{"boot.0": {"state": "inactive"}}]}', RUNNING).slots == ()
