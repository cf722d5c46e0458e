from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.aup.texts import read, samples
from appliance.config import Home
from appliance.core.aup_desk import AupDesk
from appliance.core.store_thread import StoreThread
from appliance.model import Device, Person, Role
from appliance.portal_wire import AnswerAup
from appliance.store import Store

NOW = 1_794_924_300.0
AMY = Person(id="p1", name="Amy Ash", role=Role.PUPIL, groups=("class-1a", "year1"))
TABLET = Device(name="tablet-3", addresses=("10.0.0.21",), person=AMY)


@pytest.fixture
def thread(tmp_path: Path) -> Iterator[StoreThread]:
    home = Home(tmp_path)
    home.make()
    store = Store.open(home)
    store.migrate()
    thread = StoreThread(store)
    yield thread
    thread.close()


def answer(*, accepted: bool, version: int = 1) -> AnswerAup:
    return AnswerAup(address="10.0.0.21", person=AMY.id, name="infants", version=version, accepted=accepted)


async def test_without_texts_nothing_waits(thread: StoreThread) -> None:
    assert await AupDesk(thread).due(AMY, 0.0) is None


async def test_what_waits_is_shown_until_it_is_accepted(thread: StoreThread) -> None:
    await thread.run(lambda store: store.aup.set(read(samples(), "texts.toml"), "test", NOW))
    desk = AupDesk(thread, lambda: NOW)
    waiting = await desk.due(AMY, NOW - 60)
    assert waiting is not None
    assert (waiting.name, waiting.version, waiting.picture, len(waiting.points)) == ("infants", 1, "screen", 4)
    assert waiting.person == AMY.id
    await desk.answered(AMY, answer(accepted=False), TABLET)
    assert await desk.due(AMY, NOW - 60) is not None
    await desk.answered(AMY, answer(accepted=True, version=7), TABLET)
    assert await desk.due(AMY, NOW - 60) is not None
    await desk.answered(AMY, answer(accepted=True), TABLET)
    assert await desk.due(AMY, NOW - 60) is None
    assert await desk.due(AMY, NOW + 60) is not None, "infants are asked at every sign-in"
