"""Policies by group: for whom there can be one, and what stands against one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.access.timetable import Timetable
from appliance.config import Group, Home, NamedDevice, Sensitivity, Settings
from appliance.errors import PolicyError
from appliance.people.roster import GroupKind, RosterGroup
from appliance.policy.groups import GroupPolicy, Pause
from appliance.policy.school import SchoolPolicy
from appliance.school_policies import (
    EVERYONE,
    MOST_PAUSES,
    GroupName,
    check_pause,
    check_policy,
    group_names,
    said_of,
    title_of,
    with_group,
)
from appliance.store import Store

SETTINGS = Settings(
    groups={"trolley": Group(devices=("iPad",), off=("Gambling",))},
    devices=(NamedDevice(name="iPad", addresses=("10.0.0.7",), room="Oak"),),
)
KNOWN = (EVERYONE, GroupName("year-6", "Year 6", "year"), GroupName("nest", "Nest", "vulnerable"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as store:
        store.migrate()
        yield store


def test_everybody_for_whom_something_can_be_said(store: Store) -> None:
    store.groups.add(RosterGroup(name="year-6", title="Year 6", kind=GroupKind.YEAR), "test", 1.0)
    store.groups.add_room("Elm", "test", 1.0)
    found = group_names(store, SETTINGS)
    assert [(one.name, title_of(one)) for one in found] == [
        ("", "The whole school"),
        ("trolley", "trolley"),
        ("year-6", "Year 6"),
        ("room/Elm", "Room Elm"),
        ("room/Oak", "Room Oak"),
    ]


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        pytest.param(GroupPolicy(group="gone"), "no such group", id="a group that is gone"),
        pytest.param(GroupPolicy(group="nest"), "everything stays on", id="a vulnerable group"),
        pytest.param(GroupPolicy(group="year-6", when=("full moon",)), "no time called 'full moon'", id="no such time"),
    ],
)
def test_a_policy_that_cannot_be(policy: GroupPolicy, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        check_policy(policy, KNOWN, Timetable())


def test_a_policy_that_can_be() -> None:
    check_policy(GroupPolicy(group="year-6", when=("lessons",)), KNOWN, Timetable())
    check_policy(GroupPolicy(group="nest", vulnerable=True), KNOWN, Timetable())


@pytest.mark.parametrize(
    ("pause", "number", "says"),
    [
        pytest.param(Pause(number=0, minutes=5, group="gone"), 0, "no such group", id="no group"),
        pytest.param(Pause(number=0, minutes=5, category="Gone"), 0, "no such category", id="no category"),
        pytest.param(Pause(number=0, minutes=5, term="gone/1"), 0, "no term 'gone/1'", id="no term"),
        pytest.param(Pause(number=0, minutes=5), MOST_PAUSES, "remove one first", id="too many"),
    ],
)
def test_a_pause_that_cannot_be(pause: Pause, number: int, says: str) -> None:
    school = SchoolPolicy(pauses=tuple(Pause(number=one, minutes=5) for one in range(number)))
    with pytest.raises(PolicyError, match=says):
        check_pause(pause, school, ("drugs/1",), ("Drugs",), ("", "year-6"))


def test_what_holds_now_is_what_the_console_says_or_else_the_settings_or_else_the_whole_school() -> None:
    school = SchoolPolicy(groups=(GroupPolicy(sensitivity=Sensitivity.SEVERE), GroupPolicy(group="a", code=True)))
    assert said_of("a", school, SETTINGS) == GroupPolicy(group="a", code=True)
    assert said_of("trolley", school, SETTINGS) == GroupPolicy(group="trolley", off=("Gambling",))
    assert said_of("b", school, SETTINGS) == GroupPolicy(group="b", sensitivity=Sensitivity.SEVERE)


def test_a_policy_takes_the_place_of_the_one_before() -> None:
    school = with_group(SchoolPolicy(groups=(GroupPolicy(group="a"),)), GroupPolicy(group="a", code=True))
    assert school.groups == (GroupPolicy(group="a", code=True),)
