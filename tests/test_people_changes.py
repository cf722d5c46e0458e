"""What people ask about whom the school knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import PeopleError
from appliance.people.roster import GroupKind
from appliance.people.secrets import SecretKind
from appliance.people_changes import find, find_group, give_pictures, new_group, preview, set_secret, take
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
