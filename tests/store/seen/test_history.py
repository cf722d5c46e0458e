from collections.abc import Callable

from appliance.duties import Duty
from appliance.model import Device, Person, Role, Viewer, the_box
from appliance.store import Store
from appliance.store.seen.history import WEEKS
from tests.core.samples import TABLET, captured

NOW = 100 * 7 * 86_400.0
WEEK = 7 * 86_400.0


def at_device(name: str, who: str) -> Device:
    person = Person(id=who, name=who, role=Role.PUPIL) if who else None
    return Device(name=name, addresses=("10.0.0.3",), person=person)


def test_it_follows_the_person_from_device_to_device(store: Store) -> None:
    places = [("pc-1", "Amy"), ("pc-2", "Amy"), ("pc-1", "Ben"), ("pc-1", "")]
    store.captures.add([captured(n, at=NOW + n, device=at_device(*place)) for n, place in enumerate(places)])
    history = store.seen_by(the_box("test")).history
    assert history.numbers("Amy", "pc-1", 10) == (2, 1)
    assert history.numbers("Amy", "pc-1", 10, but=2) == (1,)
    assert history.numbers("", "pc-1", 10) == (4,)


def test_weeks_are_counted_from_now_backwards(store: Store) -> None:
    days = [(0, 1), (6, 2), (8, 3), (7 * (WEEKS - 1) + 1, 4), (7 * WEEKS + 1, 5)]
    store.captures.add([captured(n, at=NOW - day * 86_400 - 1, term=f"t/{n}") for day, n in days])
    (pattern,) = store.seen_by(the_box("test")).history.pattern("", TABLET.name, NOW)
    assert pattern.category == "Self-harm"
    assert pattern.weeks == (1, *(0,) * (WEEKS - 3), 1, 2)


def test_others_see_nothing_of_it(store: Store, hire: Callable[..., Viewer]) -> None:
    store.captures.add([captured(1, at=NOW - 1)])
    history = store.seen_by(hire("Miss Lee", Duty.TEACHER, "class-3b")).history
    assert history.numbers("", TABLET.name, 10) == ()
    assert history.pattern("", TABLET.name, NOW) == ()
    assert history.hits_of("self-harm/1", 0.0, 10) == ()


def test_hits_of_a_term_come_with_what_else_was_found(store: Store) -> None:
    store.captures.add([captured(1, at=NOW - 5, others=1), captured(2, at=NOW), captured(3, at=NOW, term="t/2")])
    newest, older = store.seen_by(the_box("test")).history.hits_of("self-harm/1", NOW - 10, 10)
    assert (newest.at, len(newest.findings)) == (NOW, 1)
    assert (older.host, older.device, len(older.findings)) == ("search.example", "ipad-12", 2)
    assert len(store.seen_by(the_box("test")).history.hits_of("self-harm/1", NOW - 1, 10)) == 1
