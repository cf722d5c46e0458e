"""Refused certificates, as they are counted."""

import msgspec

from appliance.model import AppRefused
from appliance.store import Store
from tests.core.samples import visit


def refused(host: str, device: str, at: float = 1.0) -> AppRefused:
    return AppRefused(at=at, worker="worker-1", client="10.0.0.12", device=device, host=host, error="unknown ca")


def test_repeats_of_a_device_are_counted(store: Store) -> None:
    store.refusals.add(refused("a.example", "ipad-12", 1.0), refused("a.example", "ipad-12", 9.0))
    store.refusals.add(refused("a.example", "laptop-3", 5.0))
    (summary,) = store.refusals.summary()
    assert (summary.host, summary.devices, summary.count, summary.last_at) == (
        "a.example",
        ("ipad-12", "laptop-3"),
        3,
        9.0,
    )


def test_three_trusted_devices_propose_unless_the_host_is_never_proposed(store: Store) -> None:
    for device in ("a", "b", "c"):
        store.activity.add([msgspec.structs.replace(visit(1), device=device)])
        store.refusals.add(refused("app.example", device), refused("search.example", device))
    proposed = {each.host: each.proposed for each in store.refusals.summary(lambda host: host == "search.example")}
    assert proposed == {"app.example": True, "search.example": False}
