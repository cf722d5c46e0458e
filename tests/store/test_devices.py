"""Devices by MAC: what is seen of them, and what the school says."""

import pytest

from appliance.identify.seats import Named
from appliance.people.roster import plan
from appliance.store import Store
from appliance.store import devices as kept
from appliance.store.devices import STRANGERS_SECONDS, Seen
from tests.people.given import AMY, BEN, roster

IPAD, PC, PHONE = "a4:83:e7:00:00:01", "00:21:6a:00:00:02", "da:a1:19:00:00:03"


@pytest.fixture
def school(store: Store) -> Store:
    store.people.apply(plan((), roster(AMY, BEN)), "office", 1.0)
    store.groups.add_room("Year 6", "office", 1.0)
    store.devices.see(
        [
            Seen(mac=IPAD, at=10.0, addresses=("10.0.0.4",), heard="Amys-iPad", maker="Apple", kind="iPad", weight=5),
            Seen(mac=PC, at=20.0, addresses=("10.0.0.5", "fd00::5")),
        ]
    )
    return store


def told(store: Store) -> list[tuple[str, str]]:
    return [(entry.what, entry.object) for entry in reversed(store.audit.recent()) if entry.at > 1.0]


def test_a_device_is_new_once(store: Store) -> None:
    assert store.devices.see([Seen(mac=IPAD, at=1.0), Seen(mac=IPAD, at=2.0), Seen(mac=PC, at=2.0)]) == (IPAD, PC)
    assert store.devices.see([Seen(mac=PC, at=3.0), Seen(mac=PHONE, at=3.0, random=True)]) == (PHONE,)
    assert [(one.mac, one.first_seen, one.last_seen, one.random) for one in store.devices.all()] == [
        (PC, 2.0, 3.0, False),
        (PHONE, 3.0, 3.0, True),
        (IPAD, 1.0, 2.0, False),
    ]


def test_better_guesses_stay_and_empty_words_change_nothing(school: Store) -> None:
    school.devices.see([Seen(mac=IPAD, at=30.0, kind="phone", weight=2), Seen(mac=PC, at=31.0, kind="Windows")])
    ipad, pc = school.devices.get(IPAD), school.devices.get(PC)
    assert ipad
    assert (ipad.heard, ipad.maker, ipad.kind, ipad.last_seen) == ("Amys-iPad", "Apple", "iPad", 30.0)
    assert pc
    assert pc.kind == "Windows"
    school.devices.see([Seen(mac=IPAD, at=40.0, kind="iPhone", weight=5)])
    assert (row := school.devices.get(IPAD))
    assert row.kind == "iPhone"


def test_what_was_seen_out_of_order_does_not_turn_time_back(school: Store) -> None:
    school.devices.see([Seen(mac=PC, at=5.0, addresses=("10.0.0.5",))])
    assert (row := school.devices.get(PC))
    assert row.last_seen == 20.0


def test_a_device_keeps_the_addresses_it_had_last(school: Store) -> None:
    for number in range(kept.KEPT_ADDRESSES + 9):
        school.devices.see([Seen(mac=PC, at=100.0 + number, addresses=(f"fd00::{number + 16:x}",))])
    row = school.devices.get(PC)
    assert row
    assert row.addresses[0] == f"fd00::{kept.KEPT_ADDRESSES + 24:x}"
    assert len(row.addresses) == kept.KEPT_ADDRESSES


@pytest.mark.parametrize("words", [IPAD, "A4-83-E7-00-00-01", "10.0.0.4", "::ffff:10.0.0.4", "amy's TABLET"])
def test_a_device_is_found_by_what_people_call_it(school: Store, words: str) -> None:
    school.devices.name(IPAD, "Amy's tablet", "office", 2.0)
    assert [one.mac for one in school.devices.called(words)] == [IPAD]


def test_of_an_address_the_last_device_comes_first_and_nobody_is_called_nothing(school: Store) -> None:
    school.devices.see([Seen(mac=PHONE, at=50.0, addresses=("10.0.0.4",))])
    assert [one.mac for one in school.devices.called("10.0.0.4")] == [PHONE, IPAD]
    assert school.devices.called("") == ()


def test_name_room_and_owner_are_told_by_mac_and_in_the_audit_trail(school: Store) -> None:
    assert school.devices.named() == {}
    assert school.devices.name(IPAD, "tablet-1", "office", 2.0)
    assert school.devices.put_in_room(PC, "Year 6", "office", 3.0)
    assert school.devices.give(IPAD, "p1", "office", 4.0)
    assert school.devices.named() == {IPAD: Named(name="tablet-1", owner="p1"), PC: Named(room="Year 6")}
    assert (row := school.devices.get(IPAD))
    assert (row.owner_name, row.title) == ("Amy Ash", "tablet-1")
    assert school.devices.give(IPAD, "", "office", 5.0)
    assert school.devices.name(IPAD, "", "office", 6.0)
    assert school.groups.remove_room("Year 6", "office", 7.0)
    assert school.devices.named() == {}
    assert told(school)[:-1] == [
        ("device named", f"{IPAD}: tablet-1"),
        ("device put in room", f"{PC}: Year 6"),
        ("device given", f"{IPAD}: p1"),
        ("device given", f"{IPAD}: none"),
        ("device named", f"{IPAD}: none"),
    ]


def test_what_is_not_there_changes_nothing(school: Store) -> None:
    assert not school.devices.name(PHONE, "phone", "office", 2.0)
    assert not school.devices.put_in_room(PC, "Cellar", "office", 2.0)
    assert not school.devices.give(PC, "p77", "office", 2.0)
    assert not school.devices.forget(PHONE, "office", 2.0)
    school.people.mark_left("p2", "office", 2.0)
    assert not school.devices.give(PC, "p2", "office", 3.0)
    assert [what for what, _ in told(school)] == ["person left"]


def test_two_devices_are_not_called_the_same(school: Store) -> None:
    assert school.devices.name(IPAD, "tablet-1", "office", 2.0)
    assert school.devices.name(IPAD, "Tablet-1", "office", 2.0)
    assert not school.devices.name(PC, "TABLET-1", "office", 2.0)


def test_who_is_forgotten_is_new_again(school: Store) -> None:
    assert school.devices.forget(IPAD, "office", 2.0)
    assert school.devices.called("10.0.0.4") == ()
    assert school.devices.see([Seen(mac=IPAD, at=3.0)]) == (IPAD,)


def test_strangers_go_and_the_schools_own_stay(school: Store) -> None:
    school.devices.name(PC, "pc-1", "office", 2.0)
    assert school.devices.forget_strangers(10.0 + STRANGERS_SECONDS) == 0
    assert school.devices.forget_strangers(99.0 + STRANGERS_SECONDS) == 1
    assert [one.mac for one in school.devices.all()] == [PC]


def test_a_flood_of_made_up_devices_is_bounded(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", 50)
    school.devices.name(IPAD, "tablet-1", "office", 2.0)
    school.devices.see(Seen(mac=f"02:00:00:00:00:{number:02x}", at=100.0 + number) for number in range(200))
    macs = [one.mac for one in school.devices.all()]
    assert len(macs) == 50
    assert macs[0] == IPAD
    assert macs[1] == "02:00:00:00:00:c7"
