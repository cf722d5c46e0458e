"""“I think this is a mistake”: kept, counted, and never so many that a child could fill the disk."""

import pytest

from appliance.model import the_box
from appliance.store import Store, mistakes

URL = "https://games.example/maths"


def test_the_same_from_the_same_child_is_counted(store: Store) -> None:
    store.mistakes.add(1.0, "tablet-4", "p1", URL, "it is for maths")
    store.mistakes.add(2.0, "tablet-4", "p1", URL, "")
    (row,) = store.seen_by(the_box("a test")).mistakes.open()
    assert (row.times, row.at, row.words) == (2, 2.0, "it is for maths")


def test_another_child_is_another_one(store: Store) -> None:
    store.mistakes.add(1.0, "tablet-4", "p1", URL, "")
    store.mistakes.add(2.0, "tablet-4", "p2", URL, "")
    assert [row.person for row in store.seen_by(the_box("a test")).mistakes.open()] == ["p2", "p1"]


def test_it_is_settled_once(store: Store) -> None:
    store.mistakes.add(1.0, "tablet-4", "p1", URL, "")
    assert store.mistakes.settle(1, "opened for year 3", "Ms Ada", 2.0)
    assert not store.mistakes.settle(1, "opened for year 3", "Ms Ada", 3.0)
    assert store.seen_by(the_box("a test")).mistakes.open() == ()
    assert store.audit.recent()[0].object == "1: opened for year 3"


def test_one_child_does_not_fill_the_list(store: Store) -> None:
    taken = [store.mistakes.add(1.0, "a", "", f"{URL}/{number}", "") for number in range(60)]
    assert taken.count(True) == mistakes.MOST_OF_A_DEVICE
    assert store.mistakes.add(1.0, "b", "", URL, "")


def test_past_the_bound_it_is_dropped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes, "MOST_OPEN", 2)
    assert [store.mistakes.add(1.0, "a", "", f"{URL}/{number}", "") for number in range(3)] == [True, True, False]
    assert store.mistakes.add(2.0, "a", "", f"{URL}/0", "again")
