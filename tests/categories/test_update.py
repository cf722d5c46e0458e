import gzip
import hashlib
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO

import msgspec
import pytest

from appliance.categories.shelf import Shelf
from appliance.categories.update import OnlyHttps, fetch, is_address, take, update
from appliance.config import Home
from appliance.errors import CategoryError
from tests.categories.given import TODAY, about
from tests.origins import Origin, TestAuthority
from tests.running import wait_for

SOURCE, SUMS = "https://lists.example/games.txt.gz", "https://lists.example/MD5SUM"
LIST = gzip.compress(b"".join(b"%dx.example\n" % n for n in range(100)))
MD5 = hashlib.md5(LIST, usedforsecurity=False).hexdigest()
LATER = date(2026, 12, 1)
Fetch = Callable[[str, IO[bytes], int], None]


def net(**files: bytes) -> Fetch:
    """What the internet answers: by the last part of the address, dots as in names."""

    def fetched(address: str, into: IO[bytes], most: int) -> None:
        name = address.rpartition("/")[2].replace(".", "_")
        if name not in files:
            raise CategoryError(f"{address}: cannot be fetched: HTTP Error 404: Not Found")
        assert len(files[name]) <= most
        into.write(files[name])

    return fetched


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    home = Home(tmp_path / "home")
    home.make()
    return Shelf(home)


def test_a_list_is_fetched_and_fetched_again(shelf: Shelf) -> None:
    taken = take(shelf, about(source=SOURCE), net(games_txt_gz=LIST), today=TODAY)
    assert (taken.hosts, taken.dated) == (100, "2026-11-22")
    more = gzip.compress(gzip.decompress(LIST) + b"new.example\n")
    renewed, troubles = update(shelf, net(games_txt_gz=more), LATER)
    assert [(one.hosts, one.dated, one.licence) for one in renewed] == [(101, "2026-12-01", "CC BY-SA 4.0")]
    assert troubles == ()
    assert shelf.open().of("new.example") == {"games"}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param({}, "404: Not Found", id="it is gone"),
        pytest.param({"games_txt_gz": LIST[:-20]}, "was cut short", id="half of it came"),
        pytest.param({"games_txt_gz": b"<html>\n<body>\nPlease log in\n"}, "is no list of hosts", id="a log-in page"),
        pytest.param({"games_txt_gz": gzip.compress(b"a.example\n")}, "had 100", id="it shrank"),
    ],
)
def test_what_cannot_be_taken_leaves_the_last_good_one_in_force(
    shelf: Shelf, files: dict[str, bytes], why: str
) -> None:
    take(shelf, about(source=SOURCE), net(games_txt_gz=LIST), today=TODAY)
    renewed, troubles = update(shelf, net(**files), LATER)
    assert renewed == ()
    assert troubles[0].startswith("ours: was not renewed; that of 2026-11-22 stays in force.")
    assert why in troubles[0]
    assert shelf.open().of("1x.example") == {"games"}


def test_a_list_from_a_file_is_not_fetched(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a.example\n")
    shelf.take(about(source="x"), tmp_path / "x", today=TODAY)
    assert update(shelf, net(), LATER) == ((), ())
    assert not is_address("x")


@pytest.mark.parametrize(
    ("sums", "why"),
    [
        pytest.param(
            f"{hashlib.md5(LIST, usedforsecurity=False).hexdigest()}  games.txt.gz\n{'0' * 32}  other\n",
            "",
            id="MD5 by name",
        ),
        pytest.param(hashlib.sha256(LIST).hexdigest(), "", id="SHA-256 alone"),
        pytest.param(f"{'0' * 64}  games.txt.gz", "does not fit its checksum", id="another file"),
        pytest.param("nothing", "has no checksum for games.txt.gz", id="none"),
    ],
)
def test_a_checksum_is_believed_and_nothing_else(shelf: Shelf, sums: str, why: str) -> None:
    given = msgspec.structs.replace(about(source=SOURCE), checksum=SUMS)
    answers = net(games_txt_gz=LIST, MD5SUM=sums.encode())
    if not why:
        assert take(shelf, given, answers, today=TODAY).hosts == 100
        return
    with pytest.raises(CategoryError, match=why):
        take(shelf, given, answers, today=TODAY)
    assert shelf.lists() == ()


# --- the real thing, on this machine ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Origin, ssl.SSLContext]]:
    authority = TestAuthority(tmp_path_factory.mktemp("authority"))
    with Origin(authority, alpn=("http/1.1",)) as origin:
        wait_for(lambda: _listens(origin.port), "the site")
        yield origin, ssl.create_default_context(cafile=str(authority.roots))


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_it_is_fetched_by_https_up_to_its_bound(site: tuple[Origin, ssl.SSLContext]) -> None:
    origin, context = site
    into = BytesIO()
    fetch(origin.url("/page"), into, 1_000_000, context)
    assert b"<" in into.getvalue()
    with pytest.raises(CategoryError, match="is larger than it may be"):
        fetch(origin.url("/page"), BytesIO(), 10, context)


def test_what_cannot_be_fetched_says_so(site: tuple[Origin, ssl.SSLContext]) -> None:
    origin, context = site
    with pytest.raises(CategoryError, match="/nowhere: cannot be fetched: HTTP Error 404"):
        fetch(origin.url("/nowhere"), BytesIO(), 1_000, context)
    with pytest.raises(CategoryError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(origin.url("/page"), BytesIO(), 1_000, ssl.create_default_context())


@pytest.mark.parametrize("address", ["http://127.0.0.1/x", "file:///etc/passwd", "ftp://127.0.0.1/x", ""])
def test_nothing_but_https_is_fetched(address: str) -> None:
    with pytest.raises(CategoryError, match="must begin with https://"):
        fetch(address, BytesIO(), 1_000)


def test_nobody_sends_us_on_to_something_else() -> None:
    asked = urllib.request.Request("https://lists.example/x")
    with pytest.raises(CategoryError, match=r"http://lists.example/x: is not fetched"):
        OnlyHttps().redirect_request(asked, None, 302, "", {}, "http://lists.example/x")
