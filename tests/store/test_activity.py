"""Visits."""

import msgspec

from appliance.model import Handling, SpoolCursor
from appliance.store import Store
from tests.core.samples import visit


def test_visits_come_newest_first_of_all_or_of_one_device(store: Store) -> None:
    other = msgspec.structs.replace(visit(3, at=3.0), device="laptop-3")
    store.activity.add([visit(1, at=1.0), visit(2, at=2.0), other])
    assert store.activity.recent() == [other, visit(2, at=2.0), visit(1, at=1.0)]
    assert store.activity.recent(limit=1, device="ipad-12") == [visit(2, at=2.0)]


def test_every_way_of_handling_comes_back(store: Store) -> None:
    for handling in Handling:
        store.activity.add([msgspec.structs.replace(visit(1), handling=handling, detail="why")])
    assert {each.handling for each in store.activity.recent()} == set(Handling)


def test_what_lies_before_the_place_is_not_stored_again(store: Store) -> None:
    here, further = SpoolCursor(segment=7, offset=100), SpoolCursor(segment=7, offset=200)
    store.activity.add_from("worker-1", here, [visit(1)])
    store.activity.add_from("worker-1", here, [visit(1)])
    store.activity.add_from("worker-1", further, [visit(2)])
    store.activity.add_from("worker-2", here, [visit(3)])
    assert len(store.activity.recent()) == 3


def test_a_device_that_was_read_over_https_trusts_us(store: Store) -> None:
    plain = msgspec.structs.replace(visit(1), url="http://www.example.org/", device="plain")
    passed = msgspec.structs.replace(visit(1), handling=Handling.PASSED, device="passed")
    store.activity.add([plain, passed, visit(1), visit(2)])
    store.activity.add([visit(3)])
    assert store.activity.trusting() == {"ipad-12"}
