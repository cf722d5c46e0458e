"""Who signed in at which device, and where devices are."""

import msgspec

from appliance.identify.places import Place
from appliance.identify.seats import How, Session
from appliance.store import Store

AMYS = "02:00:00:00:00:0a"


def session(id_: str, since: float = 100.0, mac: str = AMYS, person: str = "p1") -> Session:
    return Session(
        id=id_, person=person, mac=mac, address="10.0.0.4", since=since, until=since + 900.0, how=How.PICTURE
    )


def test_a_session_is_in_force_until_somebody_ends_it(store: Store) -> None:
    for one in (session("b", 200.0), session("a")):
        store.sessions.begin(one)
    assert store.sessions.in_force() == (session("a"), session("b", 200.0))
    store.sessions.end(["a"], 150.0)
    store.sessions.end(["a"], 160.0)
    assert store.sessions.in_force() == (session("b", 200.0),)


def test_what_somebody_was_at_is_kept_with_when_it_ended(store: Store) -> None:
    for one in (session("a"), session("b", 200.0), session("c", person="p2")):
        store.sessions.begin(one)
    store.sessions.end(["a"], 150.0)
    assert [(one.id, one.until) for one in store.sessions.of_person("p1")] == [("b", 1100.0), ("a", 150.0)]


def test_a_session_gets_its_device_later(store: Store) -> None:
    store.sessions.begin(session("a", mac=""))
    store.sessions.begin(session("a"))
    assert store.sessions.in_force() == (session("a"),)


def test_places_are_kept_and_forgotten(store: Store) -> None:
    first = Place(address="10.0.0.4", mac=AMYS, seen=5.0, until=900.0, leased=True)
    second = Place(address="fd00::4", mac=AMYS, seen=1.0, until=500.0)
    store.sessions.keep_places([first, second], [])
    assert store.sessions.places() == (second, first)
    moved = msgspec.structs.replace(first, mac="02:00:00:00:00:0b")
    store.sessions.keep_places([moved], [second.address])
    assert store.sessions.places() == (moved,)
