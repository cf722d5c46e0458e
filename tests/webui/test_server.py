"""The console as its own process: started, followed, stopped and killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home, Settings
from appliance.store import Store
from appliance.wire import Goodbye
from tests.running import free_ports, wait_for
from tests.webui.parts import SmallCore, captured
from webui.server import practice_line

ROOT = Path(__file__).parents[2]
CONSOLES = 20
HALF_HEADER = b"GET /healthz HTTP/1.1\r\nHost: loc"


class Console:
    def __init__(self, home: Home, store: Store) -> None:
        (self.port,) = free_ports(1)
        home.settings.write_text(f"[console]\nport = {self.port}\n")
        self.home = home
        self.store = store
        self.start()

    def start(self) -> None:
        environment = os.environ | {"LOLLIPOP_HOME": str(self.home.root)}
        self.process = subprocess.Popen([sys.executable, "-m", "webui"], cwd=ROOT, env=environment)
        wait_for(self.answers, "the console to answer", 60)

    def answers(self) -> bool:
        try:
            with self.get("/healthz") as answer:
                return answer.status == 200
        except OSError:
            return False

    def sign_in(self) -> str:
        """A session's token."""
        return self.store.sign_in.redeem(self.store.sign_in.new_link(time.time(), 60), time.time()) or ""

    def get(self, path: str) -> http.client.HTTPResponse:
        """The caller closes the answer, and with it the connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path, headers={"Cookie": f"lollipop={self.sign_in()}", "Connection": "close"})
        return connection.getresponse()

    def send(self, request: bytes) -> socket.socket:
        """A connection on which that much of a request was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(request)
        return connection

    def follow(self) -> http.client.HTTPResponse:
        """An open feed, past its first ring."""
        answer = self.get("/live")
        assert answer.status == 200
        assert next_event(answer) == b"event: captures\n"
        return answer


def next_event(answer: http.client.HTTPResponse) -> bytes:
    return next(line for line in answer if line.startswith(b"event:"))


@pytest.fixture
def console(home: Home, store: Store) -> Iterator[Console]:
    console = Console(home, store)
    yield console
    console.process.kill()
    console.process.wait()


@pytest.fixture
def feeds(console: Console, core: SmallCore) -> Iterator[list[http.client.HTTPResponse]]:
    feeds = [console.follow() for _ in range(CONSOLES)]
    yield feeds
    for feed in feeds:
        feed.close()


def test_twenty_open_consoles_hear_of_a_capture_and_pages_still_come(
    console: Console, core: SmallCore, feeds: list[http.client.HTTPResponse]
) -> None:
    wait_for(lambda: any("Follow" in type(message).__name__ for message in core.asked), "the console to follow core")
    started = time.monotonic()
    core.capture(captured(at=time.time()))
    assert {next_event(feed) for feed in feeds} == {b"event: captures\n"}
    assert time.monotonic() - started < 1
    with console.get("/captures") as answer:
        assert b"how to hurt myself" in answer.read()


@pytest.mark.alone
def test_it_stops_within_two_seconds_and_says_goodbye(
    console: Console, core: SmallCore, feeds: list[http.client.HTTPResponse]
) -> None:
    idle = http.client.HTTPConnection("127.0.0.1", console.port, timeout=5)
    idle.request("GET", "/healthz")
    idle.getresponse().read()
    half = console.send(HALF_HEADER)
    wait_for(lambda: len(core.asked) >= 3, "the console to follow core")
    assert Goodbye() not in core.asked
    started = time.monotonic()
    console.process.terminate()
    assert console.process.wait(5) == 0
    assert time.monotonic() - started < 2
    wait_for(lambda: Goodbye() in core.asked, "the goodbye")
    idle.close()
    half.close()


@pytest.mark.alone
def test_clients_that_never_close_hold_nobody_up(console: Console) -> None:
    lingering = [console.get("/healthz") for _ in range(5)]
    started = time.monotonic()
    with console.get("/healthz") as answer:
        assert answer.status == 200
    assert time.monotonic() - started < 0.9
    for answer in lingering:
        answer.close()


def test_after_a_kill_it_starts_again_at_the_same_address(
    console: Console, core: SmallCore, feeds: list[http.client.HTTPResponse]
) -> None:
    console.process.send_signal(signal.SIGKILL)
    console.process.wait()
    console.start()
    with console.get("/captures") as answer:
        assert answer.status == 200
    assert Goodbye() not in core.asked


def test_the_practice_line_can_be_pasted(tmp_path: Path) -> None:
    line = practice_line(Home(tmp_path / "a school"), Settings())
    assert line.startswith("curl --proxy http://127.0.0.1:8080 --cacert '")
    assert line.endswith("a school/lollipop-ca.pem' https://practice.lollipop.test/")
