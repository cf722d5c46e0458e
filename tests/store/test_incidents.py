"""Incidents as the health page shows them."""

from appliance.store import Store


def test_repeats_within_ten_minutes_are_counted(store: Store) -> None:
    for at in (0.0, 599.0, 1100.0):
        store.incidents.add("guard", at, "request failed", "worker-1")
    (incident,) = store.incidents.recent()
    assert (incident.first_at, incident.last_at, incident.count) == (0.0, 1100.0, 3)


def test_another_kind_text_process_or_time_is_another(store: Store) -> None:
    store.incidents.add("guard", 0.0, "request failed", "worker-1")
    store.incidents.add("guard", 1.0, "request failed", "worker-2")
    store.incidents.add("guard", 2.0, "response failed", "worker-1")
    store.incidents.add("store", 3.0, "request failed", "worker-1")
    store.incidents.add("guard", 601.0, "request failed", "worker-1")
    assert [incident.last_at for incident in store.incidents.recent()] == [601.0, 3.0, 2.0, 1.0, 0.0]


def test_a_total_counts_folded_ones(store: Store) -> None:
    for at in range(5):
        store.incidents.add("guard", float(at), "request failed", "worker-1")
    store.incidents.add("store", 1.0, "locked", "core")
    assert store.incidents.total("guard", since=0.0) == 5
    assert store.incidents.total("guard", since=4.0) == 0
