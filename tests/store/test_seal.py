"""The key of the audit trail, and that every entry is sealed with the one before."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store import Store
from appliance.store.seal import key_of, sealer


def test_the_key_is_made_once_and_closed_to_others(home: Home) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: key_of(home), range(32)))
    assert len(keys) == 1
    assert stat.S_IMODE((home.keys / "audit.key").stat().st_mode) == 0o600
    assert [path.name for path in home.keys.iterdir()] == ["audit.key"]


def test_a_damaged_key_is_told(home: Home) -> None:
    key_of(home)
    (home.keys / "audit.key").write_bytes(b"short")
    with pytest.raises(StorageError, match=r"audit\.key: .* damaged"):
        key_of(home)


def test_each_entry_is_sealed_with_the_seal_before(store: Store, home: Home) -> None:
    seal, before = sealer(key_of(home)), ""
    for number in range(1, 4):
        store.audit.add(float(number), "Mrs Ash", "paused", f"ipad-{number}")
    for row in store._cases.rows("SELECT * FROM audit ORDER BY id"):
        before = seal(before, row["id"], row["at"], row["who"], row["what"], row["object"])
        assert row["seal"] == before
    assert len(before) == 64
