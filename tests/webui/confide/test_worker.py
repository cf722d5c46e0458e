"""The process that starts a process a page, among children and others."""

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from appliance.config import Home
from tests.running import wait_for
from tests.webui.confide.process import Confide, children, memory
from webui.confide.places import LEAVING, OF_ONE

HALF_HEADER = b"GET / HTTP/1.1\r\nHost: conf"
HALF_FORM = b"POST / HTTP/1.1\r\nHost: confide\r\nContent-Length: 1000\r\n\r\nq6="
HALF_PICTURE = (
    b"POST / HTTP/1.1\r\nHost: confide\r\nContent-Length: 20000000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
)
OTHER = "127.0.0.2"
MARKER = "periwinkle-anteater-77"
BOUNDARY = "xYzZy"


@pytest.fixture(scope="module")
def confide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Confide]:
    with Confide(Home(tmp_path_factory.mktemp("home")), "at_once = 4") as started:
        yield started


@pytest.fixture
def crowd() -> Iterator[ExitStack]:
    """Connections that are closed when the test is over."""
    with ExitStack() as crowd:
        yield crowd


def seconds_to_answer(confide: Confide, source: str = OTHER) -> float:
    started = time.monotonic()
    assert confide.get(source=source).status == 200
    return time.monotonic() - started


def answers(connection: socket.socket) -> bytes:
    with suppress(ConnectionResetError):
        return b"".join(iter(lambda: connection.recv(65536), b""))
    return b""


def multipart(words: str, file: bytes) -> bytes:
    fields = {"q0": "send", "q2": os.urandom(16).hex(), "q3": "en", "q4": "me", "q6": words, "q8": "yes", "q9": "no"}
    fields |= {"q10": "duty"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="q14"; filename="a.png"\r\n\r\n'.encode()
    return b"".join((*parts, head, file, f"\r\n--{BOUNDARY}--\r\n".encode()))


# --- each page its process ---


def test_every_page_is_made_by_a_process_that_ends(confide: Confide) -> None:
    wait_for(lambda: not confide.pages(), "the end of what said that it is ready")
    with confide.connect(HALF_FORM):
        wait_for(confide.pages, "a process for the request")
        (pid,) = confide.pages()
        assert MARKER not in Path(f"/proc/{pid}/cmdline").read_text()
        assert str(Path(f"/proc/{pid}/fd/2").readlink()) == "/dev/null"
        assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
        wait_for(lambda: not confide.pages(), "its end, because nothing more comes", 8)
    for _ in range(5):
        assert confide.get().status == 200
    wait_for(lambda: not confide.pages(), "the end of all")


def test_a_connection_has_one_page(confide: Confide) -> None:
    request = b"GET /ready.txt HTTP/1.1\r\nHost: confide\r\n\r\n"
    with confide.connect(request * 2) as connection:
        said = answers(connection)
    assert (said.count(b"HTTP/1.1 200"), b"Connection: close" in said) == (1, True)


def test_while_a_page_lives_it_alone_holds_what_came(confide: Confide) -> None:
    with confide.connect(HALF_FORM + MARKER.encode()):
        wait_for(lambda: any(MARKER.encode() in memory(pid) for pid in confide.pages()), "a page that holds what came")
        assert MARKER.encode() not in memory(confide.worker)


def test_what_a_child_wrote_is_in_no_memory_and_in_no_file(confide: Confide) -> None:
    """In words, and in a form with a file."""
    sent = confide.report(f"I am sad. {MARKER}")
    assert "q12" in sent.text, "it was sent"
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert "could not read your picture" in confide.post(multipart(MARKER, MARKER.encode() * 40_000), kind).text
    wait_for(lambda: not confide.pages(), "the end of all")
    for pid in (confide.process.pid, confide.worker):
        held = memory(pid)
        assert len(held) > 10_000_000, "its memory could not be read"
        for form in (MARKER.encode(), MARKER.encode("utf-16-le"), MARKER.encode("utf-32-le")):
            assert form not in held
    for path in Path(confide.home.root).rglob("*"):
        assert not path.is_file() or MARKER.encode() not in path.read_bytes(), path
    assert confide.log() == ""


# --- nobody holds a place ---


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HALF_HEADER, id="half a header"),
        pytest.param(HALF_FORM, id="half a form"),
        pytest.param(HALF_PICTURE, id="half a picture"),
        pytest.param(b"\x16\x03\x01\x02\x00", id="half a greeting of TLS"),
        pytest.param(b"NONSENSE\r\n\r\n", id="nonsense, and stay after the refusal"),
    ],
)
@pytest.mark.alone
def test_pages_come_at_once_while_many_are_slow(confide: Confide, crowd: ExitStack, start: bytes) -> None:
    for _ in range(300):
        crowd.enter_context(confide.connect(start))
    assert sorted(seconds_to_answer(confide) for _ in range(5))[2] < 1
    assert len(confide.pages()) <= OF_ONE + LEAVING + 4 + 2


