"""The helpers' part of core, over its socket: who enrols, who is there, and what is told."""

import time

from msgspec.structs import replace

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.helper_wire import (
    AskEnrol,
    Enrolled,
    HelperHealth,
    HelperNews,
    NotEnrolled,
)
from appliance.helpers.protocol import Health
from appliance.model import Device, HelperKind, Notice
from appliance.store import Store
from appliance.wire import AskReload, AskStatus, Done, Goodbye, Pulse, Status
from tests.core.helped.line import AT, MAC, Caller, arrive, ask, enrolled, here, place
from tests.core.samples import until
from tests.store.test_noticed import noticed

TABLET = Device(name="Tablet 3", addresses=(AT,), mac=MAC)


def knock(code: str, number: int = 1, key: bytes = b"k" * 32) -> AskEnrol:
    return AskEnrol(
        ask=number, code=code, key=key, kind=HelperKind.DESKTOP, name="pc-7\n", system="Debian 12", client=AT
    )


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
        await arrive(line, store, helper)
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
        await until(lambda: (row := store.helpers.get(helper.id)) and row.health, "it is written")
        row = store.helpers.get(helper.id)
        assert row
        assert row.health
        assert (row.health.battery, row.client) == (44, AT)


async def test_helpers_that_vanish_are_an_incident_once_they_are_back(core: Home, store: Store) -> None:
    async with Caller(core, "helpers", "helpers") as line:
        await line.next(HelperNews)
    async with Caller(core, "helpers", "helpers", pid=4712) as line:
        await line.next(HelperNews)
        await until(lambda: any(one.process == "helpers" for one in store.incidents.recent()), "an incident")
        line.say(Goodbye())


async def test_no_room_for_pictures_is_told_once_and_that_there_is_room_again(core: Home, store: Store) -> None:
    assert "not running" in (await status(core)).helpers_trouble
    full = Pulse(connections=0, requests=0, memory_bytes=0, spool_bytes=0, guard_trips=0, trouble="The disk is full.")
    async with Caller(core, "helpers", "helpers") as line:
        line.say(full, full)
        await until(store.incidents.recent, "an incident")
        assert (await status(core)).helpers_trouble == "The disk is full."
        line.say(replace(full, trouble=""))
        await until(lambda: len(store.incidents.recent()) == 2, "and its end")
        assert (await status(core)).helpers_trouble == ""
        line.say(Goodbye())
    told = [(one.kind, one.count, one.text.partition(",")[0]) for one in reversed(store.incidents.recent())]
    assert told == [
        ("pictures", 1, "The disk is full. Devices keep their pictures"),
        ("pictures", 1, "Pictures can be kept again"),
    ]


async def status(home: Home) -> Status:
    said = await ask(home, AskStatus())
    assert isinstance(said, Status)
    return said


async def test_what_was_noticed_of_a_helper_itself_is_an_incident(core: Home, store: Store, spool: SpoolWriter) -> None:
    assert spool.append(replace(noticed(1), what=Notice.TAMPERED))
    assert spool.append(noticed(2))
    await until(lambda: [one.text for one in store.incidents.recent() if one.kind == "helper"], "an incident")
    told = [one.text for one in store.incidents.recent() if one.kind == "helper"]
    assert told == ["Tablet 3: its helper was stopped or changed."]
