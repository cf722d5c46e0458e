"""Whom the school knows: taken from lists, kept for ever, told in the audit trail."""

import pytest
from msgspec.structs import replace

from appliance.errors import PeopleError, StorageError
from appliance.model import Person, Role
from appliance.people.roster import GroupKind, Plan, Roster, RosterGroup, plan
from appliance.people.secrets import SecretKind, fits, hash_secret
from appliance.store import Store
from tests.people.given import ADA, AMY, BEN, THREE_B, YEAR_3, pupil, roster


def take(store: Store, listed: Roster, at: float = 1.0) -> Plan:
    planned = plan(store.people.known(), listed)
    store.people.apply(planned, "office", at)
    return planned


def told(store: Store) -> list[tuple[str, str]]:
    return [(entry.what, entry.object) for entry in reversed(store.audit.recent())]


def test_people_of_a_list_are_there_with_their_groups(store: Store) -> None:
    take(store, roster(AMY, BEN, ADA))
    assert [(one.id, one.name, one.groups, one.teaches) for one in store.people.all()] == [
        ("p1", "Amy Ash", ("class-3a", "year3"), ()),
        ("p2", "Ben Birch", ("class-3b", "year3"), ()),
        ("p3", "Ada Oak", ("staff",), ("class-3a",)),
    ]
    assert store.people.person("p1") == Person(id="p1", name="Amy Ash", role=Role.PUPIL, groups=("class-3a", "year3"))
    assert told(store) == [
        ("person added", "p1: Amy Ash"),
        ("person added", "p2: Ben Birch"),
        ("person added", "p3: Ada Oak"),
        ("people imported", "pupils.csv: 3 added, 0 changed, 0 left, 0 as before"),
    ]


def test_the_same_list_again_changes_nobody(store: Store) -> None:
    take(store, roster(AMY, BEN, ADA))
    again = plan(store.people.known(), roster(AMY, BEN, ADA))
    assert (again.adds, again.changes, again.leavers, again.unchanged) == ((), (), (), 3)


def test_who_changed_class_is_in_the_new_one_only(store: Store) -> None:
    take(store, roster(AMY, BEN))
    take(store, roster(replace(AMY, groups=("class-3b", "year3")), BEN), at=2.0)
    assert [one.id for one in store.people.in_group("class-3b")] == ["p1", "p2"]
    assert store.people.in_group("class-3a") == ()
    assert ("person changed", "p1: Amy Ash: groups class-3a, year3 → class-3b, year3") in told(store)


def test_who_left_is_marked_and_comes_back_as_the_same_person(store: Store) -> None:
    take(store, roster(AMY, BEN))
    take(store, roster(AMY), at=2.0)
    assert [one.name for one in store.people.leavers()] == ["Ben Birch"]
    assert (store.people.person("p2"), store.people.in_group("class-3b")) == (None, ())
    gone = store.people.get("p2")
    assert gone is not None
    assert (gone.left_at, gone.active) == (2.0, False)
    take(store, roster(AMY, BEN), at=3.0)
    assert [one.id for one in store.people.in_group("class-3b")] == ["p2"]


def test_a_list_with_problems_is_not_taken(store: Store) -> None:
    with pytest.raises(PeopleError, match="row 3"):
        store.people.apply(Plan(source="x.csv", adds=(AMY,), problems=("x.csv: row 3: no name",)), "office", 1.0)
    assert (store.people.all(), told(store)) == ((), [])


def test_a_list_that_fails_half_way_leaves_nothing(store: Store) -> None:
    twice = Plan(source="x.csv", adds=(AMY, AMY), groups=roster().groups)
    with pytest.raises(StorageError):
        store.people.apply(twice, "office", 1.0)
    assert (store.people.known(), store.groups.all(), told(store)) == ((), (), [])


def test_an_id_is_never_given_again(store: Store) -> None:
    take(store, roster(AMY))
    take(store, roster(BEN), at=2.0)
    take(store, roster(BEN, pupil("7", "Cal", "Cedar")), at=3.0)
    assert [one.id for one in store.people.known()] == ["p1", "p2", "p3"]


def test_a_group_chosen_by_hand_outlives_a_list(store: Store) -> None:
    take(store, roster(AMY, BEN))
    store.groups.add(RosterGroup(name="reading", title="Reading", kind=GroupKind.PASTORAL), "office", 1.0)
    store.groups.put_in("reading", "p1", "office", 1.0)
    store.groups.put_in("class-3b", "p1", "office", 1.0)
    take(store, roster(replace(AMY, groups=("class-3b",)), BEN), at=2.0)
    amy = store.people.get("p1")
    assert amy is not None
    assert amy.groups == ("class-3b", "reading")
    assert plan(store.people.known(), roster(replace(AMY, groups=("class-3b",)), BEN)).changes == ()


