"""A running worker, as a process of its own, and what it recorded."""

import asyncio
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Self

import msgspec
import pytest

from appliance.config import Home, Settings
from appliance.core.spool import SpoolReader
from appliance.match.terms import Terms
from appliance.model import Ban, Batch, Event, SpoolCursor
from appliance.wire import Bans, Connection, InForce, News, ToCore, listen
from proxy_addons import worker as worker_module
from proxy_addons.guard import Choice
from proxy_addons.worker import Worker
from tests.origins import Origin, TestAuthority
from tests.running import free_ports

START_WITHIN = 60.0  # compiling the libraries takes seconds, and the machine may be busy


class Running:
    """`python -m proxy_addons 1` with settings of its own. `extra` is TOML after the `[proxy]` table's usual keys."""

    def __init__(self, root: Path, roots: Path, extra: str = "", *, loopback: bool = True) -> None:
        self.home = Home(root)
        self.home.make()
        self.port = free_ports(1)[0]
        self._cursor = SpoolCursor()
        self._log = root / "log"
        usual = f"[proxy]\nport = {self.port}\nreach_private = {str(loopback).lower()}\n"
        usual += f"trusted_roots = {str(roots)!r}\n"
        self.home.settings.write_text(usual + extra)

    def __enter__(self) -> Self:
        environment = {**os.environ, "LOLLIPOP_HOME": str(self.home.root)}
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "proxy_addons", "1"], env=environment, stdout=log, stderr=log
            )
        end = time.monotonic() + START_WITHIN
        while "listening on" not in self.log():
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"the worker did not start:\n{self.log()}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0, self.log()
        assert "mitmproxy has crashed" not in self.log()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ca(self) -> Path:
        return self.home.ca / "ca.pem"

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def events[Kind: Event](self, kind: type[Kind]) -> list[Kind]:
        batch = self._read()
        return [event for event in batch.events if isinstance(event, kind)]

    def forget(self) -> None:
        """Look at what comes from now on only."""
        self._cursor = self._read().cursor

    def _read(self) -> Batch:
        return SpoolReader(self.home.spool / "worker-1").read(self._cursor, 100_000)

    def wait_for[Kind: Event](
        self, kind: type[Kind], fits: Callable[[Kind], bool] = lambda _: True, seconds: float = 5.0
    ) -> Kind:
        """The first event that fits, as soon as it is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for event in self.events(kind):
                if fits(event):
                    return event
            time.sleep(0.02)
        raise AssertionError(f"no such {kind.__name__}; there are {self.events(kind)}\n{self.log()}")

    def memory(self) -> int:
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def alive(self) -> bool:
        return self.process.poll() is None


class Answer:
    """What curl saw: the last status, the headers in lower case, the body."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.exit = done.returncode
        self.error = done.stderr.decode(errors="replace")
        *_, head, self.body = [b"", *self._split(done.stdout)]
        lines = head.decode("latin-1").splitlines()
        self.version, self.status = (lines[0].split()[0], int(lines[0].split()[1])) if lines else ("", 0)
        self.headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)

    @classmethod
    def of(cls, exit_code: int, out: bytes, error: bytes) -> Self:
        return cls(subprocess.CompletedProcess([], exit_code, out, error))

    @staticmethod
    def _split(out: bytes) -> list[bytes]:
        parts = []
        while out.startswith(b"HTTP/"):
            head, _, out = out.partition(b"\r\n\r\n")
            parts.append(head)
        return [*parts[-1:], out]

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def curl(worker: Running, url: str, *options: str, seconds: float = 15.0) -> Answer:
    """Fetch through the worker, trusting its certificate."""
    command = ["curl", "-sS", "-i", "-g", "-m", str(seconds), "-x", worker.proxy, "--cacert", str(worker.ca)]
    done = subprocess.run([*command, *options, url], capture_output=True, check=False, timeout=seconds + 5)
    return Answer(done)


class Begun:
    def __init__(self, event: asyncio.Event) -> None:
        self.running = event.set


