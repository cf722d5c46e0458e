"""What people ask about whom the school knows."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from appliance.config import Home
from appliance.errors import PeopleError
from appliance.model import Role
from appliance.people.roster import GroupKind
from appliance.people.secrets import SecretKind
from appliance.people_changes import (
    BY_HAND,
    Said,
    add_by_hand,
    change_by_hand,
    find,
    find_group,
    give_pictures,
    keep_photo,
    mark_of,
    new_group,
    photos_of,
    preview,
    set_secret,
    take,
)
from appliance.store import Store
from tests.people.given import ADA, AMY, BEN, roster


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


def test_what_is_taken_is_what_was_shown(store: Store) -> None:
    shown = preview(store, roster(AMY))
    take(store, roster(BEN), preview(store, roster(BEN)), "somebody else", 1.0)
    with pytest.raises(PeopleError, match="Somebody else changed people meanwhile"):
        take(store, roster(AMY), shown, "office", 2.0)
    assert [one.name for one in store.people.all()] == ["Ben Birch"]


def test_somebody_is_found_or_it_is_said_why_not(store: Store) -> None:
    take(store, roster(AMY, ADA), preview(store, roster(AMY, ADA)), "office", 1.0)
    assert find(store, "aoak").name == "Ada Oak"
    with pytest.raises(PeopleError, match="nobody called 'Zoe'"):
        find(store, "Zoe")
    with pytest.raises(PeopleError, match="no group 'owls'"):
        find_group(store, "owls")


def test_a_group_is_named_as_settings_name_theirs() -> None:
    assert new_group("year3", "", GroupKind.OWN).title == "year3"
    with pytest.raises(PeopleError, match="not 'Year 3'"):
        new_group("Year 3", "", GroupKind.OWN)


def test_staff_need_a_password(store: Store) -> None:
    take(store, roster(ADA), preview(store, roster(ADA)), "office", 1.0)
    (ada,) = store.people.all()
    with pytest.raises(PeopleError, match="Ada Oak is not a pupil, and needs a password"):
        set_secret(store, ada, SecretKind.PICTURE, "cat sun boat tree", "office", 2.0)
    assert give_pictures(store, (ada,), "office", 2.0) == []
    set_secret(store, ada, SecretKind.PASSWORD, "correct horse", "office", 2.0)
    assert store.people.with_secret() == {"p1"}


def test_pictures_are_given_to_those_without(store: Store) -> None:
    take(store, roster(AMY, BEN), preview(store, roster(AMY, BEN)), "office", 1.0)
    amy, ben = store.people.all()
    assert [one.id for one, _ in give_pictures(store, (amy,), "office", 2.0)] == ["p1"]
    assert [one.id for one, _ in give_pictures(store, (amy, ben), "office", 3.0)] == ["p2"]


# --- by hand ---------------------------------------------------------------------------------------------------------

CARA = Said(given="Cara", family="Dole", year=3, school_class="3B", username="cdole")


def test_somebody_whom_no_list_names_is_added(store: Store) -> None:
    take(store, roster(AMY), preview(store, roster(AMY)), "office", 1.0)
    cara = add_by_hand(store, CARA, "office", 2.0)
    assert (cara.name, cara.groups, cara.year, cara.source) == ("Cara Dole", ("class-3b", "year3"), 3, BY_HAND)
    take(store, roster(AMY), preview(store, roster(AMY)), "office", 3.0)
    assert [one.name for one in store.people.all()] == ["Amy Ash", "Cara Dole"]  # a list does not let her leave


def test_two_of_one_name_are_two_people(store: Store) -> None:
    assert add_by_hand(store, CARA, "office", 1.0).id != add_by_hand(store, CARA, "office", 2.0).id


def test_staff_teach_their_class_and_are_not_in_it(store: Store) -> None:
    oak = add_by_hand(store, Said(given="Ada", family="Oak", role=Role.STAFF, year=3, school_class="3B"), "office", 1.0)
    assert (oak.groups, oak.teaches, oak.year) == (("staff",), ("class-3b",), None)


def test_a_class_keeps_the_title_that_it_has(store: Store) -> None:
    store.groups.add(new_group("class-3b", "Badgers", GroupKind.CLASS), "office", 1.0)
    add_by_hand(store, CARA, "office", 2.0)
    assert find_group(store, "class-3b").title == "Badgers"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(Said(given=" ", family="Dole"), id="no name"),
        pytest.param(Said(given="x" * 61, family="Dole"), id="too long"),
        pytest.param(Said(given="Ca\u202era", family="Dole"), id="a character that turns the line round"),
        pytest.param(Said(given="Cara", family="Dole", school_class="!!"), id="a class without a letter"),
    ],
)
def test_what_cannot_be_a_person_is_refused(store: Store, said: Said) -> None:
    with pytest.raises(PeopleError):
        add_by_hand(store, said, "office", 1.0)
    assert store.people.all() == ()


def test_who_was_added_by_hand_is_changed_by_hand(store: Store) -> None:
    cara = add_by_hand(store, CARA, "office", 1.0)
    change_by_hand(store, cara.id, mark_of(cara), replace(CARA, family="Doyle", school_class="3A"), "office", 2.0)
    after = find(store, "Cara Doyle")
    assert (after.id, after.groups) == (cara.id, ("class-3a", "year3"))


def test_of_who_is_on_a_list_only_the_names_change(store: Store) -> None:
    take(store, roster(AMY), preview(store, roster(AMY)), "office", 1.0)
    amy = find(store, "Amy Ash")
    change_by_hand(store, amy.id, mark_of(amy), Said(given="Amy", family="Elm", school_class="6Z"), "office", 2.0)
    assert (find(store, "Amy Elm").groups, store.groups.get("class-6z")) == (amy.groups, None)


def test_who_changes_what_is_no_longer_so_is_told(store: Store) -> None:
    cara = add_by_hand(store, CARA, "office", 1.0)
    change_by_hand(store, cara.id, mark_of(cara), replace(CARA, family="Doyle"), "office", 2.0)
    with pytest.raises(PeopleError, match="Somebody else changed this person"):
        change_by_hand(store, cara.id, mark_of(cara), replace(CARA, family="Elm"), "head", 3.0)
    assert find(store, cara.id).name == "Cara Doyle"


def test_a_photo_is_drawn_anew(store: Store, tmp_path: Path) -> None:
    cara = add_by_hand(store, CARA, "office", 1.0)
    written = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(written, "PNG")
    keep_photo(Home(tmp_path), store, cara, written.getvalue(), "office", 2.0)
    assert find(store, cara.id).photo == f"{cara.id}.jpg"
    with Image.open(photos_of(Home(tmp_path)) / f"{cara.id}.jpg") as photo:
        assert photo.size == (400, 400)
