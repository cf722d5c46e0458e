"""Groups and rooms that the school makes by hand."""

import pytest

from appliance.errors import StorageError
from appliance.people.roster import GroupKind, RosterGroup, plan
from appliance.store import Store
from tests.people.given import ADA, AMY, BEN, roster

NURTURE = RosterGroup(name="nurture", title="Nurture", kind=GroupKind.VULNERABLE)


@pytest.fixture
def school(store: Store) -> Store:
    store.people.apply(plan((), roster(AMY, BEN, ADA)), "office", 1.0)
    return store


def told(store: Store) -> list[tuple[str, str]]:
    return [(entry.what, entry.object) for entry in reversed(store.audit.recent()) if entry.at > 1.0]


def test_groups_of_lists_and_by_hand_stand_side_by_side(school: Store) -> None:
    assert school.groups.add(NURTURE, "office", 2.0)
    assert not school.groups.add(NURTURE, "office", 2.0)
    assert [(one.name, one.kind, one.size) for one in school.groups.all()] == [
        ("class-3a", "class", 1),
        ("class-3b", "class", 1),
        ("staff", "staff", 1),
        ("nurture", "vulnerable", 0),
        ("year3", "year", 2),
    ]


def test_who_is_put_in_can_be_taken_out(school: Store) -> None:
    school.groups.add(NURTURE, "office", 2.0)
    assert school.groups.put_in("nurture", "p1", "office", 3.0)
    assert not school.groups.put_in("nurture", "p1", "office", 3.0)
    assert [one.id for one in school.people.in_group("nurture")] == ["p1"]
    assert school.groups.take_out("nurture", "p1", "office", 4.0)
    assert not school.groups.take_out("nurture", "p1", "office", 5.0)
    assert told(school) == [
        ("group added", "nurture: vulnerable"),
        ("put in group", "p1 in nurture"),
        ("taken out of group", "p1 out of nurture"),
    ]


def test_who_leads_a_group_is_not_in_it(school: Store) -> None:
    assert school.groups.put_in("class-3b", "p3", "office", 2.0, lead=True)
    ada = school.people.get("p3")
    assert ada is not None
    assert (ada.groups, ada.teaches) == (("staff",), ("class-3a", "class-3b"))
    assert [one.id for one in school.people.in_group("class-3b")] == ["p2"]
    assert told(school) == [("put in group", "p3 leads class-3b")]


def test_who_is_in_by_a_list_is_not_taken_out_by_hand(school: Store) -> None:
    assert not school.groups.take_out("class-3a", "p1", "office", 2.0)
    assert [one.id for one in school.people.in_group("class-3a")] == ["p1"]


def test_a_group_goes_and_its_members_stay(school: Store) -> None:
    assert school.groups.remove("class-3a", "office", 2.0)
    assert not school.groups.remove("class-3a", "office", 2.0)
    assert school.groups.get("class-3a") is None
    assert len(school.people.all()) == 3


@pytest.mark.parametrize(("group", "person"), [("owls", "p1"), ("class-3a", "p99")])
def test_nobody_is_put_in_what_is_not_there(school: Store, group: str, person: str) -> None:
    with pytest.raises(StorageError):
        school.groups.put_in(group, person, "office", 2.0)
    assert told(school) == []


def test_rooms_are_kept_by_name(store: Store) -> None:
    assert [store.groups.add_room(name, "office", 2.0) for name in ("Library", "ICT", "ICT")] == [True, True, False]
    assert store.groups.rooms() == ("ICT", "Library")
    assert store.groups.remove_room("ICT", "office", 3.0)
    assert not store.groups.remove_room("ICT", "office", 3.0)
    assert told(store) == [("room added", "Library"), ("room added", "ICT"), ("room removed", "ICT")]
