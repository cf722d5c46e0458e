"""Whose helpers, orders and locks somebody may see."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.helper_codes import digest_of
from appliance.model import Batch, Device, Lock, Person, Role, SpoolCursor, Viewer, the_box
from appliance.store import Store
from appliance.store.devices import Seen
from appliance.store.helpers import Enrolment, HelperKind
from tests.core.pupils import AMY, BEN, CLASS, MS_ADA, fill
from tests.core.samples import captured
from tests.store.test_noticed import noticed
from tests.store.test_orders import order

ROOMY, OWNED, STRAY = "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03"


@pytest.fixture
def school(store: Store) -> Store:
    """A helper in the library, one on a device that is Amy's, one on a teacher's, and one that nobody knows."""
    fill(store)
    store.groups.add_room("Library", "office", 1.0)
    code, _ = store.helpers.add_code("All", 9e9, 10, "office", 1.0)
    store.devices.see([Seen(mac=mac, at=1.0) for mac in (ROOMY, OWNED, "02:00:00:00:00:04")])
    store.devices.name(ROOMY, "Tablet 3", "office", 1.0)
    store.devices.put_in_room(ROOMY, "Library", "office", 1.0)
    store.devices.give(OWNED, AMY, "office", 1.0)
    store.devices.give("02:00:00:00:00:04", MS_ADA, "office", 1.0)
    for number, mac in enumerate((ROOMY, OWNED, STRAY, "02:00:00:00:00:04")):
        asked = Enrolment(
            code=digest_of(code),
            key=bytes([number]) * 32,
            kind=HelperKind.DESKTOP,
            name=f"pc-{number}",
            system="Debian 12",
            client="10.0.0.1",
            mac=mac,
        )
        assert store.helpers.enrol(asked, 2.0)
    return store


def titles(store: Store, viewer: Viewer) -> list[str]:
    return [one.title for one in store.seen_by(viewer).helpers.all()]


def test_a_helper_counts_to_the_room_and_the_owner_of_its_device(school: Store, hire: Callable[..., Viewer]) -> None:
    assert titles(school, the_box("test")) == ["pc-1", "pc-2", "pc-3", "Tablet 3"]
    assert titles(school, hire("Mrs Khan", Duty.TEACHER, CLASS.name)) == ["pc-1"]
    assert titles(school, hire("Mr Lee", Duty.TEACHER)) == []


def test_a_helper_of_a_device_is_found_by_its_mac(school: Store) -> None:
    seen = school.seen_by(the_box("test")).helpers
    (one,) = seen.of_device(ROOMY)
    assert (one.device, one.room, one.owner) == ("Tablet 3", "Library", "")
    assert seen.get(one.row.id) == one
    assert seen.of_device("") == ()
    school.helpers.revoke(one.row.id, "lost", "office", 3.0)
    assert (seen.of_device(ROOMY), [gone.title for gone in seen.revoked()]) == ((), ["Tablet 3"])


def test_what_was_noticed_is_seen_by_who_sees_the_child(school: Store, hire: Callable[..., Viewer]) -> None:
    batch = Batch(events=(noticed(1),), cursor=SpoolCursor(segment=1, offset=10))
    school.intake.record("helpers", batch, 600.0, 200.0)
    assert len(school.seen_by(hire("Mrs Khan", Duty.TEACHER, CLASS.name)).helpers.noticed(helper="h1")) == 1
    assert school.seen_by(hire("Mr Lee", Duty.TEACHER)).helpers.noticed() == ()
    assert school.seen_by(the_box("test")).helpers.noticed(helper="h2") == ()


def test_orders_and_locks_are_seen_by_who_sees_the_child(school: Store, hire: Callable[..., Viewer]) -> None:
    amy = Device(name="Tablet 3", addresses=("10.0.0.1",), person=Person(id=AMY, name="Amy Bell", role=Role.PUPIL))
    (number,) = school.captures.add([captured(1, device=amy)])
    school.orders.begin([order("a", number)])
    for person in (AMY, MS_ADA):
        words = {"device": person, "reason": "", "by": "office"}
        school.locks.add(Lock(id=person, since=1.0, until=90.0, person=person, **words))
    by_device = Lock(id="d", device="Tablet 3", since=2.0, until=90.0, reason="", by="office", mac=ROOMY)
    school.locks.add(by_device)
    teacher = school.seen_by(hire("Mrs Khan", Duty.TEACHER, CLASS.name))
    stranger = school.seen_by(hire("Mr Lee", Duty.TEACHER))
    assert [one.id for one in teacher.orders.of_capture(number)] == ["a"]
    assert [one.id for one in teacher.orders.recent()] == ["a"]
    assert teacher.orders.get("a") is not None
    assert (stranger.orders.of_capture(number), stranger.orders.recent(), stranger.orders.get("a")) == ((), (), None)
    assert [one.id for one in teacher.locks.in_force(50.0)] == [AMY]
    assert stranger.locks.in_force(50.0) == ()
    assert [one.id for one in school.seen_by(the_box("test")).locks.in_force(50.0)] == [AMY, MS_ADA, "d"]


def test_a_person_of_no_class_is_nobodys(school: Store, hire: Callable[..., Viewer]) -> None:
    school.locks.add(Lock(id="b", device="Ben", since=1.0, until=9.0, reason="", by="office", person=BEN))
    assert school.seen_by(hire("Mr Lee", Duty.TEACHER)).locks.in_force(2.0) == ()
