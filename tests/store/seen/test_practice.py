"""Whoever sets the box up sees that the practice words came, and nothing of what children wrote."""

from collections.abc import Callable

from appliance.duties import Duty, at_the_box
from appliance.model import Viewer
from appliance.store import Store
from appliance.store.seen.practice import PRACTICE_HOST, Practised
from proxy_addons.gate import PRACTICE_HOST as WORKERS_PRACTICE_HOST
from tests.webui.parts import captured


def record(store: Store, *, at: float = 100.0, host: str = PRACTICE_HOST, device: str = "tablet-3") -> int:
    (number,) = store.captures.add([captured(int(at), at=at, host=host, device=device)])
    return number


def newest(store: Store, viewer: Viewer, since: float = 0.0) -> Practised | None:
    return store.seen_by(viewer).practice.newest(since)


def test_the_workers_mean_the_same_page() -> None:
    assert PRACTICE_HOST == WORKERS_PRACTICE_HOST


def test_the_newest_counts_and_none_from_before(store: Store) -> None:
    record(store, at=100.0)
    second = record(store, at=5000.0, device="tablet-4")
    box = at_the_box(has_lead=False)
    assert newest(store, box) == Practised(at=5000.0, device="tablet-4", number=second)
    assert newest(store, box, since=5001.0) is None


def test_what_was_written_elsewhere_is_none(store: Store) -> None:
    record(store, host="search.example")
    assert newest(store, at_the_box(has_lead=False)) is None


def test_the_office_is_told_time_and_device_but_may_not_open_it(store: Store, hire: Callable[..., Viewer]) -> None:
    record(store)
    assert newest(store, hire("Grace", Duty.OFFICE)) == Practised(at=100.0, device="tablet-3", number=0)


def test_who_makes_no_accounts_is_told_nothing(store: Store, hire: Callable[..., Viewer]) -> None:
    record(store)
    assert newest(store, hire("Ivy", Duty.IT)) is None
    assert newest(store, hire("Tom", Duty.TEACHER)) is None
