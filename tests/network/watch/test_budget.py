"""How much is read."""

from appliance.network.watch.budget import MOST_SENDERS, Budget

A, B = b"a", b"b"


def test_so_many_at_once_and_then_so_many_a_second() -> None:
    budget = Budget(rate=10, burst=5, each=1000)
    assert [budget.takes(A, 100.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert [budget.takes(A, 100.2) for _ in range(3)] == [True, True, False]
    assert budget.refused == 3


def test_no_sender_gets_more_than_its_part_in_ten_seconds() -> None:
    budget = Budget(rate=1000, burst=1000, each=2)
    assert [budget.takes(A, 101.0) for _ in range(3)] == [True, True, False]
    assert budget.takes(B, 101.0)
    assert budget.takes(A, 111.0)


def test_a_clock_that_is_set_back_gives_nothing_for_nothing() -> None:
    budget = Budget(rate=10, burst=1, each=1000)
    assert budget.takes(A, 1000.0)
    assert not budget.takes(A, 10.0)
    assert budget.takes(A, 11.0)


def test_senders_that_are_made_up_do_not_fill_the_memory() -> None:
    budget = Budget(rate=1e9, burst=1e9, each=1)
    for number in range(MOST_SENDERS * 3):
        budget.takes(number.to_bytes(6), 1.0)
    assert len(budget._of_sender) <= MOST_SENDERS + 1
