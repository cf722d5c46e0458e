"""What is told to core, and when."""

from appliance.network.watch import table as tables
from appliance.network.watch.heard import Heard
from appliance.network.watch.table import Recent, Table
from tests.network.watch.given import IPAD, PC


def at(mac: str = IPAD, address: str = "10.0.0.4", source: str = "arp", **more: object) -> Heard:
    return Heard(mac=mac, source=source, address=address, **more)  # type: ignore[arg-type]  # the words of the tests


def made() -> Table:
    return Table(lambda mac: "Apple" if mac == IPAD else "")


def test_a_device_that_stays_is_told_twice_a_minute() -> None:
    table = made()
    times = [now for now in range(100) if table.hear(at(), float(now))]
    assert times == [0, 30, 60, 90]


def test_another_device_at_the_address_is_told_at_once_and_so_is_the_first_again() -> None:
    table = made()
    told = [table.hear(at(mac), 1.0) for mac in (IPAD, PC, IPAD, IPAD)]
    assert [one and one.mac for one in told] == [IPAD, PC, IPAD, None]


def test_another_address_of_the_device_is_told_at_once() -> None:
    table = made()
    assert table.hear(at(), 1.0)
    assert (said := table.hear(at(address="10.0.0.9"), 1.1))
    assert (said.address, said.maker) == ("10.0.0.9", "Apple")


def test_a_question_for_a_name_never_takes_an_address_from_a_device() -> None:
    table = made()
    table.hear(at(), 1.0)
    assert table.hear(at(PC, source="dns"), 40.0) is None
    assert table.hear(at(IPAD, source="dns"), 40.0)


def test_what_a_device_says_of_itself_is_told_with_its_next_sign() -> None:
    table = made()
    assert table.hear(Heard(mac=IPAD, source="dhcp", vendor="x", options=(1, 3)), 1.0) is None
    assert (said := table.hear(at(), 1.1))
    assert (said.vendor, said.options, said.name) == ("x", (1, 3), "")
    assert (said := table.hear(at(source="mdns", name="ipad", services=("_b",)), 2.0))
    assert (said.vendor, said.name, said.services) == ("x", "ipad", ("_b",))
    assert table.hear(at(source="mdns", name="ipad", services=("_b",)), 3.0) is None
    assert (said := table.hear(at(source="mdns", services=("_a",)), 4.0))
    assert said.services == ("_a", "_b")


def test_leases_are_told_at_once_and_core_gets_them_again_when_it_comes_back() -> None:
    table = made()
    table.hear(at(), 1.0)
    assert (said := table.hear(at(source="dhcp", lease_seconds=600.0), 2.0))
    assert said.lease_seconds == 600.0
    table.hear(at(), 40.0)
    table.hear(at(PC, "10.0.0.5"), 41.0)
    assert [(one.mac, one.source, one.at, one.lease_seconds) for one in table.everything()] == [
        (IPAD, "dhcp", 2.0, 600.0),
        (IPAD, "arp", 40.0, None),
        (PC, "arp", 41.0, None),
    ]


def test_the_lease_of_another_device_is_not_told_for_the_one_that_came_after() -> None:
    table = made()
    table.hear(at(source="dhcp", lease_seconds=600.0), 2.0)
    table.hear(at(PC), 3.0)
    assert [(one.mac, one.lease_seconds) for one in table.everything()] == [(PC, None)]


def test_made_up_devices_do_not_fill_the_memory() -> None:
    table = made()
    for number in range(tables.MOST_ADDRESSES + 500):
        mac = f"02:00:00:00:{number >> 8:02x}:{number & 255:02x}"
        table.hear(at(mac, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"), 1.0)
    assert len(list(table.everything())) == tables.MOST_ADDRESSES
    assert len(table._devices) == tables.MOST_DEVICES


def test_the_same_again_is_known_for_a_time_and_no_longer_than_there_is_room() -> None:
    recent = Recent[int](10.0, 3)
    assert [recent.again(1, now) for now in (0.0, 9.0, 10.0, 19.0)] == [False, True, False, True]
    for key in (2, 3, 4):
        recent.again(key, 20.0)
    assert not recent.again(1, 20.0)


def test_a_clock_that_is_set_back_hides_nothing() -> None:
    table, recent = made(), Recent[int](600.0, 10)
    assert table.hear(at(), 90_000.0)
    assert table.hear(at(), 50.0)
    assert not recent.again(1, 90_000.0)
    assert not recent.again(1, 50.0)
