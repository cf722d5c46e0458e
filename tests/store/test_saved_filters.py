"""Filters that somebody saved."""

from appliance.store import Store
from appliance.store.saved_filters import MOST


def test_a_filter_is_kept_for_its_account_by_its_name(store: Store) -> None:
    store.filters.save(1, "Blocked in 3B", "group=class-3b&handling=blocked", "Ann", 1.0)
    store.filters.save(2, "Mine", "person=p7", "Ben", 2.0)
    store.filters.save(1, "Blocked in 3B", "group=class-3b", "Ann", 3.0)
    assert [(one.name, one.query) for one in store.filters.of(1)] == [("Blocked in 3B", "group=class-3b")]
    assert [entry.what for entry in store.audit.recent(3)] == ["filter saved"] * 3


def test_only_its_owner_deletes_it(store: Store) -> None:
    store.filters.save(1, "Mine", "person=p7", "Ann", 1.0)
    (mine,) = store.filters.of(1)
    assert not store.filters.delete(2, mine.number, "Ben", 2.0)
    assert store.filters.delete(1, mine.number, "Ann", 3.0)
    assert store.filters.of(1) == ()
    assert not store.filters.delete(1, mine.number, "Ann", 4.0)


def test_there_is_an_end_to_how_many_are_kept(store: Store) -> None:
    assert all(store.filters.save(1, f"Filter {number}", "", "Ann", 1.0) for number in range(MOST))
    assert not store.filters.save(1, "One more", "", "Ann", 2.0)
    assert store.filters.save(1, "Filter 3", "site=bbc.co.uk", "Ann", 3.0), "one that is there can be changed"
