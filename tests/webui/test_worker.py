"""The console's process among clients that are slow, many or ill-meant."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from appliance.config import Home
from appliance.store import Store
from tests.running import wait_for
from tests.webui.test_server import HALF_HEADER, Console
from webui.serving import CONNECTIONS, THREADS
from webui.worker import ARRIVE_SECONDS, LINGER_SECONDS, LOOK_SECONDS

SLOW_CLIENTS = 2 * THREADS
AT_ONCE = 0.9
OTHER_ADDRESS = "127.0.0.2"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
FILE = b"GET /static/vendor/htmx@2.0.11/htmx.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = (
    b"POST /sign-in/none HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    home = Home(tmp_path_factory.mktemp("home"))
    home.make()
    with Store.open(home) as store:
        store.migrate()
        console = Console(home, store)
        yield console
        console.process.kill()
        console.process.wait()


@pytest.fixture
def crowd() -> Iterator[ExitStack]:
    """Connections that are closed when the test is over."""
    with ExitStack() as crowd:
        yield crowd


def seconds_to_answer(console: Console) -> float:
    started = time.monotonic()
    with console.get("/sign-in") as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - started


def answers(connection: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HALF_HEADER, id="half a header"),
        pytest.param(FORM + b"csrf=", id="half a form"),
        pytest.param(HEALTH, id="a whole request, and stay"),
        pytest.param(HEALTH + HALF_HEADER, id="one request and half of the next"),
        pytest.param(b"NONSENSE\r\n\r\n", id="nonsense, and stay after the refusal"),
    ],
)
def test_pages_come_at_once_while_many_clients_send(console: Console, crowd: ExitStack, start: bytes) -> None:
    for _ in range(SLOW_CLIENTS):
        crowd.enter_context(console.send(start))
    assert max(seconds_to_answer(console) for _ in range(5)) < AT_ONCE


def test_pages_come_at_once_while_many_clients_do_not_read(console: Console, crowd: ExitStack) -> None:
    for _ in range(SLOW_CLIENTS):
        reader = crowd.enter_context(socket.socket())
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        reader.connect(("127.0.0.1", console.port))
        reader.sendall(FILE)
    assert max(seconds_to_answer(console) for _ in range(5)) < AT_ONCE


@pytest.mark.parametrize(
    "start", [pytest.param(HALF_HEADER, id="of a header"), pytest.param(FORM, id="of a form after its header")]
)
def test_a_byte_now_and_then_wins_no_time(console: Console, crowd: ExitStack, start: bytes) -> None:
    connection = crowd.enter_context(console.send(start))
    over = threading.Event()
    dripping = threading.Thread(target=drip, args=(connection, over))
    dripping.start()
    started = time.monotonic()
    assert answers(connection).startswith(b"HTTP/1.1 408 ")
    over.set()
    dripping.join()
    assert ARRIVE_SECONDS - 0.5 < time.monotonic() - started < ARRIVE_SECONDS + LINGER_SECONDS + LOOK_SECONDS + 1


def drip(connection: socket.socket, over: threading.Event) -> None:
    try:
        while not over.wait(0.1):
            connection.send(b"x")
    except OSError:
        return


def test_a_whole_house_of_one_address_keeps_nobody_else_out(console: Console, crowd: ExitStack) -> None:
    neighbour = crowd.enter_context(
        socket.create_connection(("127.0.0.1", console.port), timeout=10, source_address=(OTHER_ADDRESS, 0))
    )
    neighbour.sendall(HEALTH[:20])
    for _ in range(CONNECTIONS + 20):
        crowd.enter_context(console.send(HALF_HEADER))
    assert seconds_to_answer(console) < AT_ONCE
    neighbour.sendall(HEALTH[20:])
    assert neighbour.recv(100).startswith(b"HTTP/1.1 200 ")


def test_an_open_feed_outlives_a_whole_house(console: Console, crowd: ExitStack) -> None:
    cookie = f"\r\nCookie: lollipop={console.sign_in()}\r\n\r\n".encode()
    feed = crowd.enter_context(console.send(HEALTH.replace(b"healthz", b"live").replace(b"\r\n\r\n", cookie)))
    wait_for(lambda: b"event: captures" in feed.recv(4096), "the first ring")
    for _ in range(CONNECTIONS + 20):
        crowd.enter_context(console.send(HALF_HEADER))
    assert seconds_to_answer(console) < AT_ONCE
    feed.setblocking(False)
    with pytest.raises(BlockingIOError):
        feed.recv(1)


def test_a_form_in_many_pieces_arrives(console: Console, crowd: ExitStack) -> None:
    connection = crowd.enter_context(console.send(b""))
    request = FORM + b"csrf=" + b"x" * 995
    for at in range(0, len(request), 100):
        connection.sendall(request[at : at + 100])
        time.sleep(0.01)
    assert connection.recv(100).startswith(b"HTTP/1.1 403 ")


def test_requests_sent_in_one_go_are_all_answered(console: Console, crowd: ExitStack) -> None:
    last = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    form = FORM + b"csrf=" + b"x" * 995
    said = answers(crowd.enter_context(console.send(HEALTH + form + HEALTH + last)))
    assert [said.count(status) for status in (b"HTTP/1.1 200 ", b"HTTP/1.1 403 ")] == [3, 1]


def test_a_client_that_says_no_more_after_its_request_is_answered(console: Console, crowd: ExitStack) -> None:
    connection = crowd.enter_context(console.send(HEALTH))
    connection.shutdown(socket.SHUT_WR)
    assert answers(connection).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(FORM.replace(b"1000", b"100000") + b"x" * 100_000, b"413", id="a form too long"),
        pytest.param(FORM.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked"), b"411", id="no length"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000, b"431", id="a header too long"),
        pytest.param(b"NONSENSE\r\n\r\n", b"400", id="nonsense"),
        pytest.param(FORM.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\na=b"), b"400", id="two lengths"),
    ],
)
def test_what_is_refused_hears_why(console: Console, crowd: ExitStack, request_: bytes, status: bytes) -> None:
    assert answers(crowd.enter_context(console.send(request_))).split()[1] == status
