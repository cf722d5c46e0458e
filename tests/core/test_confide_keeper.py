"""What core does for Confide, on a real store and a real file of it."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pytest
from PIL import Image

from appliance.confide.choice import ConfideChoice
from appliance.confide.reader_keys import WrappedKey
from appliance.config import Home, School, Settings
from appliance.core.confide_keeper import GATHERED_SECONDS, LOOK_SECONDS, SENT_KEPT_SECONDS, ConfideKeeper
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.duties import Assignment, Duty
from appliance.errors import StorageError
from appliance.mail.outgoing import ConfideMail
from appliance.school_choices import SchoolChoice, put_logo, put_words, remove_logo
from appliance.store import Store
from appliance.store.audit import Asked
from appliance.store.confide import ConfideStore
from appliance.store.confide_file import path_of
from appliance.store.rows.confide import NoticeRow
from tests.core.samples import until
from tests.store.confided import new_report, notice

NOON = 1_794_916_800.0  # 17 November 2026, 12:00 UTC
DAY = 86_400.0
STAFF = (Duty.DSL, Duty.HEAD, Duty.CHAIR)


@dataclass
class Kept:
    home: Home
    store: Store
    confide: ConfideStore
    keeper: ConfideKeeper
    incidents: IncidentLog
    accounts: dict[Duty, int]
    now: float = NOON

    def tell(self, *notices: NoticeRow) -> None:
        self.confide.add_report(new_report(notices=notices))

    def mails(self) -> dict[str, tuple[int, bool]]:
        """Key to account and whether it is urgent. The outbox itself lists them nowhere."""
        keys = [str(row["key"]) for row in self.store._cases.rows("SELECT key FROM outbox ORDER BY queued_at")]
        found = [(key, self.store.outbox.with_key(key)) for key in keys]
        return {
            key: (one.account or 0, one.content.urgent)
            for key, one in found
            if one and isinstance(one.content, ConfideMail)
        }

    async def told(self) -> list[str]:
        await self.incidents.flush()
        return [one.text for one in self.store.incidents.recent()]

    def sealed(self) -> list[str]:
        return [one.object for one in self.store.audit.recent(asked=Asked(what="confide sealed"))]


@pytest.fixture
async def kept(home: Home) -> AsyncIterator[Kept]:
    with Store.open(home) as store, ConfideStore.open(home) as confide:
        store.migrate()
        accounts = {duty: store.accounts.add(duty.value, f"{duty.value}@school.test", "test", NOON) for duty in STAFF}
        for duty, number in accounts.items():
            store.accounts.assign(number, (Assignment(duty=duty),), "test", NOON)
            key = WrappedKey(public=bytes([number]) * 32, wrapped=b"w")
            confide.put_key(number, key, date(2026, 11, 1))
        thread = StoreThread(store)
        incidents = IncidentLog(thread)
        settings = Settings(school=School(name="St Aidan’s"))
        keeper = ConfideKeeper(home, settings, thread, incidents, lambda: made.now)
        made = Kept(home, store, confide, keeper, incidents, accounts)
        yield made
        keeper._close()


async def test_children_see_what_the_school_chose_and_whenever_it_changed(kept: Kept) -> None:
    await kept.keeper.tend()
    front = kept.confide.front()
    assert front
    assert (front.school.name, front.is_open, len(front.readers)) == ("St Aidan’s", False, 3)
    kept.confide.put_kit(b"k" * 32, date(2026, 11, 1))
    kept.store.choices.put(ConfideChoice(is_open=True, welcome="Hello."), "test", NOON)
    put_words(kept.store, SchoolChoice(name="Ysgol y Bryn"), "test", NOON)
    await kept.keeper.tend()
    front = kept.confide.front()
    assert front
    assert (front.school.name, front.is_open, front.welcome) == ("Ysgol y Bryn", True, "Hello.")
    kept.store.accounts.end(kept.accounts[Duty.CHAIR], "test", NOON)
    await kept.keeper.tend()
    front = kept.confide.front()
    assert front
    assert (front.is_open, len(front.readers)) == (False, 2)


async def test_the_schools_logo_comes_with_it(kept: Kept) -> None:
    image = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(image, "PNG")
    put_logo(kept.home, kept.store, image.getvalue(), "test", NOON)
    await kept.keeper.tend()
    front = kept.confide.front()
    assert front
    assert (kept.confide.photo(front.logo) or b"").startswith(b"\x89PNG")
    kept.confide.keep_photos(())
    await kept.keeper.tend()
    assert kept.confide.photo(front.logo), "it is put back where somebody took it away"
    remove_logo(kept.home, kept.store, "test", NOON)
    await kept.keeper.tend()
    front = kept.confide.front()
    assert front
    assert front.logo == ""


async def test_a_notice_becomes_one_mail_when_it_is_due_and_nothing_is_left_of_it(kept: Kept) -> None:
    one = notice(kept.accounts[Duty.DSL], NOON + 200)
    kept.tell(one)
    await kept.keeper.tend()
    assert kept.mails() == {}
    kept.now = NOON + 200
    await kept.keeper.tend()
    assert kept.mails() == {f"confide/{one.id}": (kept.accounts[Duty.DSL], False)}
    assert kept.confide.due(1e12) == ()
    await kept.keeper.tend()
    assert len(kept.mails()) == 1


async def test_a_crash_between_the_two_repeats_and_the_mail_stays_one(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.tell(notice(kept.accounts[Duty.DSL], NOON))

    def breaks(*_: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(ConfideStore, "told", breaks)
        await kept.keeper.tend()
    assert (len(kept.mails()), len(kept.confide.due(1e12))) == (1, 1)
    await kept.keeper.tend()
    assert (len(kept.mails()), len(kept.confide.due(1e12))) == (1, 0)


async def test_what_came_after_a_crash_and_would_not_wait_is_told(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.tell(notice(kept.accounts[Duty.DSL], NOON))

    def breaks(*_: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(ConfideStore, "told", breaks)
        await kept.keeper.tend()
    kept.tell(notice(kept.accounts[Duty.DSL], NOON + 1, urgent=True))
    kept.now = NOON + 1
    await kept.keeper.tend()
    assert sorted(urgent for _, urgent in kept.mails().values()) == [False, True]


async def test_a_class_that_writes_at_once_is_few_mails(kept: Kept) -> None:
    lead, head = kept.accounts[Duty.DSL], kept.accounts[Duty.HEAD]
    for number in range(30):
        kept.tell(notice(lead, NOON + number), notice(head, NOON + number))
    for second in range(40):
        kept.now = NOON + second
        await kept.keeper.tend()
    assert sorted(account for account, _ in kept.mails().values()) == sorted([lead, head])
    kept.now = NOON + GATHERED_SECONDS
    await kept.keeper.tend()
    assert len(kept.mails()) == 4
    assert kept.confide.due(1e12) == ()


async def test_what_would_not_wait_does_not(kept: Kept) -> None:
    lead = kept.accounts[Duty.DSL]
    kept.tell(notice(lead, NOON))
    await kept.keeper.tend()
    kept.now = NOON + 5
    kept.tell(notice(lead, NOON + 4))
    kept.tell(notice(lead, NOON + 5, urgent=True))
    await kept.keeper.tend()
    assert [urgent for _, urgent in kept.mails().values()] == [False, True]
    assert kept.confide.due(1e12) == ()


async def test_a_clock_that_was_put_back_holds_nothing_up(kept: Kept) -> None:
    kept.tell(notice(kept.accounts[Duty.DSL], NOON + 400 * DAY))
    await kept.keeper.tend()
    assert len(kept.mails()) == 1


async def test_a_notice_for_nobody_is_let_go(kept: Kept) -> None:
    kept.tell(notice(4711, NOON), notice(kept.accounts[Duty.DSL], NOON))
    await kept.keeper.tend()
    assert len(kept.mails()) == 1
    assert kept.confide.due(1e12) == ()


async def test_nothing_is_left_of_a_mail_that_was_sent(kept: Kept) -> None:
    kept.tell(notice(kept.accounts[Duty.DSL], NOON))
    await kept.keeper.tend()
    claimed = kept.store.outbox.claim(NOON)
    assert claimed
    kept.store.outbox.sent(claimed.id, NOON)
    kept.now = NOON + SENT_KEPT_SECONDS + 1
    await kept.keeper.tend()
    assert kept.store.outbox.get(claimed.id) is None


async def test_a_seal_a_day_stands_in_the_audit_trail_once_there_is_a_kit(kept: Kept) -> None:
    await kept.keeper.tend()
    assert kept.sealed() == []
    kept.confide.put_kit(b"k" * 32, date(2026, 11, 1))
    await kept.keeper.tend()
    (first,) = kept.sealed()
    kept.tell(notice(kept.accounts[Duty.DSL], NOON))
    kept.now = NOON + 3600
    await kept.keeper.tend()
    again = ConfideKeeper(kept.home, Settings(), kept.keeper._store, kept.incidents, lambda: kept.now)
    await again.tend()
    again._close()
    assert kept.sealed() == [first], "a report makes none, nor does a new start"
    kept.now = NOON + DAY
    await kept.keeper.tend()
    assert len(kept.sealed()) == 2
    assert kept.confide.faults(first) == []


async def test_where_its_file_is_broken_core_goes_on_and_says_so_once(kept: Kept, home: Home) -> None:
    await kept.keeper.tend()
    kept.confide.close()
    for path in home.confide.iterdir():
        path.unlink()
    path_of(home).write_bytes(b"not a database at all" * 500)
    kept.keeper._close()
    for _ in range(3):
        await kept.keeper.tend()
    (sentence,) = await kept.told()
    assert sentence.startswith(
        "Confide’s file cannot be used at the moment, and children are told to speak to an adult"
    )
    path_of(home).unlink()
    await kept.keeper.tend()
    with ConfideStore.open(home) as confide:
        assert confide.front()
    assert len(await kept.told()) == 1


async def test_a_fault_of_ours_silences_nothing_else(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("zzq")

    monkeypatch.setattr("appliance.core.confide_keeper.front_of", fails)
    kept.tell(notice(kept.accounts[Duty.DSL], NOON))
    await kept.keeper.tend()
    assert len(kept.mails()) == 1
    assert await kept.told() == ["What children see in Confide could not be told, by a fault in Lollipop: ValueError."]


async def test_it_looks_at_once_when_something_was_chosen(kept: Kept) -> None:
    started = time.monotonic()
    running = asyncio.create_task(kept.keeper.run())
    try:
        await until(lambda: kept.confide.front() is not None, "it is shown")
        kept.store.choices.put(ConfideChoice(welcome="New."), "test", NOON)
        kept.keeper.ring()
        await until(lambda: (front := kept.confide.front()) is not None and front.welcome == "New.", "the new words")
        assert time.monotonic() - started < LOOK_SECONDS
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
