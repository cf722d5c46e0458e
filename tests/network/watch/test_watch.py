"""Frames in, what is to be told out."""

import time

import pytest

from appliance.config import Portal, Settings
from appliance.model import Handling, Visit
from appliance.network.watch.capture import Kind
from appliance.network.watch.watch import Watch, own_names
from appliance.wire import Sighted
from tests.network.watch import given
from tests.network.watch.given import IPAD, PC, host_record, looks_up, mdns


def made() -> Watch:
    return Watch(own_names(Settings(portal=Portal(names=("box",)))), lambda _: "")


def told(watch: Watch, kind: Kind, frame: bytes, now: float = 1.0) -> list[Sighted | Visit]:
    return list(watch.take(kind, frame, now))


def test_a_name_that_was_asked_for_is_a_visit_and_a_sign_of_the_device() -> None:
    seen, visit = told(made(), "asked", looks_up("games.example.com"))
    assert isinstance(seen, Sighted)
    assert (seen.mac, seen.address, seen.source) == (IPAD, "10.0.0.4", "dns")
    assert visit == Visit(
        at=1.0,
        worker="watch",
        client="10.0.0.4",
        device="10.0.0.4",
        host="games.example.com",
        url="",
        handling=Handling.ASKED,
    )


def test_a_name_asked_again_within_ten_minutes_is_the_same_visit() -> None:
    watch = made()
    times = [
        now
        for now in range(0, 1300, 20)
        if any(isinstance(one, Visit) for one in told(watch, "asked", looks_up("a.example", number=now), float(now)))
    ]
    assert times == [0, 600, 1200]


def test_dns_and_tls_for_one_host_are_one_visit() -> None:
    watch = made()
    both = [*told(watch, "asked", looks_up("a.example")), *told(watch, "asked", given.says_hello("a.example"))]
    assert len([one for one in both if isinstance(one, Visit)]) == 1


@pytest.mark.parametrize(
    "host", ["confide", "confide.school.org", "Lollipop.school.org", "wpad.school.org", "box.school.org"]
)
def test_nobody_is_told_who_looks_for_the_boxs_own_pages(host: str) -> None:
    assert not [one for one in told(made(), "asked", looks_up(host)) if isinstance(one, Visit)]


def test_two_devices_that_claim_one_address_in_turn_are_told_each_time() -> None:
    watch = made()
    frames = (given.arp(), given.arp(PC), given.arp(), given.arp(), given.arp(PC))
    signs = [one for frame in frames for one in told(watch, "addresses", frame)]
    assert [one.mac for one in signs if isinstance(one, Sighted)] == [IPAD, PC, IPAD, PC]


def test_a_lease_is_told_with_what_the_device_says_of_itself() -> None:
    watch = made()
    assert told(watch, "leases", given.dhcp_asks(more=(("hostname", b"Amys-iPad"),))) == []
    (said,) = told(watch, "leases", given.dhcp_gives())
    assert isinstance(said, Sighted)
    assert (said.address, said.lease_seconds, said.name) == ("10.0.0.4", 3600.0, "Amys-iPad")


def test_an_announcement_is_a_sign_that_is_read_once() -> None:
    watch = made()
    assert len(told(watch, "announced", mdns(host_record("ipad")))) == 1
    assert told(watch, "announced", mdns(host_record("ipad"))) == []


def test_a_flood_costs_little_and_does_not_hide_other_kinds() -> None:
    """20,000 frames, each from a device that was never seen, within a second."""
    watch = made()
    frames = [given.arp(f"02:00:00:00:{number >> 8:02x}:{number & 255:02x}") for number in range(0, 20_000, 10)]
    started = time.process_time()
    signs = [one for turn in range(10) for frame in frames for one in told(watch, "addresses", frame, 1.0 + turn / 10)]
    assert time.process_time() - started < 2.0
    assert 0 < len(signs) <= 800
    assert watch.budgets["addresses"].refused > 15_000
    assert told(watch, "asked", looks_up("a.example"))


def test_one_that_shouts_does_not_hide_another() -> None:
    watch = made()
    for number in range(5000):
        told(watch, "addresses", given.arp(PC, f"10.0.{number >> 8}.{number & 255}"))
    assert told(watch, "addresses", given.arp(IPAD, "10.1.0.1"))


def test_a_question_that_there_was_no_time_for_is_read_when_it_is_asked_again() -> None:
    watch = made()
    for number in range(5000):
        told(watch, "asked", looks_up(f"x{number}.example", PC, "10.0.0.5"))
    assert told(watch, "asked", looks_up("late.example", PC, "10.0.0.5")) == []
    assert told(watch, "asked", looks_up("late.example", PC, "10.0.0.5"), 12.0)
