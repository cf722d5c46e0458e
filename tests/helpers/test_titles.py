import asyncio

import pytest

from appliance.helpers import titles
from appliance.helpers.protocol import Front
from appliance.helpers.titles import Titles


def front(title: str) -> Front:
    return Front(application="notepad", title=title)


async def until(seen: list[Front], count: int) -> None:
    async with asyncio.timeout(5):
        while len(seen) < count:  # noqa: ASYNC110  # a timer of the loop gives no signal
            await asyncio.sleep(0.01)


async def test_of_many_titles_the_last_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(titles, "READ_EVERY", 0.2)
    seen: list[Front] = []
    reader = Titles(seen.append)
    for number in range(1000):
        reader.see(front(f"{number}"))
    await until(seen, 1)
    for number in range(1000, 2000):
        reader.see(front(f"{number}"))
    await until(seen, 2)
    assert [one.title for one in seen] == ["999", "1999"]


async def test_a_title_that_was_just_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(titles, "READ_EVERY", 0.0)
    seen: list[Front] = []
    reader = Titles(seen.append)
    for title in ("a", "b", "a", "b", "c"):
        reader.see(front(title))
        await asyncio.sleep(0.02)
    await until(seen, 3)
    assert [one.title for one in seen] == ["a", "b", "c"]


async def test_the_last_one_is_read_when_the_device_goes() -> None:
    seen: list[Front] = []
    reader = Titles(seen.append)
    reader.see(front("a"))
    reader.stop()
    reader.stop()
    assert [one.title for one in seen] == ["a"]
