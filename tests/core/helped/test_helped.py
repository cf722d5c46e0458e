"""The helpers' part of core, over its socket: who enrols, who is there, and what is told."""

import asyncio
import time

import pytest

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.helper_wire import (
    AskEnrol,
    AskWho,
    Blind,
    Enrolled,
    HelperHealth,
    HelperHere,
    HelperNews,
    HelperUser,
    NotEnrolled,
    SendOrder,
    Who,
)
from appliance.helpers.protocol import Health, TakePicture, TakeRecording
from appliance.model import Device, Helper, HelperKind, OrderState, Severity, the_box
from appliance.store import Store
from appliance.wire import AskReload, AskStatus, Done, Goodbye, Spooled, Status
from tests.core.helped.line import AT, MAC, OTHER_AT, OTHER_MAC, Caller, ask, done, enrolled, people, place
from tests.core.pupils import AMY
from tests.core.samples import captured, until

TABLET = Device(name="Tablet 3", addresses=(AT,), mac=MAC)


def knock(code: str, number: int = 1, key: bytes = b"k" * 32) -> AskEnrol:
    return AskEnrol(
        ask=number, code=code, key=key, kind=HelperKind.DESKTOP, name="pc-7\n", system="Debian 12", client=AT
    )


def here(helper: Helper, client: str = AT, *, here: bool = True) -> HelperHere:
    return HelperHere(helper=helper.id, client=client, here=here, version="1.0")


# --- enrolment -----------------------------------------------------------------------------------------------------


async def test_a_device_enrols_and_all_that_may_connect_are_told(core: Home, store: Store) -> None:
    code, _ = store.helpers.add_code("Suite", time.time() + 600, 1, "office", time.time())
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "watch") as watch:
        await place(watch, line)
        line.say(knock(code), knock(code, 2), knock("AAAA-AAAA-AAAA", 3, b"x" * 32))
        first, again, wrong = await line.next(Enrolled), await line.next(Enrolled, 2), await line.next(NotEnrolled)
        assert (first.ask, again.ask, wrong.ask) == (1, 2, 3)
        assert (first.helper, first.helper.mac, first.helper.name) == (again.helper, MAC, "pc-7")
        assert (wrong.again, wrong.why) == (
            False,
            "This code does not let a device in. Ask the school office for a new one.",
        )
        assert line.news.helpers == (first.helper,)
        kinds = [type(one) for one in line.heard]
        assert kinds.index(Enrolled) > kinds.index(HelperNews)


async def test_the_school_keeps_its_id_and_who_is_revoked_is_told_at_once(core: Home, store: Store) -> None:
    helper = enrolled(store)
    await ask(core, AskReload())
    async with Caller(core, "helpers", "helpers") as line:
        first = await line.next(HelperNews)
        assert (first.helpers, len(first.school)) == ((helper,), 32)
        line.say(here(helper))
        await until(lambda: store.helpers.get(helper.id).version == "1.0", "it is written")  # type: ignore[union-attr]
        assert (await status(core)).helpers == (helper.id,)
        store.helpers.revoke(helper.id, "lost", "office", time.time())
        assert isinstance(await ask(core, AskReload()), Done)
        assert (line.news.helpers, line.news.school) == ((), first.school)
        assert (await status(core)).helpers == ()


async def test_a_worker_hears_nothing_of_helpers_and_helpers_are_no_worker(core: Home) -> None:
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "worker", "worker-1") as worker:
        await line.next(HelperNews)
        await until(lambda: worker.heard, "news")
        assert isinstance(await ask(core, AskReload()), Done)
        assert not worker.of(HelperNews)
        assert [one.name for one in (await status(core)).workers] == ["worker-1"]


async def test_what_a_helper_says_of_its_device_is_kept(core: Home, store: Store) -> None:
    helper = enrolled(store)
    await ask(core, AskReload())
    async with Caller(core, "helpers", "helpers") as line:
        line.say(here(helper), HelperHealth(helper=helper.id, health=Health(waiting=2, uptime=9.0, battery=44)))
        await until(lambda: store.helpers.get(helper.id).health, "it is written")  # type: ignore[union-attr]
        row = store.helpers.get(helper.id)
        assert row and row.health and (row.health.battery, row.client) == (44, AT)


async def test_helpers_that_vanish_are_an_incident(core: Home, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Caller(core, "helpers", "helpers") as line:
        await line.next(HelperNews)
    async with Caller(
        core,
        "helpers",
        "helpers",
    ) as line:
        await line.next(HelperNews)
        line.say(Goodbye())
    await until(lambda: (core.store / "cases.db").exists(), "there")


async def status(home: Home) -> Status:
    said = await ask(home, AskStatus())
    assert isinstance(said, Status)
    return said


# --- pictures ------------------------------------------------------------------------------------------------------


async def test_a_capture_is_pictured_at_once_and_says_what_became_of_it(
    core: Home, store: Store, spool: SpoolWriter
) -> None:
    helper = enrolled(store)
    await ask(core, AskReload())
    took = []
    async with Caller(core, "helpers", "helpers") as line:
        line.answers = done
        line.say(here(helper))
        await until(lambda: store.helpers.get(helper.id).version, "it is here")  # type: ignore[union-attr]
        for number in range(5):
            start = time.perf_counter()
            event = captured(number, term=f"bullying/{number}", device=TABLET, severity=Severity.MODERATE)
            assert spool.append(event)
            line.say(Spooled())
            order = await line.next(SendOrder, number + 1)
            took.append(time.perf_counter() - start)
            assert (order.helper, order.do) == (helper.id, TakePicture())
        await until(lambda: states(store) == [OrderState.DONE] * 5, "settled")
    assert sorted(took)[2] < 0.1


def states(store: Store) -> list[OrderState]:
    return [one.state for one in store.seen_by(the_box("test")).orders.recent()]
