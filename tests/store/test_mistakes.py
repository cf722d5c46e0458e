"""“I think this is a mistake”: kept, counted, and never so many that a child could fill the disk."""

import pytest

from appliance.model import the_box
from appliance.store import Store, mistakes
from appliance.store.mistakes import MistakeAnswer, outcome_of

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


@pytest.mark.parametrize(
    ("outcome", "opened", "answer"),
    [
        pytest.param(outcome_of("It is: for maths", opened=True), True, "It is: for maths", id="opened"),
        pytest.param(outcome_of("Ask me in class.", opened=False), False, "Ask me in class.", id="kept closed"),
        pytest.param(outcome_of("", opened=False), False, "", id="without a word"),
        pytest.param("looked at: silly", False, "", id="what was not said to the child"),
    ],
)
def test_the_child_may_read_what_became_of_it(store: Store, outcome: str, opened: bool, answer: str) -> None:
    store.mistakes.add(1.0, "tablet-4", "p1", URL, "")
    assert store.mistakes.answered("p1", "", 0.0) == ()
    store.mistakes.settle(1, outcome, "Ms Ada", 2.0)
    (told,) = store.mistakes.answered("p1", "tablet-9", 0.0)
    assert told == MistakeAnswer(url=URL, at=2.0, opened=opened, answer=answer)
    assert store.mistakes.answered("p1", "", 3.0) == ()


def test_an_answer_is_told_to_nobody_else(store: Store) -> None:
    store.mistakes.add(1.0, "tablet-4", "p1", URL, "")
    store.mistakes.add(1.0, "tablet-4", "", f"{URL}/2", "")
    for number in (1, 2):
        store.mistakes.settle(number, "opened", "Ms Ada", 2.0)
    assert store.mistakes.answered("p2", "tablet-4", 0.0) == ()
    assert [one.url for one in store.mistakes.answered("", "tablet-4", 0.0)] == [f"{URL}/2"]
    assert store.mistakes.answered("", "tablet-5", 0.0) == ()


def test_one_child_does_not_fill_the_list(store: Store) -> None:
    taken = [store.mistakes.add(1.0, "a", "", f"{URL}/{number}", "") for number in range(60)]
    assert taken.count(True) == mistakes.MOST_OF_A_DEVICE
    assert store.mistakes.add(1.0, "b", "", URL, "")


def test_past_the_bound_it_is_dropped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes, "MOST_OPEN", 2)
    assert [store.mistakes.add(1.0, "a", "", f"{URL}/{number}", "") for number in range(3)] == [True, True, False]
    assert store.mistakes.add(2.0, "a", "", f"{URL}/0", "again")
