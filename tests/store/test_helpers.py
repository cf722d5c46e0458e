"""Helpers enrol with a code that ends, and are known by their key."""

import pytest

from appliance.helper_codes import digest_of
from appliance.helpers.protocol import Health
from appliance.model import HelperKind
from appliance.store import Store
from appliance.store.helpers import Enrolment

KEY, OTHER = b"k" * 32, b"o" * 32


def asked(code: str, key: bytes = KEY, name: str = "PC-7") -> Enrolment:
    return Enrolment(
        code=digest_of(code),
        key=key,
        kind=HelperKind.DESKTOP,
        name=name,
        system="Debian 12",
        client="10.0.0.7",
        mac="02:00:00:00:00:07",
    )


def trail(store: Store) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.what, entry.object) for entry in reversed(store.audit.recent())]


def test_a_code_lets_so_many_devices_in_and_not_one_more(store: Store) -> None:
    code, row = store.helpers.add_code("Suite", until=100.0, most=2, by="office", at=1.0)
    first = store.helpers.enrol(asked(f" {code.lower()} "), 2.0)
    second = store.helpers.enrol(asked(code, OTHER, "PC-8"), 3.0)
    assert first
    assert second
    assert first.id != second.id
    assert store.helpers.enrol(asked(code, b"x" * 32), 4.0) is None
    (kept,) = store.helpers.codes()
    assert (kept.id, kept.used, kept.is_open(5.0), row.is_open(5.0)) == (row.id, 2, False, True)
    assert [one.helper for one in store.helpers.all()] == [first, second]
    assert [one.code for one in store.helpers.all()] == [row.id, row.id]
    assert trail(store) == [
        ("office", "enrolment code made", "1: Suite, for 2 devices"),
        ("enrolment code 1", "helper enrolled", f"{first.id}: PC-7, Debian 12"),
        ("enrolment code 1", "helper enrolled", f"{second.id}: PC-8, Debian 12"),
    ]


@pytest.mark.parametrize(
    ("code", "at", "end"),
    [
        pytest.param("AAAA-AAAA", 2.0, False, id="unknown"),
        pytest.param(None, 100.0, False, id="too late"),
        pytest.param(None, 2.0, True, id="ended"),
    ],
)
def test_a_code_that_is_not_good_enrols_nobody(store: Store, code: str | None, at: float, end: bool) -> None:
    made, row = store.helpers.add_code("Suite", 100.0, 2, "office", 1.0)
    if end:
        assert store.helpers.end_code(row.id, "office", 1.5)
        assert not store.helpers.end_code(row.id, "office", 1.6)
    assert store.helpers.enrol(asked(code or made), at) is None
    assert (store.helpers.all(), store.helpers.codes()[0].used) == ((), 0)


def test_a_key_that_is_known_gets_its_id_again_and_uses_up_no_code(store: Store) -> None:
    code, _ = store.helpers.add_code("One", 100.0, 1, "office", 1.0)
    helper = store.helpers.enrol(asked(code), 2.0)
    assert store.helpers.enrol(asked("", name="another name"), 300.0) == helper
    assert store.helpers.codes()[0].used == 1


def test_a_key_that_was_revoked_needs_a_code_and_is_then_in_force_again(store: Store) -> None:
    code, _ = store.helpers.add_code("Two", 100.0, 2, "office", 1.0)
    helper = store.helpers.enrol(asked(code), 2.0)
    assert helper
    assert store.helpers.revoke(helper.id, "lost on a trip", "office", 3.0)
    assert not store.helpers.revoke(helper.id, "again", "office", 4.0)
    assert store.helpers.all() == ()
    (gone,) = store.helpers.revoked()
    assert (gone.revoked_at, gone.revoked_by, gone.revoked_why) == (3.0, "office", "lost on a trip")
    assert store.helpers.enrol(asked("AAAA-AAAA"), 5.0) is None
    assert store.helpers.enrol(asked(code), 6.0) == helper
    assert ("office", "helper revoked", f"{helper.id}: lost on a trip") in trail(store)
    assert store.helpers.revoked() == ()


def test_what_is_heard_of_a_helper_is_kept_and_empty_words_leave_what_is_known(store: Store) -> None:
    code, _ = store.helpers.add_code("One", 100.0, 1, "office", 1.0)
    helper = store.helpers.enrol(asked(code), 2.0)
    assert helper
    store.helpers.seen(helper.id, 50.0, "10.0.0.9", version="1.2", mac="")
    store.helpers.health(helper.id, Health(waiting=3, uptime=60.0, battery=80), 60.0)
    row = store.helpers.get(helper.id)
    assert row
    assert (row.client, row.version, row.mac, row.name) == ("10.0.0.9", "1.2", "02:00:00:00:00:07", "PC-7")
    assert (row.last_at, row.health_at, row.health) == (60.0, 60.0, Health(waiting=3, uptime=60.0, battery=80))


def test_the_code_is_not_in_the_file(store: Store) -> None:
    code, _ = store.helpers.add_code("One", 100.0, 1, "office", 1.0)
    (row,) = store._cases.rows("SELECT * FROM enrolment_codes")
    assert code.replace("-", "") not in str(dict(row)).replace("-", "")
