"""Guests' codes: kept as a hash, good until their end."""

from appliance.model import Person, Role
from appliance.people.secrets import hash_code
from appliance.store import Store


def test_a_code_lets_its_guest_in_until_its_end(store: Store) -> None:
    code, guest = store.guests.add("Mrs Fir", 100.0, "office", 1.0)
    assert guest.person == Person(id="g1", name="Mrs Fir", role=Role.GUEST, groups=("guests",))
    assert store.guests.by_code(hash_code(code.lower()), 99.0) == guest
    assert store.guests.by_code(hash_code(code), 100.0) is None
    assert store.guests.by_code(hash_code("AAAA-AAAA"), 2.0) is None
    assert store.guests.get("g1", 2.0) == guest
    assert store.guests.get("g2", 2.0) is None


def test_a_guest_can_be_ended_before(store: Store) -> None:
    code, _ = store.guests.add("Mrs Fir", 100.0, "office", 1.0)
    assert store.guests.end("g1", "office", 50.0)
    assert not store.guests.end("g1", "office", 51.0)
    assert (store.guests.by_code(hash_code(code), 50.0), store.guests.in_force(50.0)) == (None, ())


def test_the_code_is_not_in_the_file(store: Store) -> None:
    code, _ = store.guests.add("Mrs Fir", 100.0, "office", 1.0)
    (row,) = store._cases.rows("SELECT * FROM guests")
    assert code.replace("-", "") not in str(dict(row)).replace("-", "")
    assert [(entry.what, entry.object) for entry in store.audit.recent()] == [("guest added", "g1: Mrs Fir")]
