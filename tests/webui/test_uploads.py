"""Long forms: only where they carry a file, only a few at once, and quick for everybody else."""

import http.client
import socket
import time
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.store import Store
from tests.webui.conftest import Person
from tests.webui.test_server import Console
from webui.arrival import MAX_FORM_BYTES
from webui.security import csrf_token
from webui.uploads import MEBIBYTE, longest_form
from webui.worker import UPLOADS

OTHERS = [f"127.0.0.{number}" for number in range(10, 10 + UPLOADS)]


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


@pytest.mark.parametrize(
    ("path", "bound"),
    [
        pytest.param("/people/import", 20 * MEBIBYTE, id="a list of people"),
        pytest.param("/people/p17/photo", 10 * MEBIBYTE, id="a photo"),
        pytest.param("/school/logo", MEBIBYTE, id="a logo"),
        pytest.param("/people/import/more", 0, id="below it"),
        pytest.param("/bans", 0, id="another form"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_how_long_a_form_may_be(path: str, bound: int) -> None:
    assert longest_form(path) - max(bound, MAX_FORM_BYTES) in range(65 * 1024)


def test_the_app_has_the_same_bound(adult: Person) -> None:
    assert adult.post("/bans", device="x" * MAX_FORM_BYTES).status_code == 413


def upload(console: Console, content: bytes) -> tuple[int, float]:
    """Status and seconds of sending a list of people."""
    session = console.sign_in()
    mark = "xxxxxx"
    field = f'--{mark}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf_token(session)}\r\n'
    file = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = field.encode() + file.encode() + content + f"\r\n--{mark}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", console.port, timeout=30)
    headers = {
        "Cookie": f"lollipop={session}",
        "Origin": f"http://127.0.0.1:{console.port}",
        "Content-Type": f"multipart/form-data; boundary={mark}",
    }
    started = time.monotonic()
    connection.request("POST", "/people/import", body, headers)
    with connection.getresponse() as answer:
        answer.read()
        status = answer.status
    connection.close()
    return status, time.monotonic() - started


def test_a_large_list_arrives_soon(console: Console) -> None:
    status, seconds = upload(console, b"\0" * (20 * MEBIBYTE))
    assert status in {303, 422}
    assert seconds < 6  # reading it in pieces took ten times as long


def test_a_list_too_large_hears_why(console: Console) -> None:
    with socket.create_connection(("127.0.0.1", console.port), timeout=10) as connection:
        connection.sendall(b"POST /people/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000000\r\n\r\nx")
        assert b" 413 " in connection.recv(100)


def half_an_upload(console: Console, address: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", console.port), timeout=10, source_address=(address, 0))
    connection.sendall(
        b"POST /people/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 1000
    )
    return connection


def test_memory_is_kept_for_a_few_at_once(console: Console) -> None:
    first = half_an_upload(console, OTHERS[0])
    with half_an_upload(console, OTHERS[0]) as again:
        assert b" 503 " in again.recv(100)  # one of an address
    rest = [half_an_upload(console, address) for address in OTHERS[1:]]
    time.sleep(0.3)
    with half_an_upload(console, "127.0.0.99") as late:
        assert b" 503 " in late.recv(100)
    for connection in (first, *rest):
        connection.close()
    time.sleep(0.3)
    with half_an_upload(console, "127.0.0.99") as now:
        now.settimeout(0.3)
        with pytest.raises(TimeoutError):
            now.recv(100)
