"""The clients that no ready-made load generator is: they run in the client's namespace and print JSON.

    python -m tests.bench.talk page COUNT                    seconds of each page load, from two devices at once
    python -m tests.bench.talk pace URL RATE SECONDS FIRST   when each request was sent, from many devices
    python -m tests.bench.talk poll URL SECONDS              when each request was sent and ended, and if it got through

All are plain HTTP/1.1 over keep-alive TLS, and verify nothing: the certificates differ from peer to peer.
"""

import asyncio
import ipaddress
import json
import random
import ssl
import sys
import time
from collections import defaultdict
from urllib.parse import urlsplit

from tests.bench import site
from tests.bench.place import CLIENT_ADDRESSES, MANY_CLIENTS

CONNECTIONS_PER_HOST = 6
POLL_EVERY = 0.005
DEVICES = 50


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Line:
    """A keep-alive connection from one of the client's addresses to a host."""

    def __init__(self, host: str, source: str, tls: ssl.SSLContext) -> None:
        self._host, self._source, self._tls = host, source, tls
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body. Connects where it is not connected; raises OSError, EOFError."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                self._host, 443, ssl=self._tls, server_hostname=self._host, local_addr=(self._source, 0)
            )
        self._writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n".encode()
        )
        status, *fields = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(field.split(": ", 1) for field in fields if ": " in field)
        body = await self._body(headers)
        if headers.get("connection") == "close":
            self.drop()
        return int(status.split()[1]), body

    async def _body(self, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            return await self._reader.read()
        body = b""
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
        return body

    def drop(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        self._writer = None


async def load_page(source: str, tls: ssl.SSLContext) -> float:
    """Seconds for the document and its 60 parts: the parts are asked for once the document is there."""
    begin = time.perf_counter()
    first = Line(site.MAIN_HOST, source, tls)
    _must(await first.get("/new"))
    waiting: dict[str, list[str]] = defaultdict(list)
    for host, path in site.part_paths():
        waiting[host].append(path)
    lines = {host: [Line(host, source, tls) for _ in range(CONNECTIONS_PER_HOST)] for host in waiting}
    lines[site.MAIN_HOST][0] = first
    await asyncio.gather(*(_drain(line, waiting[host]) for host in waiting for line in lines[host]))
    seconds = time.perf_counter() - begin
    for line in (line for several in lines.values() for line in several):
        line.drop()
    return seconds


async def _drain(line: Line, paths: list[str]) -> None:
    while paths:
        _must(await line.get(paths.pop(0)))


def _must(answer: tuple[int, bytes]) -> None:
    if answer[0] != 200:
        raise EOFError(f"answered with status {answer[0]}")


async def page(count: str) -> list[float]:
    tls = _tls()
    times: list[float] = []
    for _ in range(int(count)):
        times += await asyncio.gather(*(load_page(source, tls) for source in CLIENT_ADDRESSES))
    return times


async def pace(url: str, rate: str, seconds: str, first: str) -> dict[str, float]:
    """`rate` requests a second, evenly, each to an address of its own below `url`; none waits for another."""
    tls, parts, sent = _tls(), urlsplit(url), {}
    addresses = [str(ipaddress.ip_network(MANY_CLIENTS)[n + 1]) for n in range(DEVICES)]
    lines = [Line(parts.netloc, address, tls) for address in addresses]
    for line in lines:
        _must(await line.get("/json"))
    start, tasks = time.time(), []
    for number in range(int(float(rate) * float(seconds))):
        await asyncio.sleep(max(0.0, start + number / float(rate) - time.time()))
        path = f"{parts.path}{int(first) + number}"
        sent[path] = time.time()
        tasks.append(asyncio.create_task(lines[number % DEVICES].get(path)))
    for answer in await asyncio.gather(*tasks):
        _must(answer)
    return sent


async def poll(url: str, seconds: str) -> list[tuple[float, float, bool]]:
    """Every device asks again and again for `seconds`: when, when it ended, and whether the origin answered."""
    tls, parts, until = _tls(), urlsplit(url), time.time() + float(seconds)
    seen: list[tuple[float, float, bool]] = []

    async def watch(source: str) -> None:
        line = Line(parts.netloc, source, tls)
        while (sent := time.time()) < until:
            try:
                answer = await line.get(parts.path)
            except (OSError, EOFError):
                answer = (0, b"")
            if answer[0] != 200:
                line.drop()
            seen.append((sent, time.time(), answer == (200, b'{"a":1}')))
            await asyncio.sleep(POLL_EVERY * random.uniform(0.5, 1.5))  # not to beat in step with anything

    await asyncio.gather(*(watch(source) for source in CLIENT_ADDRESSES))
    return seen


if __name__ == "__main__":
    tasks = {"page": page, "pace": pace, "poll": poll}
    print(json.dumps(asyncio.run(tasks[sys.argv[1]](*sys.argv[2:]))))  # noqa: T201  # its output is its answer
