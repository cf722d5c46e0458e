"""HTTP/2 clients that do not take what they asked for, or ask for nothing: one costs little, and others do not wait."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import hyperframe.frame as frames
import pytest

from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Running, curl

MB = 1024 * 1024
ORIGINS = [pytest.param(("h2",), id="from HTTP/2"), pytest.param(("http/1.1",), id="from HTTP/1.1")]


class Talk:
    """A client's connection to an origin through the worker. It opens no windows but where it is told to."""

    def __init__(self, worker: Running, origin: Origin) -> None:
        self._authority = f"{origin.host}:{origin.port}"
        plain = socket.create_connection(("127.0.0.1", worker.port), timeout=10)
        plain.sendall(f"CONNECT {self._authority} HTTP/1.1\r\n\r\n".encode())
        assert b" 200 " in plain.recv(4096)
        trust = ssl.create_default_context(cafile=str(worker.ca))
        trust.set_alpn_protocols(["h2"])
        self.socket = trust.wrap_socket(plain, server_hostname=origin.host)
        assert self.socket.selected_alpn_protocol() == "h2"
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self.got: dict[int, int] = {}
        self.ended: set[int] = set()
        self.closed: int | None = None
        self.send()

    def send(self) -> None:
        self.socket.sendall(self.h2.data_to_send())

    def get(self, path: str) -> int:
        stream = self.h2.get_next_available_stream_id()
        headers = [(":method", "GET"), (":scheme", "https"), (":authority", self._authority), (":path", path)]
        self.h2.send_headers(stream, headers, end_stream=True)
        self.send()
        return stream

    def upload(self, count: int, size: int) -> None:
        """Begin so many uploads, and send no more than a part of each."""
        about = [(":method", "POST"), (":scheme", "https"), (":authority", self._authority), (":path", "/echo")]
        for _ in range(count):
            stream = self.h2.get_next_available_stream_id()
            self.h2.send_headers(stream, [*about, ("content-type", "text/plain"), ("content-length", str(size))])
            for _piece in range(15):
                if self.h2.local_flow_control_window(stream) > 16_384:
                    self.h2.send_data(stream, b"x" * 16_384)
            self.send()
            self.take(0.01)

    def take(self, seconds: float, until: Callable[[], bool] = lambda: False, *, opening: bool = False) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not until() and self.closed is None:
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(65536)
            except TimeoutError:
                return
            for event in self.h2.receive_data(data):
                self._note(event, opening)
            self.send()
            if not data:
                return

    def _note(self, event: h2.events.Event, opening: bool) -> None:
        if isinstance(event, h2.events.DataReceived):
            assert event.stream_id is not None
            self.got[event.stream_id] = self.got.get(event.stream_id, 0) + len(event.data or b"")
            if opening and event.flow_controlled_length:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded) and event.stream_id is not None:
            self.ended.add(event.stream_id)
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.closed = int(event.error_code or 0)


@contextmanager
def talk(worker: Running, origin: Origin) -> Iterator[Talk]:
    talking = Talk(worker, origin)
    try:
        yield talking
    finally:
        talking.socket.close()


@pytest.fixture
def origin(request: pytest.FixtureRequest, authority: TestAuthority) -> Iterator[Origin]:
    """An origin that the worker has not met: of one that it knows to speak HTTP/1.1 only, clients get no HTTP/2."""
    with Origin(authority, alpn=request.param) as fresh:
        yield fresh


# --- what a client does not take ---


@pytest.mark.parametrize("origin", ORIGINS, indirect=True)
def test_a_download_that_nobody_takes_waits_at_the_origin_and_goes_on_later(worker: Running, origin: Origin) -> None:
    before = worker.memory()
    with talk(worker, origin) as client:
        stream = client.get("/download?mb=60")
        client.take(2)
        assert worker.memory() - before < 25 * MB
        client.h2.increment_flow_control_window(100 * MB)
        client.h2.increment_flow_control_window(100 * MB, stream)
        client.send()
        client.take(20, lambda: stream in client.ended, opening=True)
        assert client.got[stream] == 60 * MB


