import socket

import pytest

from webui.confide.places import (
    LEAVING,
    OF_ONE,
    SETTLED_SECONDS,
    STILL_COMING,
    UPLOADS,
    Child,
    Places,
    Step,
    fairest,
    in_turn,
    longest_gone,
)

LINE = socket.socket(socket.AF_UNIX)
LINE.close()
NOW = 1000.0
LONG_AGO = NOW - 60


def some(count: int, step: Step, address: str = "a", since: float = LONG_AGO) -> list[Child]:
    return [Child(pid=1, control=LINE, address=address, since=since, step=step) for _ in range(count)]


PLACES = Places(at_once=4)


def test_the_first_starts_first() -> None:
    assert PLACES.next_turn(["a", "b"], [], NOW) == 0


def test_an_address_with_fewer_that_arrive_goes_first() -> None:
    assert PLACES.next_turn(["a", "a", "b"], some(1, Step.HALF), NOW) == 2


def test_few_of_one_address_arrive_at_a_time() -> None:
    full = some(OF_ONE, Step.HALF, since=NOW)
    assert PLACES.next_turn(["a"], full, NOW) is None
    assert PLACES.next_turn(["a", "b"], full, NOW) == 1
    goes = PLACES.next_turn(["a"], full, NOW + SETTLED_SECONDS)
    assert goes is full[0]


def test_an_address_that_waits_for_itself_ends_nobody_elses() -> None:
    full = some(OF_ONE, Step.HALF, since=NOW)
    others = some(5, Step.HALF, "b")
    assert PLACES.next_turn(["a"], full + others, NOW) is None


def test_where_there_is_no_room_the_oldest_of_the_slowest_address_goes() -> None:
    crowd = [*some(10, Step.HALF, "a"), *some(8, Step.HALF, "b"), *some(STILL_COMING - 18, Step.WHOLE, "c")]
    crowd[4].since -= 1
    assert PLACES.next_turn(["d"], crowd, NOW) is crowd[4]


@pytest.mark.parametrize("step", [Step.WHOLE, Step.ARRIVING])
def test_who_is_not_slow_is_never_ended(step: Step) -> None:
    assert PLACES.next_turn(["d"], some(STILL_COMING, step), NOW) is None


@pytest.mark.parametrize("step", [Step.LONG, Step.UPLOADING])
def test_the_only_picture_of_an_address_is_never_ended(step: Step) -> None:
    alone = [one for number in range(STILL_COMING) for one in some(1, step, f"a{number}")]
    assert PLACES.next_turn(["d"], alone, NOW) is None
    assert PLACES.next_turn(["d"], [*alone, *some(1, step, "a7")], NOW) is alone[7]


def test_answered_and_leaving_ones_take_no_room() -> None:
    assert PLACES.next_turn(["a"], some(500, Step.ANSWERING) + some(500, Step.LEAVING), NOW) == 0


def test_so_many_are_answered_at_once_in_the_order_they_came() -> None:
    whole = some(6, Step.WHOLE)
    assert PLACES.may_go_on(whole) == whole[:4]
    assert PLACES.may_go_on(some(3, Step.ANSWERING) + whole) == whole[:1]
    assert PLACES.may_go_on(some(9, Step.ANSWERING) + whole) == []


def test_pictures_of_an_address_with_fewer_go_first() -> None:
    long = [*some(UPLOADS, Step.LONG, "a"), *some(1, Step.LONG, "b")]
    assert PLACES.may_go_on([*some(UPLOADS - 1, Step.UPLOADING, "a"), *long]) == [long[-1]]
    assert PLACES.may_go_on([*some(UPLOADS, Step.UPLOADING, "c"), *long]) == []


def test_of_those_that_leave_the_oldest_go() -> None:
    leaving = some(LEAVING + 2, Step.LEAVING, since=NOW)
    assert longest_gone(leaving[:LEAVING]) == []
    leaving[3].since = leaving[5].since = LONG_AGO
    assert {id(one) for one in longest_gone(leaving)} == {id(leaving[3]), id(leaving[5])}


def test_of_those_that_try_the_address_with_fewest_goes_first() -> None:
    many, one = some(5, Step.TRYING, "a"), some(1, Step.TRYING, "b", NOW)
    assert fairest([*many, *one]) is one[0]


def test_a_flood_of_reports_waits_for_itself() -> None:
    """All of what may be kept goes to a pupil with a script, and a child beside them is next all the same."""
    flood, one = some(30, Step.REPORTING, "a"), some(1, Step.REPORTING, "b", NOW)
    room = iter([True, False])
    go_on, come_again = in_turn([*flood, *one], lambda: next(room), 20)
    assert go_on == one
    assert len(come_again) == 10
    go_on, come_again = in_turn([*flood, *one], lambda: False, 20)
    assert go_on == []
    assert one[0] not in come_again
    assert in_turn(flood, lambda: True, 20) == (flood, [])
