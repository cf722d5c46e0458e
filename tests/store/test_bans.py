"""Bans as they are kept."""

from appliance.model import Ban
from appliance.store import Store


def ban(name: str, since: float = 100.0, until: float = 200.0, device: str = "ipad-12") -> Ban:
    addresses = ("10.0.0.12", "fd00::12")
    return Ban(id=name, device=device, addresses=addresses, since=since, until=until, reason="Talk first.", by="cli")


def test_a_ban_is_in_force_until_its_time(store: Store) -> None:
    store.bans.add(ban("a"))
    assert store.bans.in_force(199.9) == (ban("a"),)
    assert store.bans.in_force(200.0) == ()


def test_a_ban_added_twice_is_one(store: Store) -> None:
    store.bans.add(ban("a"))
    store.bans.add(ban("a", until=900.0))
    assert store.bans.in_force(150.0) == (ban("a"),)


def test_a_lift_ends_every_ban_of_the_device_and_no_other(store: Store) -> None:
    for each in (ban("a"), ban("b", until=300.0), ban("over", until=110.0), ban("c", device="laptop-3")):
        store.bans.add(each)
    assert [lifted.id for lifted in store.bans.lift("ipad-12", "Ms Ada", 150.0)] == ["a", "b"]
    assert [held.id for held in store.bans.in_force(150.0)] == ["c"]
    assert store.bans.lift("ipad-12", "Ms Ada", 151.0) == []
    ended = {row.ban.id: (row.lifted_at, row.lifted_by) for row in store.bans.recent()}
    assert ended == {"a": (150.0, "Ms Ada"), "b": (150.0, "Ms Ada"), "over": (None, ""), "c": (None, "")}


def test_recent_bans_come_newest_first(store: Store) -> None:
    for number in range(5):
        store.bans.add(ban(str(number), since=float(number)))
    assert [row.ban.id for row in store.bans.recent(limit=2)] == ["4", "3"]
