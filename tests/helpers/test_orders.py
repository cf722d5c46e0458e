from appliance.helper_wire import SendOrder
from appliance.helpers.orders import AWAY, LATE, MOST_BYTES, MOST_FOREIGN, MOST_PICTURES, Orders
from appliance.helpers.protocol import Answer, TakePicture


def sent(order: str, helper: str = "h-1") -> SendOrder:
    return SendOrder(helper=helper, order=order, within=5.0, do=TakePicture())


def test_an_order_is_answered_once_and_by_whom_it_was_given_to() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0).arrived = 0.1
    answer = Answer(order="o-1", done=False, why="No screen.")
    assert orders.settle(answer, "h-2") is None
    settled = orders.settle(answer, "h-1")
    assert settled
    assert (settled.done, settled.why, settled.arrived) == (False, "No screen.", 0.1)
    assert orders.settle(answer, "h-1") is None
    assert orders.overdue(100.0) == []


def test_one_that_is_not_answered_in_time_says_why() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0)
    orders.begin(sent("o-2"), 1.0).arrived = 0.2
    assert orders.overdue(4.9) == []
    assert [(one.order, one.why) for one in orders.overdue(6.0)] == [("o-1", AWAY), ("o-2", LATE)]


def test_a_device_that_comes_back_is_told_what_is_left() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0)
    orders.begin(sent("o-2", helper="h-2"), 0.0)
    (waits,) = orders.of("h-1")
    assert waits.order(3.0).within == 2.0


def test_pictures_are_taken_for_what_was_asked_of_this_device() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0)
    assert orders.expects("o-1", "h-1", 1000)
    assert not orders.expects("o-1", "h-2", 1000)
    assert not orders.expects("../../etc", "h-1", 1000)
    assert not orders.expects("", "h-1", 1000)


def test_an_order_has_so_many_pictures_and_no_more() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0)
    assert sum(orders.expects("o-1", "h-1", 1000) for _ in range(MOST_PICTURES + 50)) == MOST_PICTURES


def test_an_order_has_so_many_bytes_and_no_more() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0)
    assert sum(orders.expects("o-1", "h-1", MOST_BYTES // 10) for _ in range(50)) == 10
    orders.begin(sent("o-2"), 0.0)
    assert orders.expects("o-2", "h-1", 1000)


def test_what_was_ordered_before_this_process_began_is_taken_within_bounds() -> None:
    orders = Orders()
    assert sum(orders.expects(f"before-{number}", "h-1", 1000) for number in range(50)) == MOST_FOREIGN
    assert orders.expects("before-0", "h-1", 1000)
    assert not orders.expects("before-0", "h-2", 1000)


def test_what_was_given_up_may_turn_out_to_be_done_once() -> None:
    orders = Orders()
    orders.begin(sent("o-1"), 0.0)
    orders.overdue(6.0)
    done = Answer(order="o-1", done=True)
    assert orders.settle(Answer(order="o-1", done=False), "h-1") is None
    assert orders.settle(done, "h-2") is None
    late = orders.settle(done, "h-1")
    assert late
    assert (late.order, late.done) == ("o-1", True)
    assert orders.settle(done, "h-1") is None
    assert (
        sum(orders.settle(Answer(order=f"before-{n}", done=True), "h-2") is not None for n in range(50)) == MOST_FOREIGN
    )
