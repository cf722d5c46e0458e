from webui.seats import Seats


def test_a_session_keeps_its_newest_seats() -> None:
    rings: list[int] = []
    seats = Seats(lambda: rings.append(1), each=2, total=10)
    first, second, third = (seats.take("one") for _ in range(3))
    other = seats.take("two")
    assert [seat.held for seat in (first, second, third, other)] == [False, True, True, True]
    assert rings == [1]


def test_the_oldest_of_all_goes_when_the_house_is_full() -> None:
    seats = Seats(lambda: None, each=2, total=3)
    taken = [seats.take(f"session {number}") for number in range(4)]
    assert [seat.held for seat in taken] == [False, True, True, True]
    assert seats.count == 3


def test_a_seat_that_was_left_is_free() -> None:
    seats = Seats(lambda: None, each=1, total=1)
    seats.leave(seats.take("one"))
    assert seats.take("two").held
    assert seats.count == 1