@asynccontextmanager
async def running(
    home: Home, authority: TestAuthority, choice: Choice = "safe", *more: object, settings: Settings | None = None
) -> AsyncIterator[tuple[Worker, str]]:
    """A worker in this process, with more addons behind its guard, and the address of its proxy."""
    home.make()
    port, turned = free_ports(2)
    settings = settings or Settings()
    proxy = msgspec.structs.replace(
        settings.proxy,
        port=port,
        transparent_port=turned,
        reach_private=True,
        trusted_roots=str(authority.roots),
        on_failure=choice,
    )
    worker = Worker(1, home, msgspec.structs.replace(settings, proxy=proxy))
    worker.addons.add_guarded(worker.guard, *more)
    begun = asyncio.Event()
    worker.addons.add_guarded(worker.guard, Begun(begun))
    serving = asyncio.create_task(worker.run())
    await asyncio.wait_for(begun.wait(), 10)
    try:
        yield worker, f"http://127.0.0.1:{port}"
    finally:
        worker.shutdown()
        await serving


async def fetch(home: Home, proxy: str, url: str, *more: str) -> Answer:
    command = ["curl", "-sS", "-i", "-m", "10", "-x", proxy, "--cacert", str(home.ca / "ca.pem"), *more, url]
    process = await asyncio.create_subprocess_exec(*command, stdout=-1, stderr=-1)
    out, error = await process.communicate()
    assert process.returncode is not None
    return Answer.of(process.returncode, out, error)


@pytest.fixture(scope="session", autouse=True)
def terms_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Many workers are made in this process, and the shipped libraries take seconds to compile."""
    usual = worker_module._terms
    shipped = cache(lambda: usual(Home(tmp_path_factory.mktemp("empty")), Settings()))

    def terms(home: Home, settings: Settings) -> Terms:
        return usual(home, settings) if home.libraries.exists() and any(home.libraries.iterdir()) else shipped()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_module, "_terms", terms)
        yield


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def site(authority: TestAuthority) -> Iterator[Origin]:
    """An origin that speaks HTTP/2 and HTTP/1.1."""
    with Origin(authority) as origin:
        yield origin


@pytest.fixture(scope="session")
def old_site(authority: TestAuthority) -> Iterator[Origin]:
    """An origin that speaks HTTP/1.1 only."""
    with Origin(authority, host="127.0.0.2", alpn=("http/1.1",)) as origin:
        yield origin


@pytest.fixture(scope="session")
def plain_site() -> Iterator[Origin]:
    """An origin without TLS."""
    with Origin(None, host="127.0.0.3") as origin:
        yield origin


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority) -> Iterator[Running]:
    """A worker with the usual settings, shared by the tests of one file."""
    with Running(tmp_path_factory.mktemp("home"), authority.roots) as running:
        yield running


class Core(threading.Thread):
    """The end of the line in `core`: takes what a worker says, and sends bans."""

    def __init__(self, root: Path) -> None:
        super().__init__(daemon=True)
        self._home = Home(root)
        self._home.make()
        self._messages: queue.Queue[ToCore] = queue.Queue()
        self._version = 0
        self._ready = threading.Event()
        self._connection: Connection[ToCore] | None = None
        self.said: list[ToCore] = []

    def __enter__(self) -> Self:
        self.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self.join(5)

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await listen(self._home.core_socket, self._talk)
        self._ready.set()
        await self._stop.wait()
        if self._connection:
            self._connection.close()
        server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connection = Connection(reader, writer, ToCore)
        while (message := await self._connection.receive()) is not None:
            self.said.append(message)
            self._messages.put(message)

    def wait_for[Kind: ToCore](self, kind: type[Kind], seconds: float = 5.0) -> Kind:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            message = self._messages.get(timeout=max(0.01, end - time.monotonic()))
            if isinstance(message, kind):
                return message
        raise AssertionError(f"no {kind.__name__} came")

    def ban(self, *bans: Ban) -> float:
        """Send the list; gives the seconds until the worker said that it holds."""
        return self.tell(lambda version: Bans(version=version, bans=bans))

    def tell(self, news_of: Callable[[int], News]) -> float:
        """The same with any news."""
        while self._connection is None:
            time.sleep(0.01)
        self._version += 1
        message = news_of(self._version)
        begun = time.monotonic()
        self._loop.call_soon_threadsafe(self._connection.send, message)
        while self.wait_for(InForce).version != self._version:
            pass
        return time.monotonic() - begun
