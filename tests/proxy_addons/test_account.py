"""What one client may hold in a worker's memory, and how much trouble it may make."""

import gc

import pytest

from proxy_addons import account
from proxy_addons.account import MOST_HELD, PATIENCE, Account, Hold, account_of


def test_one_address_has_one_account() -> None:
    assert account_of("10.0.0.7") is account_of("10.0.0.7")
    assert account_of("10.0.0.7") is not account_of("10.0.0.8")


def test_connections_of_one_client_share_the_room() -> None:
    mine = Account()
    first, second = Hold(mine), Hold(mine)
    assert first.take_some(MOST_HELD - 10) == MOST_HELD - 10
    assert second.take_some(100) == 10
    assert second.take_some(1) == 0
    first.give_back(50)
    assert second.left() == 50
    first.give_back()
    assert mine.held == 10


def test_what_was_not_given_back_comes_back_with_the_connection() -> None:
    mine = Account()
    hold = Hold(mine)
    hold.take(1000)
    del hold
    gc.collect()
    assert mine.held == 0


def test_patience_ends_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(account.time, "monotonic", lambda: now[0])
    peer = Account()
    assert not peer.tires(PATIENCE)
    assert peer.tires(1)
    now[0] += 2
    assert not peer.tires(1)


def test_a_flood_is_not_held_against_a_peer_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(account.time, "monotonic", lambda: now[0])
    peer = Account()
    assert peer.tires(1e9)
    now[0] += 2 * PATIENCE / account.PATIENCE_A_SECOND
    assert not peer.tires(1)