@pytest.mark.parametrize("origin", ORIGINS, indirect=True)
def test_other_streams_go_on_beside_one_that_waits(worker: Running, origin: Origin) -> None:
    with talk(worker, origin) as client:
        client.h2.increment_flow_control_window(10 * MB)
        client.get("/download?mb=60")
        client.take(1)
        page = client.get("/page?words=hello")
        client.take(5, lambda: page in client.ended)
        assert page in client.ended, client.closed


def test_a_stream_that_waited_and_was_ended_leaves_the_connection_usable(worker: Running, site: Origin) -> None:
    with talk(worker, site) as client:
        client.h2.increment_flow_control_window(100 * MB)
        for _ in range(5):
            waiting = client.get("/download?mb=20")
            client.take(0.5)
            client.h2.reset_stream(waiting)
        whole = client.get("/download?mb=5")
        client.h2.increment_flow_control_window(10 * MB, whole)
        client.send()
        client.take(10, lambda: whole in client.ended, opening=True)
        assert client.got[whole] == 5 * MB


@pytest.mark.parametrize("origin", ORIGINS, indirect=True)
def test_what_many_streams_leave_waiting_is_bounded_together(worker: Running, origin: Origin) -> None:
    before = worker.memory()
    with talk(worker, origin) as client:
        for _ in range(40):
            client.get("/download?mb=20")
        client.take(6)
        assert worker.memory() - before < 100 * MB
        assert curl(worker, "http://practice.lollipop.test/").status == 200


@pytest.mark.parametrize("size", [256 * 1024, 4 * MB], ids=["short ones", "long ones"])
def test_uploads_that_never_end_are_bounded_together(worker: Running, site: Origin, size: int) -> None:
    before = worker.memory()
    with ExitStack() as stack:
        for _ in range(4):
            client = stack.enter_context(talk(worker, site))
            client.take(0.2)
            with suppress(OSError, h2.exceptions.ProtocolError):
                client.upload(60, size)
        time.sleep(0.5)
        assert worker.memory() - before < 100 * MB
    time.sleep(0.5)
    assert curl(worker, site.url("/echo"), "-d", "hello").status == 200, "what was held is given back"


# --- frames that only cost work ---


def cancelled(client: Talk, count: int) -> None:
    for _ in range(count):
        client.h2.reset_stream(client.get("/page"))
    client.send()


def test_a_page_that_is_left_cancels_its_hundred_pictures(worker: Running, site: Origin) -> None:
    """Stands before the floods: they use up the patience with this address, which takes some seconds to come back."""
    with talk(worker, site) as client:
        cancelled(client, 100)
        page = client.get("/page?words=hello")
        client.take(10, lambda: page in client.ended)
        assert page in client.ended, client.closed


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(None, id="requests that are cancelled at once"),
        pytest.param(frames.SettingsFrame(0, settings={4: 65535}).serialize() * 500, id="settings"),
        pytest.param(frames.PingFrame(0, b"12345678").serialize() * 500, id="pings"),
        pytest.param(frames.PriorityFrame(1, 0, 3, False).serialize() * 500, id="priorities"),
    ],
)
def test_a_flood_ends_the_connection_and_others_hardly_wait(
    tmp_path: Path, authority: TestAuthority, site: Origin, flood: bytes | None
) -> None:
    with Running(tmp_path, authority.roots) as worker:
        before = worker.memory()
        with talk(worker, site) as client:
            client.take(0.3)
            with pytest.raises(OSError):  # noqa: PT011, PT012  # it ends at some time, and in any way
                for _ in range(400):
                    cancelled(client, 50) if flood is None else client.socket.sendall(flood)
                    client.take(0.001)
                    if client.closed is not None:
                        raise ConnectionResetError
            begun = time.monotonic()
            assert curl(worker, "http://practice.lollipop.test/").status == 200
            assert time.monotonic() - begun < 2
            assert worker.memory() - before < 60 * MB
