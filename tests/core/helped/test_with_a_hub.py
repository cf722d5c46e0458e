"""A real core, the real process's parts that helpers connect to, and simulated devices: from a key to a capture."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from appliance import ca
from appliance.config import Helpers, Home, Portal, Settings
from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import LogOff, Refused, ShowMessage
from appliance.helpers.service import Service
from appliance.model import OrderState, the_box
from appliance.store import Store
from appliance.wire import AskReload, Done
from tests.core.helped.line import ask
from tests.core.pupils import AMY
from tests.core.samples import until
from tests.helpers.core import TERMS
from tests.helpers.device import Device, RefusedError, Where
from tests.running import free_ports


@pytest.fixture
async def box(core: Home) -> AsyncIterator[Where]:
    """Where helpers connect."""
    (port,) = free_ports(1)
    ca.ensure(core, "School", datetime.now(UTC))
    service = Service(core, Settings(helpers=Helpers(port=port), portal=Portal(names=("lollipop",))), TERMS)
    stop = asyncio.Event()
    running = asyncio.create_task(service.run(stop))
    await until(lambda: _listens(core), "it listens")
    where = Where("127.0.0.1", port, ca.export(core, datetime.now(UTC)))
    while await _is_just_starting(where):  # noqa: ASYNC110  # it gives no sign
        await asyncio.sleep(0.05)
    yield where
    stop.set()
    await running


@pytest.fixture
def code(store: Store) -> str:
    return store.helpers.add_code("Suite", time.time() + 600, 5, "office", time.time())[0]


async def _is_just_starting(where: Where) -> bool:
    """Somebody whom nobody knows is told so once it knows whom the school has."""
    device = Device(where, helper="nobody")
    try:
        await device.connect()
    except RefusedError as error:
        return "starting" in error.refused.why
    finally:
        await device.leave()
    return False


def _listens(home: Home) -> bool:
    return home.helpers_socket.exists()


async def test_what_a_child_types_is_captured_and_pictured_as_theirs(box: Where, store: Store, code: str) -> None:
    async with Device.enrolled(box, code) as device:
        await device.log_on("SCHOOL\\amy1")
        await device.until_state(lambda state: state.person == "Amy Bell")
        number = await device.type("I want to hurt myself", user="SCHOOL\\amy1")
        await device.until_taken(number)
        seen = store.seen_by(the_box("test"))
        await until(seen.captures.latest, "it is captured")
        (capture,) = seen.captures.latest()
        assert (capture.person, capture.host, capture.channel) == (AMY, "notepad", "typed")
        await until(lambda: len(seen.evidence.of_capture(capture.id)) == 5, "a picture and a recording")
        await until(
            lambda: {one.state for one in seen.orders.of_capture(capture.id)} == {OrderState.DONE}, "both are done"
        )
        assert {(one.person, one.helper) for one in seen.evidence.of_capture(capture.id)} == {(AMY, device.helper)}


async def test_a_persons_lock_comes_to_their_device_and_goes(core: Home, box: Where, code: str) -> None:
    async with Device.enrolled(box, code) as device:
        await device.log_on("amy1")
        await device.until_state(lambda state: state.person == "Amy Bell")
        locked = await ask(core, AskLock(seconds=600, reason="Look up, please.", by="Ms Ada", person=AMY))
        assert isinstance(locked, Done)
        state = await device.until_state(lambda state: state.lock is not None)
        assert state.lock
        assert (state.lock.reason, 500 < state.lock.left <= 600) == ("Look up, please.", True)
        heard = len(device.said)
        await ask(core, AskUnlock(by="Ms Ada", person=AMY))
        await device.until(lambda said: getattr(said, "lock", 0) is None, since=heard)


async def test_a_message_is_answered_by_the_device(core: Home, box: Where, code: str) -> None:
    async with Device.enrolled(box, code) as device:
        words = ShowMessage(text="Look up, please.", sender="Ms Ada")
        said = await ask(core, AskOrder(do=words, by="Ms Ada", device="127.0.0.1"))
        assert said == Done(text="The message was shown (pc-7).")
        assert [one.do for one in device.orders] == [words]
        gone = await ask(core, AskOrder(do=LogOff(text="Home time."), by="Ms Ada", device=device.helper))
        assert gone == Done(text="Logged off (pc-7).")


async def test_one_that_is_revoked_is_let_go_and_may_not_come_back(
    core: Home, store: Store, box: Where, code: str
) -> None:
    async with Device.enrolled(box, code) as device:
        store.helpers.revoke(device.helper, "lost", "office", time.time())
        assert isinstance(await ask(core, AskReload()), Done)
        await device.until(lambda said: isinstance(said, Refused) and not said.again)
        await device.until_ended()
        with pytest.raises(RefusedError):
            await Device(box, helper=device.helper, key=device.key).connect()


async def test_a_wrong_code_lets_nobody_in(box: Where, store: Store, code: str) -> None:
    with pytest.raises(RefusedError, match="This code does not") as refused:
        await Device(box).connect(code="AAAA-AAAA-AAAA")
    assert not refused.value.refused.again
    assert (store.helpers.all(), store.helpers.codes()[0].used) == ((), 0)
    assert code
