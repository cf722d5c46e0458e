import pytest

from tests.running import wait_for
from webui.confide_reader import opened_keys
from webui.confide_reader.opened_keys import SECONDS, OpenedKeys


def test_a_key_is_of_one_session_and_goes_when_nobody_uses_it() -> None:
    keys = OpenedKeys()
    keys.put(1, 10, b"key", now=1000)
    assert keys.of(1, 11, now=1000) is None
    assert keys.of(2, 10, now=1000) is None
    assert keys.of(1, 10, now=1000 + SECONDS - 1) == b"key"
    assert keys.of(1, 10, now=1000 + 2 * SECONDS - 2) == b"key"
    assert keys.of(1, 10, now=1000 + 3 * SECONDS) is None
    assert keys.of(1, 10, now=1000) is None


def test_a_clock_that_was_set_back_closes_it() -> None:
    keys = OpenedKeys()
    keys.put(1, 10, b"key", now=1_000_000)
    assert keys.of(1, 10, now=1000) is None


def test_it_is_forgotten_everywhere_and_few_are_kept() -> None:
    keys = OpenedKeys()
    keys.put(1, 10, b"a", now=0)
    keys.put(1, 11, b"b", now=0)
    keys.put(2, 12, b"c", now=0)
    keys.forget(1)
    assert [keys.of(1, 10, 0), keys.of(1, 11, 0), keys.of(2, 12, 0)] == [None, None, b"c"]
    for session in range(200):
        keys.put(3, session, b"d", now=0)
    assert keys.of(2, 12, 0) is None
    assert keys.of(3, 199, 0) == b"d"


def test_it_goes_where_nobody_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request drops it at a weekend."""
    monkeypatch.setattr(opened_keys, "SECONDS", 0.05)
    keys = OpenedKeys()
    keys.put(1, 10, b"key", now=1000)
    assert keys._opened
    wait_for(lambda: not keys._opened, "its end")
