"""How often terms and categories caught something, and what a change is tried on: within sight."""

from collections.abc import Callable

import msgspec

from appliance.duties import Duty
from appliance.model import ILLEGAL, Handling, Viewer, Visit, the_box
from appliance.people.roster import GroupKind, RosterGroup
from appliance.store import Store
from tests.webui.keywords.conftest import person_in
from tests.webui.parts import captured


def visit(number: int, at: float, person: str = "", handling: Handling = Handling.READ) -> Visit:
    url = f"https://www.example.org/{number}/"
    return Visit(
        at=at, worker="w", client="c", device="d", host="www.example.org", url=url, handling=handling, person=person
    )


def school(store: Store) -> None:
    store.groups.add(RosterGroup(name="nest", title="Nest", kind=GroupKind.VULNERABLE), "test", 1.0)
    store.groups.add(RosterGroup(name="class-3b", title="3B", kind=GroupKind.CLASS), "test", 1.0)
    person_in(store, "Amy", "nest")
    person_in(store, "Ben", "class-3b")
    store.captures.add(
        [
            captured(1, at=100.0, person="Amy"),
            captured(2, at=110.0, person="Ben"),
            captured(3, at=120.0, person="Ben", category=ILLEGAL),
            captured(4, at=5.0, person="Ben"),
        ],
        0,
    )


def test_everything_that_is_not_hidden_for_who_sees_everybody(store: Store) -> None:
    school(store)
    seen = store.seen_by(the_box("test")).keywords
    assert seen.by_category(50.0) == {"Self-harm": 2, ILLEGAL: 1}
    assert seen.by_term(50.0) == {"self-harm/1": 1, "self-harm/2": 1, "self-harm/3": 1}
    told = seen.told(50.0, 10)
    assert [(one.at, one.device.person.name, one.device.person.groups) for one in told if one.device.person] == [
        (110.0, "Ben", ("class-3b",)),
        (100.0, "Amy", ("nest",)),
    ]
    assert len(seen.told(50.0, 1)) == 1


def test_who_is_not_named_for_a_vulnerable_group_sees_nothing_of_it(store: Store, hire: Callable[..., Viewer]) -> None:
    school(store)
    store.activity.add([visit(1, 100.0, "p-Amy"), visit(2, 100.0, "p-Ben")])
    head = store.seen_by(hire("Mrs Khan", Duty.HEAD)).keywords
    assert head.by_category(50.0) == {"Self-harm": 1, ILLEGAL: 1}
    assert [one.at for one in head.told(50.0, 10)] == [110.0]
    assert [one.person for one in head.opened(50.0, 10)] == ["p-Ben"]
    teacher = store.seen_by(hire("Mr Oak", Duty.TEACHER, "class-1a")).keywords
    assert (teacher.by_category(0.0), teacher.told(0.0, 10), teacher.opened(0.0, 10)) == ({}, (), [])


def test_each_address_is_told_once_for_a_device_with_how_often(store: Store) -> None:
    store.activity.add([visit(1, 10.0), visit(1, 20.0), visit(2, 15.0), visit(3, 5.0)])
    seen = store.seen_by(the_box("test")).keywords
    assert [(one.url[-3:], one.device, one.times, one.last_at) for one in seen.opened(8.0, 10)] == [
        ("/1/", "d", 2, 20.0),
        ("/2/", "d", 1, 15.0),
    ]
    assert len(seen.opened(0.0, 1)) == 1


def test_what_a_pilot_let_pass_is_counted_by_day_and_site(store: Store, hire: Callable[..., Viewer]) -> None:
    school(store)
    spared = visit(1, 100.0, "p-Amy", Handling.SPARED)
    store.activity.add([spared, msgspec.structs.replace(spared, person="p-Ben"), visit(1, 100.0, "p-Ben")])
    assert [(one.host, one.times) for one in store.seen_by(the_box("x")).keywords.spared(0.0, 200.0)] == [
        ("www.example.org", 2)
    ]
    assert [one.times for one in store.seen_by(hire("Mrs Khan", Duty.HEAD)).keywords.spared(0.0, 200.0)] == [1]
