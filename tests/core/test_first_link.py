"""The link for the first account: one at a time, and none once somebody has one."""

import time
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.core import first_link
from appliance.core.first_link import FirstLinks
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.first_run import FirstRun
from appliance.store import Store
from appliance.wire import AskFirstLink


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


async def asked(links: FirstLinks) -> str:
    return (await links.answer(AskFirstLink())).token


async def test_the_same_link_stays_until_it_is_used(store: Store) -> None:
    links = FirstLinks(StoreThread(store))
    token = await asked(links)
    assert token
    assert await asked(links) == token
    assert store.sign_in.redeem(token, time.time())
    assert await asked(links) not in {"", token}


async def test_an_old_one_is_made_anew_while_it_still_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    links = FirstLinks(StoreThread(store))
    token = await asked(links)
    monkeypatch.setattr(first_link, "_RENEW_SECONDS", 0.0)
    assert await asked(links) != token
    assert store.sign_in.link(token, time.time()) is not None


async def test_once_somebody_has_an_account_there_is_none(store: Store) -> None:
    links = FirstLinks(StoreThread(store))
    assert await asked(links)
    store.accounts.add("Ms Ada", "ada@school.test", "test", time.time())
    assert await asked(links) == ""


async def test_a_school_that_was_set_up_has_none_whatever_became_of_its_accounts(store: Store) -> None:
    store.choices.put(FirstRun(finished_at=1.0), "test", time.time())
    assert await asked(FirstLinks(StoreThread(store))) == ""


async def test_a_store_in_trouble_shows_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise StorageError("the disk is full")

    monkeypatch.setattr(store.sign_in, "new_link", full)
    assert await asked(FirstLinks(StoreThread(store))) == ""
