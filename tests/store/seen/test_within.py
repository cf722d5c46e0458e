"""From names of groups and rooms to whose days are looked at."""

import pytest

from appliance.model import Right, Sight, Viewer, the_box
from appliance.store import Store
from appliance.store.seen.asked import LogFilter
from appliance.store.seen.within import groups_of, like, names_of, people_of, within
from tests.store.seen.logged import fill


@pytest.fixture
def school(store: Store) -> Store:
    fill(store, visits=1)
    return store


def viewer(**sight: tuple[str, ...]) -> Viewer:
    return Viewer(account=1, name="x", rights=frozenset({Right.ACTIVITY}), sight=Sight(**sight))  # type: ignore[arg-type]  # of tuples here


@pytest.mark.parametrize(
    ("asked", "persons", "devices"),
    [
        (LogFilter(), None, None),
        (LogFilter(group="class-3b"), {"ben", "cem"}, None),
        (LogFilter(group="class-3b", person="Ben"), {"ben"}, None),
        (LogFilter(group="class-3b", person="Amy"), set(), None),
        (LogFilter(group="no-such"), set(), None),
        (LogFilter(room="Library"), None, {"ipad-2"}),
        (LogFilter(room="Library", device="ipad-1"), None, set()),
        (LogFilter(person="left-long-ago"), {"left-long-ago"}, None),
    ],
    ids=["all", "group", "both", "not in it", "none such", "room", "not in there", "on no list"],
)
def test_filters_leave_these(
    school: Store, asked: LogFilter, persons: set[str] | None, devices: set[str] | None
) -> None:
    leaves = within(school._cases, the_box("t"), asked)
    assert (leaves.persons, leaves.devices) == (persons, devices)
    assert leaves.nobody == (set() in (persons, devices))


def test_a_class_teachers_look_begins_with_their_class(school: Store) -> None:
    leaves = within(school._cases, viewer(groups=("class-3b",)), LogFilter(person="of-test"))
    assert leaves.persons == {"ben"}


def test_groups_are_offered_without_telling_who_is_vulnerable(school: Store) -> None:
    assert dict(groups_of(school._cases, viewer(groups=("class-3b",)))).keys() == {"class-3a", "class-3b"}
    assert "looked-after" in dict(groups_of(school._cases, the_box("t")))


def test_guests_have_names_too(school: Store) -> None:
    school.guests.add("Mr Plumber", 9e9, "test", 1.0)
    assert names_of(school._cases, {"g1", "amy", "nobody"}) == {"g1": "Mr Plumber", "amy": "Amy Of-Test"}
    assert within(school._cases, the_box("t"), LogFilter(person="plumb")).persons == {"g1"}


def test_who_left_is_not_offered(school: Store) -> None:
    school._cases.rows("UPDATE people SET left_at = 1 WHERE id = 'amy'")
    assert "amy" not in dict(people_of(school._cases, the_box("t")))


def test_signs_of_patterns_are_letters() -> None:
    assert like("50%_!") == "%50!%!_!!%"
