"""Chats: server-sent events and WebSockets arrive live, and are read."""

import asyncio
import ssl
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from appliance.model import Captured, Direction
from proxy_addons.tee import OVERLAP, WINDOW, Live
from tests.origins import Origin
from tests.proxy_addons.conftest import Running

TERM = "how to hide cuts"
SPOKEN = TERM.replace(" ", "%20")
HTTP = [pytest.param("--http1.1", id="HTTP/1.1"), pytest.param("--http2", id="HTTP/2")]


@pytest.mark.parametrize("version", HTTP)
def test_events_arrive_one_by_one_and_are_read_before_the_end(worker: Running, site: Origin, version: str) -> None:
    url = site.url(f"/events?count=0&pause=0.3&words={SPOKEN}&{version}")
    command = ["curl", "-sN", "-m", "20", version, "-x", worker.proxy, "--cacert", str(worker.ca), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as client:
        assert client.stdout
        begun = time.monotonic()
        assert client.stdout.readline().decode() == f"data: {TERM} 0\n"
        assert time.monotonic() - begun < 3
        worker.wait_for(Captured, lambda found: is_received(found, version))
        assert client.poll() is None
        time.sleep(2.5)
        client.kill()
    received = [found for found in worker.events(Captured) if is_received(found, version)]
    assert len(received) == 1, "one stream, one term, one capture"


def is_received(found: Captured, mark: str) -> bool:
    return found.url.endswith(mark) and found.direction is Direction.RECEIVED


def test_an_endless_stream_costs_constant_memory(worker: Running, site: Origin) -> None:
    url = site.url(f"/events?count=0&pause=0&words={'x' * 900}")
    command = ["curl", "-sN", "-m", "6", "-x", worker.proxy, "--cacert", str(worker.ca), "-o", "/dev/null", url]
    with subprocess.Popen(command) as client:
        time.sleep(2)
        before = worker.memory()
        client.wait()
    assert worker.memory() - before < 10 * 1024 * 1024


@pytest.mark.parametrize("direction", list(Direction))
async def test_both_sides_of_a_websocket_are_read(worker: Running, site: Origin, direction: Direction) -> None:
    url = site.url(f"/chat/{direction.value}").replace("https:", "wss:")
    context = ssl.create_default_context(cafile=str(worker.ca))
    async with connect(url, ssl=context, proxy=worker.proxy) as chat:
        await chat.send(TERM)
        assert await chat.recv() == TERM
        captured = await asyncio.to_thread(
            worker.wait_for, Captured, lambda found: found.host == "127.0.0.1" and found.direction is direction
        )
        assert captured.capture.findings[0].match.text.lower() == "how to hide cuts"


async def test_a_long_websocket_costs_constant_memory(worker: Running, site: Origin, tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=str(worker.ca))
    async with connect(site.url("/chat").replace("https:", "wss:"), ssl=context, proxy=worker.proxy) as chat:
        before = 0
        for number in range(250):
            await chat.send("x" * 50_000)
            await chat.recv()
            before = before or (worker.memory() if number == 50 else 0)
    assert worker.memory() - before < 10 * 1024 * 1024


async def test_a_message_that_is_far_too_long_ends_the_websocket(worker: Running, site: Origin) -> None:
    context = ssl.create_default_context(cafile=str(worker.ca))
    url = site.url("/chat").replace("https:", "wss:")

    async def endless() -> AsyncIterator[str]:
        for _ in range(40):
            yield "x" * 500_000

    async def talk() -> None:
        async with connect(url, ssl=context, proxy=worker.proxy, compression=None) as chat:
            await chat.send(endless())
            await chat.recv()

    with pytest.raises(ConnectionClosed):
        await talk()


class Windows:
    def __init__(self) -> None:
        self.read: list[bytes] = []

    def __call__(self, window: bytes, cut: bool) -> None:
        del cut
        self.read.append(window)


async def test_words_over_the_seam_of_two_windows_stand_in_one_of_them() -> None:
    windows = Windows()
    live = Live("", windows, lambda: None)
    event = b"data: how to hide cuts\n\n"
    for _ in range(3 * WINDOW // len(event)):
        assert live(event) == event
    live.flush()
    assert len(windows.read) >= 2
    assert all(window.startswith(b"data: ") for window in windows.read)
    assert max(map(len, windows.read)) <= WINDOW + OVERLAP + len(event)


async def test_a_quiet_stream_is_read_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy_addons.tee.QUIET", 0.01)
    windows = Windows()
    quiet = asyncio.Event()
    live = Live("", windows, quiet.set)
    live(b"data: hello\n\n")
    await asyncio.wait_for(quiet.wait(), 1)
    live.flush()
    assert windows.read == [b"data: hello\n\n"]
