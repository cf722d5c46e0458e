"""Children at Confide, each on a device with an address of its own. A page is taken from the question to its last byte,
as a browser would without a script; styles and pictures are fetched with it, six at a time, and once where they may be
kept for a while."""

import asyncio
import random
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.figures import percentile

CHILDREN, BOUND_MS = 200, 500.0
MOST_SECONDS = 60.0
ADDRESSES = 250
WORDS = "Some big boys take my lunch when we go out to play, and I do not know what to do about it."
WALK: tuple[tuple[str, dict[str, str], str], ...] = (
    ("welcome", {"q1": "next"}, "about"),
    ("about", {"q4": "me"}, "what"),
    ("what", {"q6": WORDS, "q1": "next"}, "feel"),
    ("feel", {"q7": "sad"}, "safe"),
    ("safe", {"q8": "yes"}, "adult"),
    ("adult", {"q9": "no"}, "who"),
    ("who", {"q10": "duty"}, "name"),
    ("name", {"q1": "nameless"}, "send"),
    ("send", {"q1": "next"}, "sent"),
)
"""Where a child stands, what it presses there, and which page comes."""

FILES = "styles and pictures"
_ARRIVING_SECONDS = 4.0
PAUSE = (2.0, 6.0)  # seconds, as a child looks at a page
_AT_A_TIME = 6
_WITHIN = 30.0
_FILE = re.compile(r'(?:<link [^>]*href|<img [^>]*src|<script [^>]*src)="(/[^"]+)"')
_FIELD = re.compile(r'<input type="hidden" name="(q\d+)" value="([^"]*)"')


@dataclass
class Times:
    """Of what, each in ms."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """Of all pages."""
        pages = [one for kind, spent in self.spent.items() if kind != FILES for one in spent]
        return percentile(pages, 0.95) if pages else float("inf")


@dataclass
class Child:
    number: int
    port: int
    times: Times
    files: bool
    pause: tuple[float, float] = PAUSE
    kept: set[str] = field(default_factory=set)

    async def walk(self) -> None:
        chance = random.Random(self.number)
        await asyncio.sleep(chance.uniform(0, _ARRIVING_SECONDS))
        page = await self.open("welcome", {})
        for at, pressed, to in WALK:
            await asyncio.sleep(chance.uniform(*self.pause))
            page = await self.open(to, fields_of(page) | {"q0": at} | pressed)

    async def press_send(self) -> None:
        said = {key: value for _, pressed, _ in WALK for key, value in pressed.items()}
        form = said | {"q0": "send", "q1": "next", "q2": secrets.token_hex(16), "q3": "en"}
        await asyncio.sleep(random.Random(self.number).uniform(0, 1))
        await self.open("sent", form)

    async def open(self, kind: str, form: dict[str, str]) -> str:
        """The page's text. What is not the page that should come is an error."""
        page = await self._timed(kind, "/", form)
        if page and f'"q0" value="{kind}"' not in page:
            self.times.errors.append(f"another page than {kind}")
        if self.files:
            turn = asyncio.Semaphore(_AT_A_TIME)
            await asyncio.gather(*(self._fetch(path, turn) for path in set(_FILE.findall(page)) - self.kept))
        return page

    async def _fetch(self, path: str, turn: asyncio.Semaphore) -> None:
        async with turn:
            await self._timed(FILES, path, {})

    async def _timed(self, kind: str, path: str, form: dict[str, str]) -> str:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_WITHIN):
                text = await self._ask(path, form)
        except (OSError, TimeoutError, ValueError, IndexError) as error:
            self.times.errors.append(f"{kind}: {type(error).__name__} {error}")
            return ""
        self.times.spent[kind].append((time.perf_counter() - began) * 1000)
        return text

    async def _ask(self, path: str, form: dict[str, str]) -> str:
        host = f"confide:{self.port}"
        body = urlencode(form).encode()
        head = f"{'POST' if form else 'GET'} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        if form:
            head += f"Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        address = f"127.0.1.{self.number % ADDRESSES + 1}"
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        try:
            writer.write(f"{head}\r\n".encode() + body)
            answer = await reader.read(-1)
        finally:
            writer.close()
        status = answer.split(b" ", 2)[1]
        if status != b"200":
            raise ValueError(f"answered {status.decode()}")
        if b"max-age=" in answer.partition(b"\r\n\r\n")[0]:
            self.kept.add(path)
        return answer.partition(b"\r\n\r\n")[2].decode("utf-8", "replace")


def fields_of(page: str) -> dict[str, str]:
    """The hidden ones. What a child of ours says has nothing in it that is written another way in HTML."""
    return dict(_FIELD.findall(page))


async def assembly(
    port: int, count: int, *, files: bool = True, pause: tuple[float, float] = PAUSE, within: float = MOST_SECONDS
) -> Times:
    return await _all(count, within, lambda number, times: Child(number, port, times, files, pause).walk())


async def all_press_send(port: int, count: int, *, files: bool = True) -> Times:
    return await _all(count, MOST_SECONDS, lambda number, times: Child(number, port, times, files).press_send())


async def _all(count: int, within: float, does: Callable[[int, Times], Awaitable[None]]) -> Times:
    """Whoever is not done in time is an error."""
    times = Times()
    walks = [asyncio.ensure_future(does(number, times)) for number in range(count)]
    _, late = await asyncio.wait(walks, timeout=within)
    for one in late:
        one.cancel()
    times.errors += ["not done in time"] * len(late)
    await asyncio.gather(*walks, return_exceptions=True)
    return times
