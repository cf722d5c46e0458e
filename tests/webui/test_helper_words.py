"""Everything that a helper notices or is told to do has words."""

import pytest

from appliance.model import Notice, OrderKind, OrderState
from appliance.store.rows import OrderRow
from webui.helper_words import NOTICED, ORDERED, became_of


def test_each_has_words_of_its_own() -> None:
    assert set(NOTICED) == set(Notice)
    assert set(ORDERED) == set(OrderKind)
    assert len(set(NOTICED.values())) == len(Notice)


@pytest.mark.parametrize(
    ("state", "why", "told"),
    [
        (OrderState.WAITING, "", "The device has not answered yet."),
        (OrderState.DONE, "", "Taken."),
        (OrderState.FAILED, "The device was switched off.", "The device was switched off."),
        (OrderState.FAILED, "", "It was not done."),
    ],
)
def test_what_became_of_an_order(state: OrderState, why: str, told: str) -> None:
    order = OrderRow(id="a", helper="h", device="pc", room="", person="", capture=None, kind=OrderKind.SCREENSHOT,
                     by="Mrs Khan", at=1.0, state=state, why=why)  # fmt: skip
    assert became_of(order) == told
