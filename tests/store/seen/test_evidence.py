"""Who may look at which pictures, and who holds a capture."""

import pytest

from appliance.errors import StorageError
from appliance.model import Device, Person, Right, Role, Sight, Viewer, the_box
from appliance.store import Store
from appliance.store.devices import Seen
from tests.core.samples import captured
from tests.store.pictures import order, pictured, take_in


def viewer(*rooms: str, everyone: bool = False) -> Viewer:
    sight = Sight(everyone=everyone, rooms=rooms)
    return Viewer(account=1, name="Mrs Khan", rights=frozenset({Right.CAPTURES}), sight=sight)


def trail(store: Store) -> list[tuple[str, str]]:
    return [(entry.what, entry.object) for entry in store.audit.recent()]


@pytest.fixture
def school(store: Store) -> Store:
    """A capture in the library with a picture, and one that was taken by hand in Room 1."""
    person = Person(id="amy", name="Amy", role=Role.PUPIL)
    device = Device(name="pc-1", addresses=("10.0.0.1",), room="Library", person=person)
    store.captures.add([captured(1, at=100.0, device=device)])
    store.orders.begin(
        [
            order("o1", capture=1, room="Library", person="amy"),
            order("by hand", by="Mrs Khan", room="Room 1"),
            order("moved", capture=1, room="Hall", person="ben"),
        ]
    )
    take_in(store, pictured(1), pictured(2, "by hand"), pictured(3, "moved"))
    return store


def test_pictures_of_a_capture_are_for_those_who_see_it_and_who_was_there(school: Store) -> None:
    def seen(who: Viewer) -> list[str]:
        return [row.order for row in school.seen_by(who).evidence.of_capture(1)]

    assert seen(viewer(everyone=True)) == ["moved", "o1"]
    assert seen(viewer("Library")) == ["o1"]
    assert seen(viewer("Library", "Hall")) == ["moved", "o1"]
    assert seen(viewer("Hall")) == seen(viewer("Room 1")) == []


def test_pictures_asked_by_hand_are_for_those_who_see_who_was_there(school: Store) -> None:
    assert len(school.seen_by(viewer("Room 1")).evidence.of_order("by hand")) == 1
    assert school.seen_by(viewer("Library")).evidence.of_order("by hand") == ()
    assert school.seen_by(viewer(everyone=True)).evidence.of_order("o1") == ()


def test_one_picture_is_for_those_who_see_its_capture_and_who_was_there(school: Store) -> None:
    rows = {row.order: row.id for row in school.seen_by(viewer(everyone=True)).evidence.of_capture(1)}
    (by_hand,) = school.seen_by(viewer(everyone=True)).evidence.of_order("by hand")
    for rooms, seen in ((("Library",), {"o1"}), (("Hall",), set()), (("Library", "Hall"), {"o1", "moved"})):
        evidence = school.seen_by(viewer(*rooms)).evidence
        assert {order for order, number in rows.items() if evidence.get(number)} == seen
        assert evidence.get(by_hand.id) is None
    assert school.seen_by(viewer("Room 1")).evidence.get(by_hand.id) == by_hand


@pytest.mark.parametrize(
    ("values", "there"),
    [
        ({"name": "pc-1"}, True),
        ({"client": "10.0.0.1"}, True),
        ({"mac": "02:00:00:00:00:01"}, True),
        ({"name": "pc-1", "revoked_at": 5.0}, False),
        ({"name": "pc-2"}, False),
    ],
)
def test_whether_the_device_has_a_helper(school: Store, values: dict[str, object], there: bool) -> None:
    school.devices.see([Seen(mac="02:00:00:00:00:01", at=1.0)])
    school.devices.name("02:00:00:00:00:01", "pc-1", "test", 1.0)
    row = {"id": "h", "kind": "desktop", "name": "", "key": b"key", "since": 1.0} | values
    with school._cases.transaction() as connection:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO helpers ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
    assert school.seen_by(viewer("Library")).evidence.has_helper(1) == there
    assert not school.seen_by(viewer("Room 1")).evidence.has_helper(1)


def test_that_they_are_shown_is_told_before(school: Store) -> None:
    evidence = school.seen_by(the_box("test")).evidence
    evidence.note_shown(
        (*evidence.of_capture(1), *evidence.of_order("by hand")), "pictures shown", "Mrs Khan, sign-in 1", 300.0
    )
    assert trail(school)[:2] == [
        ("pictures shown", "order by hand: 1 picture"),
        ("pictures shown", "capture 1: 2 pictures"),
    ]
    with school._cases.transaction() as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(StorageError):
        evidence.note_shown(evidence.of_capture(1), "pictures shown", "Mrs Khan, sign-in 1", 300.0)


def test_a_hold_says_who_when_and_why_until_somebody_ends_it(school: Store) -> None:
    mine = school.seen_by(viewer("Library")).evidence
    assert mine.hold_of(1) is None
    assert mine.hold(1, "The police asked for it.", "Mrs Khan, sign-in 1", 300.0)
    assert not mine.hold(1, "Again.", "Mrs Khan, sign-in 1", 301.0)
    held = mine.hold_of(1)
    assert held
    assert (held.by, held.at, held.why) == ("Mrs Khan", 300.0, "The police asked for it.")
    assert mine.end_hold(1, "Mrs Khan, sign-in 1", 400.0)
    assert not mine.end_hold(1, "Mrs Khan, sign-in 1", 401.0)
    assert mine.hold_of(1) is None
    assert mine.hold(1, "Once more.", "Mrs Khan, sign-in 1", 500.0)
    assert trail(school)[:3] == [("hold", "capture 1"), ("hold ended", "capture 1"), ("hold", "capture 1")]  # fmt: skip


def test_nobody_holds_or_frees_what_they_do_not_see(school: Store) -> None:
    other = school.seen_by(viewer("Room 1")).evidence
    assert not other.hold(1, "x", "x", 300.0)
    assert not other.hold(99, "x", "x", 300.0)
    school.seen_by(the_box("test")).evidence.hold(1, "x", "x", 300.0)
    assert other.hold_of(1) is None
    assert not other.end_hold(1, "x", 300.0)
    assert school.seen_by(the_box("test")).evidence.hold_of(1)


def test_holds_are_listed_for_those_who_see_the_capture(school: Store) -> None:
    mine, other = school.seen_by(viewer("Library")).evidence, school.seen_by(viewer("Room 1")).evidence
    mine.hold(1, "The police asked for it.", "Mrs Khan, sign-in 1", 300.0)
    assert [(one.capture, one.why) for one in mine.holds()] == [(1, "The police asked for it.")]
    assert other.holds() == ()
    mine.end_hold(1, "Mrs Khan, sign-in 1", 400.0)
    assert mine.holds() == ()
