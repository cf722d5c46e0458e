"""What is asked of core is answered, or known not to be."""

import asyncio

from appliance.helper_wire import Enrolled, HelperRulesSaid, OrderAnswered
from appliance.helpers.core_link import CoreLink
from appliance.wire import Hello
from tests.helpers.core import ADA, Box


def link_of(school: Box) -> CoreLink:
    assert school.service
    return school.service.core


async def test_it_says_what_it_is(school: Box) -> None:
    hello = await school.core.until(lambda said: isinstance(said, Hello))
    assert (hello.role, hello.name) == ("helpers", "helpers")


async def test_whom_the_school_knows_by_a_name(school: Box) -> None:
    known, unknown = await asyncio.gather(link_of(school).who("ada"), link_of(school).who("nobody"))
    assert known
    assert known.person == ADA
    assert unknown
    assert unknown.person is None


async def test_a_question_that_core_takes_along_has_no_answer(school: Box) -> None:
    school.core.answers = False
    asked = asyncio.create_task(link_of(school).who("ada"))
    await school.core.until(lambda said: getattr(said, "user", "") == "ada")
    await school.core.stop()
    assert await asked is None
    assert await link_of(school).who("ada") is None


async def test_whoever_stops_asking_is_not_held(school: Box) -> None:
    school.core.answers = False
    asked = asyncio.create_task(link_of(school).who("ada"))
    await school.core.until(lambda said: getattr(said, "user", "") == "ada")
    asked.cancel()
    (stopped,) = await asyncio.gather(asked, return_exceptions=True)
    assert isinstance(stopped, asyncio.CancelledError)


async def test_what_must_be_told_waits_for_core(school: Box) -> None:
    await school.core.stop()
    async with asyncio.timeout(10):
        while not link_of(school).silent_for:  # noqa: ASYNC110  # the line gives no signal
            await asyncio.sleep(0.01)
    for number in range(3):
        link_of(school).say(OrderAnswered(order=f"o-{number}", done=True))
    link_of(school).say(
        HelperRulesSaid(helper="h", client="10.0.0.7", person="p", name="juniors", version=1, accepted=True)
    )
    await school.core.start()
    await school.core.until(lambda said: isinstance(said, HelperRulesSaid))
    assert [one.order for one in school.core.said if isinstance(one, OrderAnswered)] == ["o-0", "o-1", "o-2"]


async def test_what_core_may_have_died_of_is_said_again(school: Box) -> None:
    link_of(school).say(OrderAnswered(order="o-1", done=True))
    await school.core.until(lambda said: isinstance(said, OrderAnswered))
    await school.core.stop()
    school.core.said.clear()
    await school.core.start()
    again = await school.core.until(lambda said: isinstance(said, OrderAnswered))
    assert again == OrderAnswered(order="o-1", done=True)


async def test_an_answer_to_nothing_is_nothing(school: Box) -> None:
    async with school.device():
        school.core.send(Enrolled(ask=99, helper=school.core.helpers[0]))
        assert await link_of(school).who("ada")
