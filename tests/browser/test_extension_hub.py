"""A real browser with the helper, and the real hub: what a child types becomes a capture, and orders are done."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from playwright.sync_api import expect

from appliance import ca
from appliance.config import Settings
from appliance.helper_wire import HelperHere, HelperUser, OrderAnswered
from appliance.helpers.protocol import ShowMessage, TakePicture
from appliance.model import Captured, Event, HelperKind, Lock, Pictured
from tests.browser.policed import NEEDS, Sites, World, browsing, write
from tests.helpers.core import ADA, CODE, Box, box

pytestmark = [*NEEDS, pytest.mark.timeout(180)]


@dataclass
class Real:
    settings: Settings
    port: int
    authority: x509.Certificate
    code: str


class Child:
    """A browser in a thread of its own: Playwright's simple form and an event loop do not go together."""

    def __init__(self, folder: Path, school: Box) -> None:
        authority = ca.load(school.home, datetime.now(UTC)).certificate
        real = Real(school.settings, school.settings.helpers.port, authority, CODE)
        self._stack = ExitStack()
        sites = self._stack.enter_context(Sites().served())
        context = self._stack.enter_context(browsing(folder, real, sites, user="ada"))
        self.world = World(real, sites, context)  # type: ignore[arg-type]

    def types(self, text: str) -> None:
        write(self.world.open("diary.test/page", "<title>My diary</title><textarea id=field></textarea>"), text)

    def reads(self, text: str) -> None:
        expect(self.world.shown("window").locator("main")).to_contain_text(
            text,
        )

    def close(self) -> None:
        self._stack.close()


async def test_a_child_types_a_phrase_and_the_school_acts(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as hands:
        async with box(tmp_path / "home") as school:
            child = await loop.run_in_executor(hands, Child, tmp_path, school)
            try:
                await _acts(school, child, lambda work, *told: loop.run_in_executor(hands, work, *told))
            finally:
                await loop.run_in_executor(hands, child.close)


async def _acts(school: Box, child: Child, do: Callable[..., Awaitable[None]]) -> None:
    here = await school.core.until(lambda said: isinstance(said, HelperHere))
    user = await school.core.until(lambda said: isinstance(said, HelperUser))
    (helper,) = school.core.helpers
    assert (helper.kind, user.user, here.helper) == (HelperKind.BROWSER, "ada", helper.id)

    await do(child.types, "today I want to hurt myself")
    captured = await _kept(school, Captured)
    assert "Ada Lovelace" in str(captured)
    assert "hurt myself" in str(captured)
    assert "diary.test" in str(captured)

    order = await school.core.order(helper.id, TakePicture())
    answered = await school.core.until(lambda said: isinstance(said, OrderAnswered) and said.order == order)
    assert answered.done, answered.why
    pictured = await _kept(school, Pictured)
    assert (pictured.order, pictured.format) == (order, "webp")

    order = await school.core.order(helper.id, ShowMessage(text="Come to me, please", sender="Mrs Fir"))
    await do(child.reads, "Come to me, please")
    now = datetime.now(UTC).timestamp()
    school.core.locks = (
        Lock(id="1", device="", person=ADA.id, since=now, until=now + 600, reason="A rest", by="Mrs Fir"),
    )
    await school.core.tell()
    await do(child.reads, "A rest")


async def _kept[Kind: Event](school: Box, kind: type[Kind]) -> Kind:
    async with asyncio.timeout(10):
        while True:
            for one in school.kept:
                if isinstance(one, kind):
                    return one
            await asyncio.sleep(0.05)
