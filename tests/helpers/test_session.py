"""What a device hears: on change only, again when it comes back, and what ends by itself."""

import asyncio
import time

from msgspec.structs import replace

from appliance.helper_wire import HelperHere, HelperPerson, OrderAnswered
from appliance.helpers import session
from appliance.helpers.protocol import Beat, LogOff, Order, Rules, ShowMessage, State
from appliance.languages.choosing import SchoolWords
from appliance.model import Ban, Lock
from appliance.policy.school import SchoolPolicy
from appliance.wire import Bans, School
from tests.helpers.core import ADA, Box
from tests.helpers.device import Device


def lock(seconds: float, device: str = "pc-7") -> Lock:
    now = time.time()
    return Lock(id="l-1", device=device, since=now, until=now + seconds, reason="Eyes on me.", by="Mr Bell")


async def test_a_lock_is_told_at_once_and_ends_by_itself(school: Box) -> None:
    async with school.device() as device, school.device(name="pc-8") as other:
        school.core.locks = (lock(1.0),)
        await school.core.tell()
        state = await device.until_state(lambda state: state.lock is not None)
        assert state.lock
        assert 0 < state.lock.left <= 1.0
        await device.until_state(lambda later: later.version > state.version and later.lock is None)
        assert other.state.lock is None
        assert len([one for one in other.said if isinstance(one, State)]) == 1


async def test_a_device_that_comes_back_hears_everything_again(school: Box) -> None:
    async with school.device() as device:
        helper = device.helper
    school.core.locks = (lock(60.0),)
    now = time.time()
    ban = Ban(id="b", device="pc-7", addresses=(), since=now, until=now + 60, reason="A word.", by="a term")
    await school.core.tell()
    await school.core.tell(lambda version: Bans(version=version, bans=(ban,)))
    again = Device(school.where, helper=helper, key=device.key)
    await again.connect()
    assert again.state.lock
    assert again.state.ban
    await again.leave()


async def test_a_new_connection_takes_the_place_of_the_old(school: Box) -> None:
    async with school.device() as device:
        again = Device(school.where, helper=device.helper, key=device.key)
        await again.connect()
        await device.until_ended()
        await again.until_taken(await again.type("hello"))
        await again.leave()
    gone = await school.core.until(lambda said: isinstance(said, HelperHere) and not said.here)
    assert gone.helper == device.helper


async def test_rules_wait_until_they_are_settled(school: Box) -> None:
    rules = Rules(person=ADA.id, name="juniors", version=1, title="Our rules", text="Be kind.", points=())
    async with school.device() as device:
        school.core.send(HelperPerson(helper=device.helper, person=ADA, rules=rules))
        assert (await device.until_state(lambda state: state.rules is not None)).rules == rules
        before = len(device.said)
        school.core.send(HelperPerson(helper=device.helper, person=ADA))
        await device.until(lambda said: isinstance(said, State) and said.rules is None, since=before)


async def test_the_school_words_itself(school: Box) -> None:
    async with school.device() as device:
        words = SchoolWords(name="Ysgol Gynradd", talk_to="Ms Ada")
        await school.core.tell(lambda version: School(version=version, policy=SchoolPolicy(), words=words))
        assert (await device.until_state(lambda state: state.school == words.name)).talk_to == "Ms Ada"


async def test_what_a_helper_watches_is_told(school: Box) -> None:
    async with school.device() as device:
        school.core.watch = replace(school.core.watch, blocked=("game",), usb="block")
        await school.core.tell()
        await device.until_state(lambda state: state.watch.blocked == ("game",))


async def test_a_sign_of_life_comes_by_itself(school: Box, monkeypatch: object) -> None:
    async with school.device() as device:
        assert school.service
        for one in school.service.hub._sessions.values():
            one._beat_at = 0.0
        await device.until(lambda said: isinstance(said, Beat))


async def test_silence_ends_the_connection(school: Box, monkeypatch: object) -> None:
    before, session.SILENT_SECONDS = session.SILENT_SECONDS, 0.2
    try:
        async with school.device() as device:
            await device.until_ended()
            assert device.socket
            assert device.socket.close_code == 1001
    finally:
        session.SILENT_SECONDS = before


# --- orders --------------------------------------------------------------------------------------------------------


async def answered(school: Box, order: str) -> OrderAnswered:
    found = await school.core.until(lambda said: isinstance(said, OrderAnswered) and said.order == order)
    assert isinstance(found, OrderAnswered)
    return found


async def test_an_order_is_done_and_how_long_it_took_to_arrive_is_told(school: Box) -> None:
    async with school.device() as device:
        answer = await answered(school, await school.core.order(device.helper, LogOff()))
    assert answer.done
    assert answer.arrived is not None
    assert 0 < answer.arrived < 5


async def test_a_device_that_is_away_is_told_at_once(school: Box) -> None:
    answer = await answered(school, await school.core.order("h-away", LogOff(), within=60.0))
    assert (answer.done, answer.arrived) == (False, None)
    assert "away" in answer.why


async def test_one_that_does_not_answer_is_told_in_time(school: Box) -> None:
    async with school.device(answers=False) as device:
        answer = await answered(school, await school.core.order(device.helper, LogOff(), within=0.5))
    assert not answer.done
    assert "in time" in answer.why


async def test_a_device_that_comes_back_is_told_what_still_waits(school: Box) -> None:
    async with school.device(answers=False) as device:
        order = await school.core.order(device.helper, ShowMessage(text="Hello", sender="Mr Bell"), within=30.0)
        await device.until(lambda said: isinstance(said, Order))
    again = Device(school.where, helper=device.helper, key=device.key)
    await again.connect()
    assert (await answered(school, order)).done
    await again.leave()


async def test_what_came_of_an_order_is_told_when_core_is_back(school: Box) -> None:
    async with school.device(answers=False) as device:
        order = await school.core.order(device.helper, LogOff(), within=1.0)
        await device.until(lambda said: isinstance(said, Order))
        await school.core.stop()
        await asyncio.sleep(1.2)
        school.core.said.clear()
        await school.core.start()
        assert not (await answered(school, order)).done
        here = await school.core.until(lambda said: isinstance(said, HelperHere))
        assert here.helper == device.helper
