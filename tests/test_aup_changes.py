"""What people ask about the rules that are accepted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.aup.due import Answer
from appliance.aup.texts import Point, Text, When
from appliance.aup_changes import (
    MOST_TEXTS,
    State,
    begin_with_samples,
    end,
    new_name,
    publish,
    standings,
    waiting,
)
from appliance.config import Home
from appliance.errors import AupError
from appliance.people_changes import preview, take
from appliance.store import Store
from tests.people.given import ADA, AMY, BEN, roster

RULES = Text(title="Our promise", points=(Point(text="Be kind."),), groups=("class-3a",))
REST = replace(RULES, title="For everybody", groups=())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        listed = roster(AMY, BEN, ADA)
        take(opened, listed, preview(opened, listed), "office", 1.0)
        yield opened


def say(store: Store, person: str, accepted: bool, at: float, name: str = "promise", version: int = 1) -> None:
    who = store.people.person(person)
    assert who
    assert store.aup.answered(who, "tablet-1", Answer(name=name, version=version, accepted=accepted, at=at))


def states(store: Store) -> list[tuple[str, State]]:
    return [(one.person.given, one.state) for one in standings(store)]


def test_who_stands_where(store: Store) -> None:
    publish(store, "promise", 0, RULES, "office", 2.0)
    assert states(store) == [("Amy", State.NOT_YET), ("Ben", State.NONE), ("Ada", State.NONE)]
    publish(store, "rest", 0, REST, "office", 3.0)
    say(store, "p1", True, 4.0)
    say(store, "p2", False, 5.0, "rest")
    assert states(store) == [("Amy", State.ACCEPTED), ("Ben", State.DECLINED), ("Ada", State.NOT_YET)]
    assert [(one.given, text.name) for one, text in waiting(store)] == [("Ben", "rest"), ("Ada", "rest")]


def test_who_thinks_better_of_it_has_accepted(store: Store) -> None:
    publish(store, "promise", 0, RULES, "office", 2.0)
    say(store, "p1", False, 3.0)
    say(store, "p1", True, 4.0)
    assert states(store)[0] == ("Amy", State.ACCEPTED)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param(When.NEW_VERSION, State.NOT_YET, id="everyone accepts again"),
        pytest.param(When.FIRST_TIME, State.ACCEPTED, id="who accepted an older one need not"),
    ],
)
def test_a_new_version_asks_again_or_not(store: Store, when: When, expected: State) -> None:
    publish(store, "promise", 0, RULES, "office", 2.0)
    say(store, "p1", True, 3.0)
    again = publish(store, "promise", 1, replace(RULES, title="Our new promise", when=when), "office", 4.0)
    assert (again.version, states(store)[0][1]) == (2, expected)


def test_the_others_stay_in_force_and_everybody_s_comes_last(store: Store) -> None:
    publish(store, "rest", 0, REST, "office", 2.0)
    publish(store, "promise", 0, RULES, "office", 3.0)
    assert [(one.name, one.version) for one in store.aup.in_force()] == [("promise", 1), ("rest", 1)]


@pytest.mark.parametrize(
    ("name", "seen", "text", "says"),
    [
        pytest.param("promise", 0, RULES, "Somebody else changed", id="new, and there already"),
        pytest.param("promise", 7, RULES, "Somebody else changed", id="a version that is gone"),
        pytest.param("other", 0, RULES, "is for class-3a already", id="two for one group"),
        pytest.param("other", 0, REST, "for everybody else already", id="two for everybody"),
    ],
)
def test_what_is_not_published(store: Store, name: str, seen: int, text: Text, says: str) -> None:
    publish(store, "promise", 0, RULES, "office", 2.0)
    publish(store, "rest", 0, REST, "office", 2.0)
    before = store.aup.in_force()
    with pytest.raises(AupError, match=says):
        publish(store, name, seen, text, "office", 3.0)
    assert store.aup.in_force() == before


def test_texts_are_not_without_number(store: Store) -> None:
    for number in range(MOST_TEXTS):
        publish(store, f"r{number}", 0, replace(RULES, groups=(f"g{number}",)), "office", 2.0)
    with pytest.raises(AupError, match="end one first"):
        publish(store, "more", 0, replace(RULES, groups=("more",)), "office", 3.0)


def test_an_ended_text_asks_nobody(store: Store) -> None:
    publish(store, "promise", 0, RULES, "office", 2.0)
    assert end(store, "promise", "office", 3.0)
    assert not end(store, "promise", "office", 3.0)
    assert list(waiting(store)) == []
    assert publish(store, "promise", 0, RULES, "office", 4.0).version == 2  # versions are never given again


def test_samples_to_begin_with(store: Store) -> None:
    begin_with_samples(store, "office", 2.0)
    assert [one.name for one in store.aup.in_force()] == ["infants", "juniors", "staff", "guests"]
    with pytest.raises(AupError, match="rules already"):
        begin_with_samples(store, "office", 3.0)


def test_a_new_text_has_a_name_of_its_own(store: Store) -> None:
    publish(store, new_name(store, "Our promise"), 0, RULES, "office", 2.0)
    assert new_name(store, "Our promise") == "our-promise-2"
    assert new_name(store, "…") == "rules"
