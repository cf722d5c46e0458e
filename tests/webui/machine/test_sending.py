"""A version from a browser: on the disk as it comes, whole or not at all, and for `machine` to judge."""

import http.client
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.machine.commands import Begun, Failed, Update, Work
from appliance.store import Store
from tests.running import wait_for
from tests.webui.conftest import ORIGIN, Person
from tests.webui.machine.test_updates import SLOTS, asked, looked
from tests.webui.parts import SmallCore
from tests.webui.test_server import Console
from webui.machine import bundles
from webui.machine.bundles import NO_FILE, TOO_OLD
from webui.security import csrf_token
from webui.uploads import MEBIBYTE, longest_form, streamed

PATH = "/machine/updates/file"
SENT = Update(file=bundles.NAME, sent=True)
LONG = 300 * MEBIBYTE
MARK = "x-mark-x"


@pytest.fixture
def ready(core: SmallCore) -> SmallCore:
    core.looked, core.machine = looked(slots=SLOTS), Begun(text="The update begins.")
    return core


def send(person: Person, content: bytes = b"hsqs" * 50_000, *, csrf: str = "", **more: str) -> TestResponse:
    fields = {"csrf": csrf or csrf_token(person.token), "file": (BytesIO(content), "any name.raucb")}
    return person.client.post(PATH, data=fields, headers={"Origin": ORIGIN, **more})


def left(home: Home) -> list[str]:
    return [path.name for path in home.sent.glob("*")]


def test_it_is_handed_to_the_machine_as_it_came(adult: Person, ready: SmallCore, home: Home) -> None:
    answer = send(adult, b"hsqs\r\n--" * 50_000)
    assert (answer.status_code, answer.location) == (303, "/machine/updates")
    assert (home.sent / bundles.NAME).read_bytes() == b"hsqs\r\n--" * 50_000
    assert (home.sent / bundles.NAME).stat().st_mode & 0o777 == 0o600
    assert left(home) == [bundles.NAME]
    assert asked(ready) == [SENT]
    assert "The update begins." in adult.get("/machine/updates").text