def test_classes_come_youngest_first_and_only_with_pupils(store: Store) -> None:
    infant = pupil("5", "Ivy", "Elm", RosterGroup(name="class-z", title="Zebras", kind=GroupKind.CLASS), year=0)
    zebras = RosterGroup(name="class-z", title="Zebras", kind=GroupKind.CLASS)
    take(store, Roster(source="x", people=(BEN, ADA, infant), groups=(*roster().groups, zebras)))
    assert [(one.name, one.title, one.size) for one in store.people.classes()] == [
        ("class-z", "Zebras", 1),
        ("class-3b", "3B", 1),
    ]


def test_a_class_sees_given_names_and_as_much_more_as_it_needs(store: Store) -> None:
    take(store, roster(AMY, pupil("3", "Amy", "Beech"), pupil("4", "Zoe", "Fir"), BEN))
    assert [(one.id, one.shown) for one in store.people.names_of_class("class-3a")] == [
        ("p1", "Amy A"),
        ("p2", "Amy B"),
        ("p3", "Zoe"),
    ]


@pytest.mark.parametrize("name", ["p3", "AOAK", "ada  oak"], ids=["id", "user name", "full name"])
def test_somebody_is_found_by(store: Store, name: str) -> None:
    take(store, roster(AMY, BEN, ADA))
    assert [one.id for one in store.people.named(name)] == ["p3"]


def test_nobody_is_found_by_nothing(store: Store) -> None:
    take(store, roster(AMY))
    assert store.people.named(" ") == ()


def test_a_secret_is_kept_and_its_wrong_tries_counted(store: Store) -> None:
    take(store, roster(AMY))
    assert store.people.secret("p1") is None
    hashed = hash_secret(SecretKind.PICTURE, "cat sun boat tree")
    assert store.people.set_secret("p1", SecretKind.PICTURE, hashed, "office", 2.0)
    store.people.tried("p1", 2, at=4.0)
    kept = store.people.secret("p1")
    assert kept is not None
    assert fits(kept.kind, kept.hash, "cat sun boat tree")
    assert (kept.wrong_tries, kept.last_wrong_at, store.people.with_secret()) == (2, 4.0, {"p1"})
    assert kept.hash not in repr(kept)
    store.people.tried("p1", 0, at=5.0)
    after = store.people.secret("p1")
    assert after is not None
    assert after.wrong_tries == 0
    assert store.people.remove_secret("p1", "office", 6.0)
    assert not store.people.remove_secret("p1", "office", 7.0)
    assert told(store)[-2:] == [("password set", "p1: Amy Ash, picture"), ("password removed", "p1: Amy Ash")]


def test_who_left_has_no_secret_until_they_are_back(store: Store) -> None:
    take(store, roster(AMY))
    store.people.set_secret("p1", SecretKind.PASSWORD, "hash", "office", 2.0)
    assert store.people.mark_left("p1", "office", 3.0)
    assert not store.people.mark_left("p1", "office", 3.0)
    assert store.people.secret("p1") is None
    assert not store.people.set_secret("p1", SecretKind.PASSWORD, "other", "office", 4.0)
    assert store.people.bring_back("p1", "office", 5.0)
    assert not store.people.bring_back("p1", "office", 5.0)
    assert store.people.secret("p1") is not None


@pytest.mark.parametrize("hostile", ["'; DROP TABLE people; --", "=cmd|' /C calc'!A0", "<b>", "O\u2019Neill-\u1e87"])
def test_hostile_text_is_text(store: Store, hostile: str) -> None:
    take(store, roster(pupil(hostile, hostile, hostile, THREE_B, YEAR_3)))
    assert [(one.given, one.family) for one in store.people.all()] == [(hostile, hostile)]
    assert len(store.people.named(f"{hostile} {hostile}")) == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("", ["p1", "p2", "p3"], id="nothing wanted is everyone"),
        pytest.param("ash", ["p1"], id="a family name"),
        pytest.param("bi ben", ["p2"], id="parts in any order"),
        pytest.param("AOAK", ["p3"], id="a user name in capitals"),
        pytest.param("p2", ["p2"], id="an id"),
        pytest.param("amy birch", [], id="one of each"),
        pytest.param("%", [], id="a character of SQL's"),
    ],
)
def test_people_are_looked_for(store: Store, words: str, expected: list[str]) -> None:
    take(store, roster(AMY, BEN, ADA))
    assert list(store.people.found(words)) == expected


def test_accents_make_no_difference_to_who_looks(store: Store) -> None:
    take(store, roster(replace(AMY, given="Éva", family="Şahin")))
    assert store.people.found("eva sah") == store.people.found("ÉVA") == ("p1",)


def test_people_are_looked_for_in_a_group_by_role_and_among_leavers(store: Store) -> None:
    take(store, roster(AMY, BEN, ADA))
    assert store.people.found(group="class-3a") == ("p1", "p3")
    assert store.people.found(group="class-3a", role=Role.PUPIL) == ("p1",)
    store.people.mark_left("p1", "office", 2.0)
    assert (store.people.found("amy"), store.people.found("amy", left=True)) == ((), ("p1",))
    assert store.people.count() == (1, 1, 1)
    assert [one.id for one in store.people.some(["p3", "p1", "p99"])] == ["p1", "p3"]
