"""Policies by group, pauses and pilots: kept, told in the audit trail, and put back."""

from appliance.config import Sensitivity
from appliance.model import Channel, Severity
from appliance.policy.groups import GroupPolicy, Pause, Pilot
from appliance.store import Store

POLICY = GroupPolicy(
    group="class-3b",
    off=("Gambling",),
    channels={"Suicide": (Channel.TYPED,)},
    sensitivity=Sensitivity.MODERATE,
    when=("lessons",),
)
PAUSE = Pause(number=0, minutes=15, category="Suicide", severity=Severity.SEVERE, group="class-3b")


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.what, entry.object) for entry in reversed(store.audit.recent())]


def test_a_policy_is_kept_as_it_was_said(store: Store) -> None:
    store.policies.put(POLICY, "Ms Ada", 1.0)
    assert store.policies.groups() == store.school.load().groups == (POLICY,)
    assert told(store) == [("Ms Ada", "policy changed", "class-3b")]


def test_a_change_is_undone_and_the_undoing_too(store: Store) -> None:
    store.policies.put(POLICY, "Ms Ada", 1.0)
    store.policies.put(GroupPolicy(group="class-3b"), "Ms Ada", 2.0)
    assert store.policies.undo("class-3b", "Ms Ada", 3.0)
    assert store.policies.groups() == (POLICY,)
    assert store.policies.undo("class-3b", "Ms Ada", 4.0)
    assert store.policies.groups() == (GroupPolicy(group="class-3b"),)


def test_the_first_is_undone_to_what_the_settings_say(store: Store) -> None:
    store.policies.put(POLICY, "Ms Ada", 1.0)
    assert store.policies.undo("class-3b", "Ms Ada", 2.0)
    assert store.policies.groups() == ()
    assert not store.policies.undo("nobody", "Ms Ada", 3.0)


def test_a_policy_is_taken_away_once_and_comes_back(store: Store) -> None:
    store.policies.put(GroupPolicy(off=("Gambling",)), "Ms Ada", 1.0)
    assert store.policies.reset("", "Ms Ada", 2.0)
    assert not store.policies.reset("", "Ms Ada", 3.0)
    assert store.policies.groups() == ()
    assert store.policies.undo("", "Ms Ada", 4.0)
    assert store.policies.groups() == (GroupPolicy(off=("Gambling",)),)
    assert [what for _, what, _ in told(store)] == ["policy changed", "policy taken away", "policy put back"]


def test_a_pause_is_removed_and_put_back_under_its_number(store: Store) -> None:
    added = store.policies.add_pause(PAUSE, "Ms Ada", 1.0)
    assert store.policies.pauses() == store.school.load().pauses == (added,)
    assert store.policies.remove_pause(added.number, "Ms Ada", 2.0)
    assert not store.policies.remove_pause(added.number, "Ms Ada", 3.0)
    assert store.policies.pauses() == ()
    assert store.policies.restore_pause(added.number, "Ms Ada", 4.0)
    assert not store.policies.restore_pause(added.number, "Ms Ada", 5.0)
    assert store.policies.pauses() == (added,)
    assert told(store)[0] == ("Ms Ada", "pause rule added", "rule 1: Suicide, severe for class-3b, 15 minutes")


def test_a_pilot_ends_once_and_stays_to_be_reported(store: Store) -> None:
    pilot = store.policies.begin_pilot(("class-3b", ""), 10.0, 100.0, "Ms Ada")
    assert store.school.load().pilots == (pilot,)
    assert store.policies.end_pilot(pilot.number, "Ms Ada", 50.0)
    assert not store.policies.end_pilot(pilot.number, "Ms Ada", 60.0)
    assert store.policies.pilots() == (Pilot(number=1, groups=("class-3b", ""), since=10.0, until=50.0),)
    assert told(store)[0] == ("Ms Ada", "pilot begun", "pilot 1: class-3b, the whole school")