def test_the_page_is_told_where_to_go(adult: Person, ready: SmallCore) -> None:
    answer = send(adult, **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/machine/updates")


def test_what_was_left_before_only_when_somebody_says_so(adult: Person, ready: SmallCore) -> None:
    assert "though version" not in adult.get(PATH).text
    ready.looked = looked(failed="1.3")
    assert "Send it, though version 1.3 was left again" in adult.get(PATH).text
    fields = {"csrf": csrf_token(adult.token), "file": (BytesIO(b"hsqs"), "a")}
    adult.client.post(f"{PATH}?again=y", data=fields, headers={"Origin": ORIGIN})
    assert asked(ready) == [Update(file=bundles.NAME, sent=True, again=True)]


@pytest.mark.parametrize(
    ("content", "csrf", "said"), [(b"", "", NO_FILE), (b"hsqs", "of another session", TOO_OLD)], ids=["none", "strange"]
)
def test_nothing_stays_of_what_is_refused(
    adult: Person, ready: SmallCore, home: Home, content: bytes, csrf: str, said: str
) -> None:
    assert send(adult, content, csrf=csrf).status_code == 303
    assert said in adult.get("/machine/updates").text
    assert (left(home), asked(ready)) == ([], [])


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain; boundary=a"])
def test_what_is_no_form_with_a_file(adult: Person, ready: SmallCore, home: Home, kind: str) -> None:
    adult.client.post(PATH, data=b"x" * 100_000, headers={"Origin": ORIGIN, "Content-Type": kind})
    assert NO_FILE in adult.get("/machine/updates").text
    assert (left(home), asked(ready)) == ([], [])


def test_no_room_for_it(adult: Person, ready: SmallCore, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "most_bytes", lambda _home: 100_000)
    assert "There is room for 0 MB." in adult.get(PATH).text
    send(adult, b"x" * 200_000)
    assert "There is no room for this file: it needs 200 MB" in adult.get("/machine/updates").text
    assert (left(home), asked(ready)) == ([], [])


def test_the_machine_does_not_want_it_now(adult: Person, ready: SmallCore, home: Home) -> None:
    ready.machine = Failed(text="Please wait until the backup that is under way has ended.")
    send(adult)
    assert "wait until the backup" in adult.get("/machine/updates").text
    assert left(home) == []
    ready.looked = looked(work=Work(what="backup", since=time.time(), said="Copying."))
    assert "wait until the backup" in adult.get(PATH).text
    ready.looked = looked(slots=())
    send(adult)
    assert "was not made from our image" in adult.get("/machine/updates").text
    assert asked(ready) == [SENT], "the last two were not even handed on"


def test_who_may_not(stranger: Person, ready: SmallCore, home: Home) -> None:
    assert send(stranger, csrf="x").status_code == 401
    assert (left(home), asked(ready)) == ([], [])


def test_one_at_a_time(adult: Person, ready: SmallCore, home: Home) -> None:
    with bundles._ONE:
        send(adult)
    assert bundles.BUSY in adult.get("/machine/updates").text
    assert (left(home), asked(ready)) == ([], [])


# --- the process itself ---


@pytest.fixture
def console(home: Home, store: Store, ready: SmallCore) -> Iterator[Console]:
    home.sent.mkdir()
    (home.sent / "part").write_text("from before a power cut")
    console = Console(home, store)
    yield console
    console.process.kill()
    console.process.wait()


def head(console: Console, length: int, session: str) -> bytes:
    host = f"127.0.0.1:{console.port}"
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: lollipop={session}\r\n"
        f"Content-Type: multipart/form-data; boundary={MARK}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def before(session: str) -> bytes:
    return (
        f'--{MARK}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf_token(session)}\r\n'
        f'--{MARK}\r\nContent-Disposition: form-data; name="file"; filename="a.raucb"\r\n\r\n'
    ).encode()


AFTER = f"\r\n--{MARK}--\r\n".encode()


def most_memory(console: Console) -> int:
    """In bytes, of the console and the process that serves for it."""
    status = [Path(f"/proc/{pid}/status").read_text() for pid in (console.process.pid, *serving(console))]
    return max(int(line.split()[1]) * 1024 for text in status for line in text.splitlines() if "VmHWM" in line)


def serving(console: Console) -> list[str]:
    pid = console.process.pid
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_long_file_lies_on_the_disk_and_never_in_memory(console: Console, home: Home, ready: SmallCore) -> None:
    assert left(home) == [], "what a power cut left is gone"
    session, piece = console.sign_in(), bytes(MEBIBYTE)
    connection = http.client.HTTPConnection("127.0.0.1", console.port, timeout=120)
    with console.get("/machine/updates") as answer:
        answer.read()
    memory = most_memory(console)
    length = len(before(session)) + LONG + len(AFTER)
    connection.connect()
    connection.sock.sendall(head(console, length, session) + before(session))
    for _ in range(LONG // MEBIBYTE):
        connection.sock.sendall(piece)
    connection.sock.sendall(AFTER)
    assert b" 303 " in connection.sock.recv(100)
    connection.close()
    assert (home.sent / bundles.NAME).stat().st_size == LONG
    assert asked(ready) == [SENT]
    assert most_memory(console) - memory < 30 * MEBIBYTE


def test_one_that_is_cut_leaves_nothing(console: Console, home: Home, ready: SmallCore) -> None:
    session = console.sign_in()
    with console.send(head(console, LONG, session) + before(session) + bytes(3 * MEBIBYTE)):
        wait_for(lambda: left(home) == ["part"], "the first of it")
    wait_for(lambda: left(home) == [], "nothing of it")
    assert asked(ready) == []


def test_whoever_is_refused_hears_why_once_all_is_sent(console: Console, ready: SmallCore) -> None:
    ready.looked = looked(slots=())
    session = console.sign_in()
    with console.send(head(console, 3 * MEBIBYTE, session)) as connection:
        connection.sendall(bytes(2 * MEBIBYTE))
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(10)
        connection.sendall(bytes(MEBIBYTE))
        assert b" 303 " in connection.recv(100)


def test_of_strangers_nothing_is_read_and_they_hold_nobody_up(console: Console) -> None:
    strangers = [console.send(head(console, LONG, "none")) for _ in range(5)]
    said = [connection.recv(100) for connection in strangers]
    assert {b" 401 " in one or b" 503 " in one for one in said} == {True}
    started = time.monotonic()
    with console.get("/sign-in") as answer:
        assert answer.status == 200
    assert time.monotonic() - started < 2
    for connection in strangers:
        connection.close()


def test_the_path_is_the_same_for_the_server_and_for_the_screen(adult: Person, ready: SmallCore) -> None:
    assert streamed(PATH)
    assert not streamed("/machine/updates")
    assert longest_form(PATH) == 900 * MEBIBYTE
    assert f'action="{PATH}"' in adult.get(PATH).text
