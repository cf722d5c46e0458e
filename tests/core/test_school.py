"""The school's own terms reach every worker, and one that cannot be used stops no other."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest

from appliance.config import Home
from appliance.core.hub import Hub, Worker
from appliance.core.school import SchoolRules
from appliance.core.store_thread import StoreThread
from appliance.languages.choosing import SchoolWords, Spoken
from appliance.model import Channel, Severity
from appliance.policy.school import OWN, OwnTerm, SchoolPolicy
from appliance.school_choices import SchoolChoice, put_words
from appliance.store import Store
from appliance.wire import AskReload, Bans, Call, Done, FromCore, Hello, School, ToCore
from tests.core.lines import line
from tests.core.samples import running_core
from tests.core.told import Told

GANG = OwnTerm(
    number=0,
    pattern="oak lane lot",
    severity=Severity.MODERATE,
    category=OWN,
    definition="A gang of older boys.",
    channels=(Channel.TYPED,),
)


@pytest.fixture
def opened(home: Home) -> Iterator[Store]:
    with Store.open(home) as store:
        store.migrate()
        yield store


async def test_a_change_reaches_a_worker_and_one_that_joins_later(opened: Store) -> None:
    hub, told = Hub(), Told()
    rules = SchoolRules(StoreThread(opened), hub, told)
    async with line(ToCore, FromCore) as (core, worker):
        joined = Worker(Hello(role="worker", name="worker-1", pid=1), core)
        hub.join(joined)
        assert isinstance(await worker.receive(), Bans)
        term = opened.school.add_term(GANG, "Ms Ada", 1.0)
        reloading = asyncio.create_task(rules.reload())
        news = await worker.receive()
        assert news == School(version=2, policy=SchoolPolicy(terms=(term,)))
        assert not reloading.done()
        await hub.confirm(joined, news.version)
        answer = await reloading
        assert (answer.text, answer.missing) == ("The change is in force.", ())
    async with line(ToCore, FromCore) as (core, later):
        hub.join(Worker(Hello(role="worker", name="worker-1", pid=2), core))
        assert [type(await later.receive()), await later.receive()] == [Bans, news]
    assert told.texts == []


async def test_one_that_cannot_be_used_is_left_out_and_told(opened: Store) -> None:
    hub, told = Hub(), Told()
    good = opened.school.add_term(GANG, "Ms Ada", 1.0)
    opened.school.add_term(msgspec.structs.replace(GANG, pattern="(x"), "an older version", 1.0)
    await SchoolRules(StoreThread(opened), hub, told).load()
    async with line(ToCore, FromCore) as (core, worker):
        hub.join(Worker(Hello(role="worker", name="worker-1", pid=1), core))
        await worker.receive()
        news = await worker.receive()
        assert news.policy.terms == (good,)
    (complaint,) = told.texts
    assert complaint.startswith("school/2: pattern: ")


async def test_how_the_school_words_itself_comes_with_it(opened: Store) -> None:
    hub, told = Hub(), Told()
    rules = SchoolRules(StoreThread(opened), hub, told)
    async with line(ToCore, FromCore) as (core, worker):
        hub.join(Worker(Hello(role="worker", name="worker-1", pid=1), core))
        await worker.receive()
        put_words(opened, SchoolChoice(talk_to="Mrs Khan", language=Spoken.WELSH), "office", 1.0)
        reloading = asyncio.create_task(rules.reload())
        news = await worker.receive()
        assert news.words == SchoolWords(talk_to="Mrs Khan", spoken=Spoken.WELSH)
        reloading.cancel()


def test_a_running_core_takes_a_change_up_when_asked(home: Home) -> None:
    with running_core(home), Store.open(home) as store, Call(home.core_socket, "cli") as call:
        store.school.add_term(GANG, "Ms Ada", 1.0)
        answer = call.ask(AskReload())
        assert isinstance(answer, Done)
        assert answer.missing == ()
