"""Who is where in a lesson, as far as somebody sees them."""

from collections.abc import Callable

import pytest

from appliance.access.rules import Subject, SubjectKind
from appliance.duties import Duty
from appliance.model import Ban, Device, Severity, Viewer, the_box
from appliance.store import Store
from tests.access.given import MONDAY
from tests.webui import primary
from tests.webui.parts import captured

NOW = MONDAY + 60


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    return primary.fill(store, MONDAY)


def names(store: Store, viewer: Viewer, group: str) -> list[str]:
    return [seat.name for seat in store.seen_by(viewer).classes.of_group(group, NOW, MONDAY - 9999, ())]


def test_a_class_with_who_is_where(store: Store, ids: dict[str, str]) -> None:
    amy, ben, eve = store.seen_by(the_box("t")).classes.of_group("class-3b", NOW, MONDAY - 9999, ())
    assert amy.device
    assert (amy.name, amy.device.name, amy.host, amy.closed) == ("Amy Ash", "tablet-1", "www.bbc.co.uk", False)
    assert (ben.name, ben.device, ben.host) == ("Ben Brown", None, "")
    assert eve.host == "secret.example"


def test_a_teacher_sees_their_class_but_for_whom_somebody_else_is_named(
    store: Store, ids: dict[str, str], hire: Callable[..., Viewer]
) -> None:
    teacher = hire("Ms Ada", Duty.TEACHER, "class-3b")
    assert names(store, teacher, "class-3b") == ["Amy Ash", "Ben Brown"]
    assert names(store, teacher, "class-4a") == []
    assert names(store, teacher, "lac") == []
    assert names(store, hire("Mr Bell", Duty.OFFICE), "class-3b") == []


def test_a_room_is_seen_by_its_librarian(store: Store, ids: dict[str, str], hire: Callable[..., Viewer]) -> None:
    librarian = hire("Mr Page", Duty.LIBRARIAN, "Library")
    (kai,) = store.seen_by(librarian).classes.in_room("Library", NOW, MONDAY, ())
    assert (kai.name, kai.host, kai.closed) == ("Kai Khan", "games.example", True)
    assert names(store, librarian, "class-4a") == []
    teacher = hire("Ms Ada", Duty.TEACHER, "class-3b")
    assert store.seen_by(teacher).classes.in_room("Library", NOW, MONDAY, ()) == ()


@pytest.mark.parametrize(
    ("duty", "scope", "groups", "rooms"),
    [
        (Duty.DSL, (), ["class-3b", "class-4a"], ("Library", "Room 4")),
        (Duty.TEACHER, ("class-3b",), ["class-3b"], ()),
        (Duty.LIBRARIAN, ("Library",), [], ("Library",)),
        (Duty.GOVERNOR, (), [], ()),
    ],
)
def test_what_a_lesson_can_be_with(
    store: Store,
    ids: dict[str, str],
    hire: Callable[..., Viewer],
    duty: Duty,
    scope: tuple[str, ...],
    groups: list[str],
    rooms: tuple[str, ...],
) -> None:
    classes = store.seen_by(hire("Somebody", duty, *scope)).classes
    known = (Device(name="pc", addresses=(), room="Room 4"),)
    assert [row.name for row in classes.groups()] == groups
    assert classes.rooms(known) == rooms


def test_one_pupil_or_device_within_sight(store: Store, ids: dict[str, str], hire: Callable[..., Viewer]) -> None:
    classes = store.seen_by(hire("Ms Ada", Duty.TEACHER, "class-3b")).classes
    found = {
        short: classes.one(Subject(kind=SubjectKind.PERSON, name=ids[short]), NOW, ()) is not None
        for short in ("amy", "ben", "eve", "kai", "teacher")
    }
    assert found == {"amy": True, "ben": True, "eve": False, "kai": False, "teacher": False}
    assert classes.one(Subject(kind=SubjectKind.DEVICE, name="tablet-1"), NOW, ()) is not None
    assert classes.one(Subject(kind=SubjectKind.DEVICE, name="tablet-3"), NOW, ()) is None
    assert classes.one(Subject(kind=SubjectKind.DEVICE, name="nowhere"), NOW, ()) is None
    assert classes.one(primary.CLASS_3B, NOW, ()) is None


def test_captures_and_bans_stand_beside_the_name(store: Store, ids: dict[str, str]) -> None:
    store.captures.add([captured(1, at=NOW - 20, person="x"), captured(2, at=NOW - 10, person="x", severity="minor")])
    store._cases.rows("UPDATE captures SET person = ?", ids["amy"])
    store.bans.add(Ban(id="b", device="tablet-1", addresses=(), person=ids["amy"], since=NOW - 1, until=NOW + 60,
                       reason="r", by="b"))  # fmt: skip
    amy, ben, _ = store.seen_by(the_box("t")).classes.of_group("class-3b", NOW, MONDAY - 9999, ())
    assert (amy.captures, amy.capture, amy.worst) == (2, 2, Severity.SEVERE)
    assert amy.ban
    assert (ben.captures, ben.worst, ben.ban) == (0, None, None)


def test_a_session_that_is_over_is_nowhere(store: Store, ids: dict[str, str]) -> None:
    later = MONDAY + 10_000
    seats = store.seen_by(the_box("t")).classes.of_group("class-3b", later, later, ())
    assert [(seat.device, seat.host) for seat in seats] == [(None, "")] * 3
