"""Where a site cannot be reached, a pupil reads our words, which say what to do; never mitmproxy's, never an option."""

import asyncio
import ctypes
import importlib.util
import socket
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.proxy.layers.http import _base, _http1, _http2
from selectolax.lexbor import LexborHTMLParser

from appliance.languages.choosing import Language
from proxy_addons import pages, trouble
from tests.origins import Raw, TestAuthority, says
from tests.proxy_addons.conftest import Answer, Running, curl
from tests.running import free_ports

HTTP = [pytest.param("--http1.1", id="HTTP/1.1"), pytest.param("--http2", id="HTTP/2")]
NO_SITE = "There is no such site"
TO_DO = {
    "This site does not answer": "try again later",
    "There is no such site": "look at the address",
    "This site is not safe": "We did not open it",
    "This address is not open at school": "school’s own network",
    "That did not work": "not a proper request",
    "That was too long": "larger than allowed",
}


def is_ours(answer: Answer, headline: str, status: int = 502) -> None:
    assert answer.status == status, answer.error
    page = LexborHTMLParser(answer.text)
    heading = page.css_first("h1")
    assert heading is not None
    assert heading.text() == headline
    assert TO_DO[headline] in answer.text
    assert "tell a grown-up at school" in answer.text
    assert page.body is not None
    for word in ("mitmproxy", "Errno", "Traceback", "ssl_", "--"):
        assert word not in page.body.text()
    assert "mitmproxy" not in str(answer.headers)
    assert answer.headers["content-type"].startswith("text/html")


# --- through a worker ---


@pytest.mark.parametrize("version", HTTP)
def test_a_site_that_is_switched_off(worker: Running, version: str) -> None:
    is_ours(curl(worker, f"https://127.0.0.1:{free_ports(1)[0]}/", version), "This site does not answer")


def test_a_site_without_tls_that_is_switched_off(worker: Running) -> None:
    is_ours(curl(worker, f"http://127.0.0.1:{free_ports(1)[0]}/"), "This site does not answer")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_is_spelt_wrongly(worker: Running, scheme: str) -> None:
    is_ours(curl(worker, f"{scheme}://wrongly.invalid/"), NO_SITE)


class Expired(TestAuthority):
    """It signs as of a year ago."""

    def files(self, host: str) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self.authority.sign(host, key.public_key(), datetime.now(UTC) - timedelta(days=365))
        certificate, secret = self.roots.with_suffix(".crt"), self.roots.with_suffix(".key")
        certificate.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        return certificate, secret


@pytest.mark.parametrize("version", HTTP)
def test_a_certificate_that_has_ended(tmp_path: Path, version: str) -> None:
    authority = Expired(tmp_path / "authority")
    with (
        Raw(says(b"HTTP/1.1 200 OK\r\n\r\nstolen"), authority.files("127.0.0.1")) as origin,
        Running(tmp_path / "home", authority.roots) as worker,
    ):
        is_ours(curl(worker, origin.url("/"), version), "This site is not safe")


def test_a_site_that_speaks_no_tls_where_it_should(worker: Running) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\nplain")
        await writer.drain()
        writer.close()

    with Raw(plain) as origin:
        is_ours(curl(worker, f"https://127.0.0.1:{origin.port}/"), "This site does not answer")


def test_the_schools_own_network(tmp_path: Path, authority: TestAuthority) -> None:
    with Running(tmp_path, authority.roots, loopback=False) as worker:
        is_ours(curl(worker, "http://127.0.0.1:9/"), "This address is not open at school")


def test_what_a_client_says_wrongly_is_not_shown_to_it(worker: Running) -> None:
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        tcp.sendall(b"GET <script>alert(1)</script> NONSENSE\r\n\r\n")
        answer = b""
        while part := tcp.recv(4000):
            answer += part
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"Server: Lollipop" in answer
    assert b"That did not work" in answer
    assert b"alert(1)" not in answer


def test_http2_that_breaks_off_over_a_dead_origin_is_signed_by_us(worker: Running) -> None:
    answer = curl(worker, f"https://127.0.0.1:{free_ports(1)[0]}/", "--http2")
    assert answer.version == "HTTP/2"
    assert answer.headers["server"] == "lollipop"


# --- what the words are chosen by ---


def test_every_way_in_which_the_system_says_that_a_name_is_unknown() -> None:
    """The C library's own sentences: a new one would be told as a site that does not answer."""
    say = ctypes.CDLL(None).gai_strerror
    say.restype = ctypes.c_char_p
    for code in (socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_AGAIN, socket.EAI_FAIL):
        message = str(socket.gaierror(code, say(code).decode()))
        assert trouble.kind(502, message)[0] == NO_SITE, message


async def test_the_sentence_of_a_real_failure_is_known() -> None:
    with pytest.raises(socket.gaierror) as failed:
        await asyncio.open_connection("no-such-host.invalid", 80)
    assert trouble.kind(502, str(failed.value))[0] == NO_SITE


def test_a_refused_certificate_is_told_so_by_the_words_of_mitmproxys_source() -> None:
    """We know it by its sentence, which a new version may change."""
    for module, sign in (
        ("mitmproxy.proxy.layers.tls", trouble.BAD_CERTIFICATE),
        ("mitmproxy.proxy.server", trouble.UNREACHABLE_OWN),
    ):
        spec = importlib.util.find_spec(module)
        assert spec
        assert spec.origin
        assert sign in Path(spec.origin).read_text(encoding="utf-8"), sign


def test_mitmproxys_own_page_is_nowhere_in_use() -> None:
    for language in Language:
        trouble.speak(partial(Language, language))
        for module in (_http1, _http2):
            assert vars(module)["format_error"](502, "gone") == trouble.page(502, "gone", language)
    assert list(vars(_base)["format_error"].__annotations__) == ["status_code", "message", "return"]


@given(status=st.integers(400, 599), message=st.text(max_size=200))
def test_any_error_has_a_page_and_none_of_its_words(status: int, message: str) -> None:
    marked = f"<i>{message}</i>"
    page = LexborHTMLParser(trouble.page(status, marked))
    assert page.css_first("i") is None
    heading = page.css_first("h1")
    assert heading is not None
    assert heading.text() in TO_DO
    assert trouble.page(status, marked) == pages.trouble(status, *trouble.kind(status, marked))


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        (400, "That did not work"),
        (431, "That was too long"),
        (502, "This site does not answer"),
        (504, "This site does not answer"),
    ],
)
def test_without_a_known_sentence_the_status_decides(status: int, headline: str) -> None:
    assert trouble.kind(status, "something new")[0] == headline