@pytest.mark.slow
def test_three_hundred_that_drip_for_twenty_seconds_keep_no_child_waiting(confide: Confide) -> None:
    over = threading.Event()
    usual = max(seconds_to_answer(confide) for _ in range(10))
    dripping = threading.Thread(target=_drip, args=(confide, over))
    dripping.start()
    try:
        until = time.monotonic() + 20
        waited = []
        while time.monotonic() < until:
            waited.append(seconds_to_answer(confide))
            time.sleep(0.3)
    finally:
        over.set()
        dripping.join()
    waited.sort()
    assert waited[int(len(waited) * 0.95)] < max(1, 5 * usual), (usual, waited)  # other tests have the machine too
    wait_for(lambda: not confide.pages(), "the end of all", 20)


def _drip(confide: Confide, over: threading.Event) -> None:
    """Whoever is sent away comes again at once."""
    crowd: list[socket.socket] = []
    while not over.is_set():
        while len(crowd) < 300:
            crowd.append(confide.connect(HALF_HEADER))
        for connection in list(crowd):
            try:
                connection.send(b"x")
            except OSError:
                crowd.remove(connection)
                connection.close()
        over.wait(0.5)
    for connection in crowd:
        connection.close()


@pytest.mark.alone
def test_a_byte_now_and_then_wins_no_time(confide: Confide) -> None:
    with confide.connect(HALF_FORM) as connection:
        started = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - started < 13:
                connection.send(b"x")
                time.sleep(0.2)
        assert time.monotonic() - started < 12


@pytest.mark.alone
def test_who_does_not_read_holds_no_place(confide: Confide, crowd: ExitStack) -> None:
    for _ in range(20):
        reader = crowd.enter_context(socket.socket())
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        reader.connect(("127.0.0.1", confide.port))
        reader.sendall(b"GET / HTTP/1.1\r\nHost: confide\r\n\r\n")
    assert max(seconds_to_answer(confide) for _ in range(3)) < 2


def test_more_than_can_be_answered_at_once_wait_and_all_are_answered(confide: Confide, crowd: ExitStack) -> None:
    request = b"GET / HTTP/1.1\r\nHost: confide\r\n\r\n"
    connections = [crowd.enter_context(confide.connect(request)) for _ in range(200)]
    assert {answers(one)[:15] for one in connections} == {b"HTTP/1.1 200 OK"}


# --- what is too much ---


@pytest.mark.alone
def test_two_hundred_megabytes_are_refused_quickly_and_no_word_is_lost(confide: Confide) -> None:
    body = multipart("I am sad about it", b"\0" * 200_000_000)
    started = time.monotonic()
    answer = confide.post(body, f"multipart/form-data; boundary={BOUNDARY}")
    assert time.monotonic() - started < 5
    assert "Nothing is sent yet" in answer.text
    assert "I am sad about it" in answer.text


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: confide\r\nContent-Length: 999999999999\r\n\r\n", b"413"),
        (b"POST /x HTTP/1.1\r\nHost: confide\r\nContent-Length: 70000\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nHost: confide\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nHost: confide\r\nX: " + b"x" * 40_000, b"431"),
        (b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n", b"400"),
        (b"\0\0\0\0\r\n\r\n", b"400"),
    ],
)
def test_what_cannot_be_answered_is_refused(confide: Confide, request_: bytes, status: bytes) -> None:
    with confide.connect(request_) as connection:
        assert answers(connection).split()[1] == status
    assert confide.log() == ""


# --- what goes wrong ---


def test_a_page_that_is_killed_ends_alone(confide: Confide) -> None:
    with confide.connect(HALF_FORM) as connection:
        (pid,) = wait_for(confide.pages, "a process")
        os.kill(pid, signal.SIGKILL)
        assert answers(connection) == b""
    assert confide.get().status == 200
    wait_for(lambda: pid not in children(confide.worker), "its burial")


def test_pages_end_with_the_worker_and_the_worker_comes_back(confide: Confide) -> None:
    worker = confide.worker
    with confide.connect(HALF_FORM):
        (page,) = wait_for(confide.pages, "a process")
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{page}").exists(), "its end")
    wait_for(lambda: children(confide.process.pid) not in ([], [worker]), "another worker", 30)
    assert confide.get().status == 200


@pytest.mark.alone
def test_wrong_receipts_are_slowed_and_the_right_one_comes_through(home: Home) -> None:
    with Confide(home) as confide:
        over = threading.Event()
        tried: list[int] = []
        others = [threading.Thread(target=_try, args=(confide, over, tried)) for _ in range(6)]
        for other in others:
            other.start()
        time.sleep(6)
        before, started = len(tried), time.monotonic()
        time.sleep(6)
        per_second = (len(tried) - before) / (time.monotonic() - started)
        over.set()
        for other in others:
            other.join()
        assert per_second < 5
        started = time.monotonic()
        assert "cannot find those words" in _tried(confide)
        assert time.monotonic() - started < 5


def _try(confide: Confide, over: threading.Event, tried: list[int]) -> None:
    while not over.is_set():
        _tried(confide)
        tried.append(1)


def _tried(confide: Confide) -> str:
    return confide.post(b"q0=come&q1=next&q3=en&q12=apple+river+sock+moon+42").text
