"""Orders: stored before they are sent, and settled once."""

from msgspec.structs import replace

from appliance.model import Batch, OrderKind, OrderState, SpoolCursor
from appliance.store import Store
from appliance.store.rows import OrderRow
from tests.core.samples import captured
from tests.store.pictures import pictured


def order(id_: str, capture: int | None = None, by: str = "", at: float = 10.0) -> OrderRow:
    return OrderRow(
        id=id_,
        helper="h1",
        device="Tablet 3",
        room="Library",
        person="p1",
        capture=capture,
        kind=OrderKind.SCREENSHOT,
        by=by,
        at=at,
    )


def test_an_order_waits_until_it_is_settled(store: Store) -> None:
    (number,) = store.captures.add([captured(1)])
    store.orders.begin([order("a", number), order("a", number)])
    assert store.orders.get("a") == order("a", number)
    assert store.orders.settle("a", OrderState.DONE, "", 0.4, 11.0) == number
    settled = replace(order("a", number), state=OrderState.DONE, arrived=0.4, settled_at=11.0)
    assert store.orders.get("a") == settled
    assert store.orders.settle("a", OrderState.FAILED, "too late", None, 12.0) is None
    assert store.orders.get("a") == settled


def test_what_was_given_up_may_turn_out_to_be_done(store: Store) -> None:
    store.orders.begin([order("a")])
    store.orders.settle("a", OrderState.FAILED, "No answer.", None, 20.0)
    store.orders.settle("a", OrderState.DONE, "", 15.0, 25.0)
    row = store.orders.get("a")
    assert row
    assert (row.state, row.why, row.arrived) == (OrderState.DONE, "", 15.0)


def test_what_still_waits_is_given_up_together(store: Store) -> None:
    (number,) = store.captures.add([captured(1)])
    store.orders.begin([order("a", number), order("b", at=30.0), order("c", number)])
    store.orders.settle("c", OrderState.DONE, "", 0.1, 11.0)
    assert store.orders.give_up("The box was started again.", before=20.0, at=21.0) == (number,)
    states = {id_: row.state for id_ in "abc" if (row := store.orders.get(id_))}
    assert states == {"a": OrderState.FAILED, "b": OrderState.WAITING, "c": OrderState.DONE}


def test_an_order_for_a_capture_that_is_not_there_is_one_for_none(store: Store) -> None:
    store.orders.begin([order("a", 4711)])
    row = store.orders.get("a")
    assert row
    assert row.capture is None


def test_only_what_a_person_asked_for_stands_in_the_audit_trail(store: Store) -> None:
    store.orders.begin([order("a"), order("b", by="Ms Ada")])
    assert [(one.who, one.what, one.object) for one in store.audit.recent()] == [
        ("Ms Ada", "screenshot", "Tablet 3 p1")
    ]


def test_a_capture_is_changed_by_a_picture_that_came_for_it(store: Store) -> None:
    (number,) = store.captures.add([captured(1)])
    store.orders.begin([order("a", number), order("b")])
    events = [pictured(count, id_, helper="h1") for count, id_ in enumerate(("a", "a", "b"))]
    batch = Batch(events=tuple(events), cursor=SpoolCursor(segment=1, offset=10))
    assert store.intake.record("helpers", batch, 600.0, 200.0) == [number]
