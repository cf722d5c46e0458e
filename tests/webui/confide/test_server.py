"""Confide as its own process: what it answers to, with and without TLS, and what it says in its log."""

import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance import ca
from appliance.config import Confide as ConfideSettings
from appliance.config import Home, Portal, Settings
from tests.running import wait_for
from tests.webui.confide.process import Confide, memory
from webui.confide.server import ConfideServer, certified_names


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def confide(roots: str) -> Iterator[Confide]:
    home = Home(Path(roots))
    ca.make(home, "Elm Primary", datetime.now(UTC))
    with Confide(home) as started:
        yield started


def secured(confide: Confide, path: str = "/", name: str = "confide") -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(f"{name}:{confide.tls_port}", timeout=20)
    connection.sock = confide.secure(ca.export(confide.home, datetime.now(UTC)), name)
    connection.request("GET", path)
    with connection.getresponse() as response:
        return response.status, response.read().decode(), response.headers


@pytest.mark.parametrize("name", ["confide", "confide.school.internal", "lollipop", "127.0.0.1"])
def test_a_device_that_trusts_the_school_reaches_it_with_tls(confide: Confide, name: str) -> None:
    status, text, headers = secured(confide, name=name)
    assert (status, "You can tell us" in text) == (200, True)
    assert "Strict-Transport-Security" not in headers, "it would lead to TLS where none is spoken"
    assert headers["Cache-Control"] == "no-store"


def test_the_key_is_on_no_disk(confide: Confide) -> None:
    keys = [path for path in confide.home.root.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert keys == [confide.home.ca / "ca.pem"]


def test_a_page_that_came_plainly_asks_whether_tls_is_trusted(confide: Confide) -> None:
    policy = confide.get().headers["Content-Security-Policy"]
    assert f"connect-src 'self' https://confide:{confide.tls_port};" in policy
    _, _, headers = secured(confide, "/ready.txt")
    assert headers["Access-Control-Allow-Origin"] == f"http://confide:{confide.port}"


def test_it_says_nothing_of_whom_it_answers(confide: Confide) -> None:
    confide.get("/no/such/page?zqx")
    confide.post(b"zqx=1&q0=nothing")
    confide.connect(b"GET /zqx\r\n\r\n").close()
    assert confide.log() == ""


def test_it_opens_one_file_and_its_keys_alone(confide: Confide) -> None:
    assert confide.report("Somebody takes my lunch.").status == 200
    made = {str(path.relative_to(confide.home.root)) for path in confide.home.root.rglob("*") if path.is_file()}
    assert {one for one in made if not one.startswith(("confide/", "keys/confide-"))} <= {
        "ca/ca.pem",
        "lollipop.toml",
        "log",
    }


def test_nobody_else_looks_into_it(confide: Confide) -> None:
    assert Path(f"/proc/{confide.worker}/mem").stat().st_uid == 0
    if shutil.which("setpriv") and os.geteuid() == 0:
        reading = ["setpriv", "--reuid=65534", "--clear-groups", "cat", f"/proc/{confide.worker}/environ"]
        assert subprocess.run(reading, capture_output=True, check=False, timeout=20).returncode != 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    home.make()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "confide-test", str(home.confide)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    yield home
    subprocess.run(["umount", "-l", str(home.confide)], check=True)


def test_a_full_disk_is_said_and_what_was_written_stays(small_disk: Home) -> None:
    with Confide(small_disk) as confide:
        with (small_disk.confide / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while filler.write(b"x" * 4096):
                pass
        answer = confide.report("I am sad zqx")
        assert answer.status == 507, answer.text
        for words in ("We could not keep this", "0800 1111", "999", "I am sad zqx", "Try again"):
            assert words in answer.text
        assert "zqx" not in confide.log()
        assert "a page failed: StorageError at appliance/store/" in confide.log()
        (small_disk.confide / "filler").unlink()
        assert "q12" in confide.report("I am sad zqx").text, "and then it is kept"


@pytest.mark.parametrize("broken", [b"", b"this is no database" * 1000])
def test_a_file_that_is_broken_is_said(tmp_path: Path, broken: bytes) -> None:
    home = Home(tmp_path / "home")
    with Confide(home) as confide:
        for path in home.confide.iterdir():
            path.unlink()
        if broken:
            (home.confide / "confide.db").write_bytes(broken)
        answer = confide.report("I am sad zqx")
        assert (answer.status, "0800 1111" in answer.text) == ((507, True) if broken else (200, True))
        assert confide.get("/ready.txt").status == 200


def test_a_school_that_has_not_opened_it_says_whom_to_talk_to(tmp_path: Path) -> None:
    with Confide(Home(tmp_path / "home"), is_open=False) as confide:
        page = confide.get()
        assert (page.status, "0800 1111" in page.text, "<textarea" in page.text) == (200, True, False)
        assert "0800 1111" in confide.report("I am sad").text


def test_without_an_authority_it_is_plain_and_tls_comes_with_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Confide(home) as confide:
        assert confide.get().status == 200
        others = ca.make(Home(tmp_path / "others"), "Others", datetime.now(UTC)).pem()
        with pytest.raises(OSError):  # noqa: PT011  # however the connection ends
            confide.secure(others)
        wait_for(lambda: "no TLS: There is no certificate authority" in confide.log(), "a line in the log")
        ca.make(home, "Elm Primary", datetime.now(UTC))
        wait_for(lambda: _is_secure(confide), "TLS", 15)


def _is_secure(confide: Confide) -> bool:
    try:
        return secured(confide)[0] == 200
    except OSError:
        return False


def test_it_is_renewed_before_it_ends(home: Home) -> None:
    now = datetime.now(UTC)
    ca.make(home, "Elm Primary", now)
    server = ConfideServer(home, Settings())
    server._renew(now)
    first = server._leaf._signed
    server._renew(now + timedelta(days=20))
    assert server._leaf._signed is first
    server._renew(now + timedelta(days=31))
    assert server._leaf._signed is not first


def test_the_certificate_is_for_every_name_and_the_address() -> None:
    settings = Settings(portal=Portal(names=("safe",)), confide=ConfideSettings(listen="10.0.0.1"))
    assert set(certified_names(settings)) == {
        "confide",
        "safe",
        "confide.school.internal",
        "safe.school.internal",
        "10.0.0.1",
    }
    assert certified_names(settings)[0] == "confide"


@pytest.mark.alone
def test_it_stops_at_once(tmp_path: Path) -> None:
    confide = Confide(Home(tmp_path / "home"))
    confide.start()
    with confide.connect(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n"):
        started = time.monotonic()
        confide.process.terminate()
        assert confide.process.wait(10) == 0
        assert time.monotonic() - started < 8
    assert memory(confide.process.pid) == b""
