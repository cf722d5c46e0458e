"""Who is at which device."""

import pytest

from appliance.identify.places import Places, Sign
from appliance.identify.seats import FOUND_AGAIN_SECONDS, How, Named, Session, adopted, is_over, seats
from appliance.model import Device, Person, Role

AMYS, BENS, ROUTER = "02:00:00:00:00:0a", "02:00:00:00:00:0b", "02:00:00:00:00:ff"
FOUR, OTHER, SIX = "10.0.0.4", "10.0.0.5", "fd00::4"
PEOPLE = {
    one.id: one
    for one in (
        Person(id="p1", name="Amy Bell", role=Role.PUPIL, groups=("year3",)),
        Person(id="p2", name="Ben Cole", role=Role.PUPIL),
        Person(id="p3", name="Ms Ada", role=Role.STAFF),
    )
}


def places(*at: tuple[str, str], when: float = 0.0) -> Places:
    made = Places()
    for mac, address in at:
        made.see(Sign(mac=mac, address=address, at=when))
    return made


def session(person: str, mac: str, address: str = FOUR, since: float = 0.0, how: How = How.PICTURE) -> Session:
    return Session(id=person, person=person, mac=mac, address=address, since=since, until=since + 900.0, how=how)


def at(devices: tuple[Device, ...], address: str) -> str:
    device = next(one for one in devices if address in one.addresses)
    return device.person.name if device.person else ""


def seated(made: Places, *sessions: Session, named: dict[str, Named] | None = None) -> tuple[Device, ...]:
    return seats(made, sessions, PEOPLE, named or {}, ())


def test_a_session_holds_at_every_address_of_the_device_and_at_no_other() -> None:
    devices = seated(places((AMYS, FOUR), (AMYS, SIX), (BENS, OTHER)), session("p1", AMYS))
    assert [at(devices, address) for address in (FOUR, SIX, OTHER)] == ["Amy Bell", "Amy Bell", ""]


def test_the_session_follows_the_device_and_whoever_gets_its_address_is_not_them() -> None:
    made = places((AMYS, FOUR))
    made.see(Sign(mac=AMYS, address=OTHER, at=1.0, lease_seconds=600.0, dhcp=True))
    made.see(Sign(mac=BENS, address=FOUR, at=2.0, lease_seconds=600.0, dhcp=True))
    devices = seated(made, session("p1", AMYS))
    assert [at(devices, address) for address in (OTHER, FOUR)] == ["Amy Bell", ""]


@pytest.mark.parametrize(
    ("sessions", "owner", "who"),
    [
        pytest.param([], "p2", "Ben Cole", id="a fixed owner"),
        pytest.param([session("p1", AMYS)], "p2", "Amy Bell", id="who signed in goes before the owner"),
        pytest.param(
            [session("p3", AMYS, how=How.HELPER), session("p1", AMYS, since=5.0)],
            "p2",
            "Ms Ada",
            id="a helper's word goes before both",
        ),
        pytest.param([session("p1", AMYS), session("p2", AMYS, since=5.0)], "", "Ben Cole", id="the last to sign in"),
        pytest.param([session("p9", AMYS)], "p2", "Ben Cole", id="somebody whom the school does not know any more"),
    ],
)
def test_who_goes_first(sessions: list[Session], owner: str, who: str) -> None:
    devices = seated(places((AMYS, FOUR)), *sessions, named={AMYS: Named(owner=owner)})
    assert at(devices, FOUR) == who


def test_behind_a_router_a_session_is_one_addresss_alone() -> None:
    made = places(*((ROUTER, f"10.1.0.{number}") for number in range(6)))
    devices = seated(made, session("p1", "", "10.1.0.3"))
    assert [at(devices, f"10.1.0.{number}") for number in range(6)] == ["", "", "", "Amy Bell", "", ""]
    assert {device.mac for device in devices} == {""}


def test_the_settings_name_addresses_and_the_school_names_devices() -> None:
    known = (Device(name="tablet-1", addresses=(FOUR,), room="Year 6"),)
    named = {AMYS: Named(name="Amy's iPad", room="Hall"), BENS: Named(name="Laptop 7", room="Library")}
    devices = seats(places((AMYS, FOUR), (BENS, OTHER), (ROUTER, "10.0.0.1")), (), PEOPLE, named, known)
    assert [(one.name, one.room, one.mac) for one in devices] == [
        ("10.0.0.1", "", ROUTER),
        ("Laptop 7", "Library", BENS),
        ("tablet-1", "Year 6", AMYS),
    ]


@pytest.mark.parametrize(
    ("now", "over"),
    [
        pytest.param(10.0, False, id="just begun"),
        pytest.param(900.0, True, id="its time came"),
        pytest.param(-61.0, True, id="the clock was set back"),
        pytest.param(-1.0, False, id="the clock was put right by a second"),
    ],
)
def test_a_session_ends_by_time(now: float, over: bool) -> None:
    assert is_over(session("p1", AMYS), places((AMYS, FOUR)), now) is over


def test_a_device_that_is_nowhere_is_soon_nobodys() -> None:
    made = places((AMYS, FOUR))
    made.see(Sign(mac=AMYS, address=FOUR, at=100.0, lease_seconds=0.0))
    assert not is_over(session("p1", AMYS), made, 100.0 + FOUND_AGAIN_SECONDS - 1)
    assert is_over(session("p1", AMYS), made, 100.0 + FOUND_AGAIN_SECONDS)


def test_a_device_that_nobody_ever_saw_is_nobodys() -> None:
    assert is_over(session("p1", AMYS), Places(), 500.0)


def test_another_device_at_a_bare_address_ends_the_session() -> None:
    made = places(("", FOUR))
    mine = session("p1", "")
    assert not is_over(mine, made, 30.0)
    made.see(Sign(mac=BENS, address=FOUR, at=30.0))
    assert adopted(mine, made) == mine
    assert is_over(mine, made, 30.0)


def test_a_device_that_was_there_already_takes_the_session_over() -> None:
    made = places(("", FOUR))
    made.see(Sign(mac=AMYS, address=FOUR, at=1.0))
    mine = adopted(session("p1", ""), made)
    assert mine.mac == AMYS
    assert not is_over(mine, made, 2.0)
