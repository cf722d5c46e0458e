"""How to read a body, where what the header says of it is odd."""

import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http

from appliance.model import Captured
from proxy_addons.content import fields_of, form_of, media_type
from tests.origins import Raw, page, says
from tests.proxy_addons.conftest import Running, curl

TERM = "how to hide cuts"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"text/html", "text/html"),
        (b" text/html; charset=utf-8 ", "text/html; charset=utf-8"),
        (b"text/html, foo", "text/html"),
        (b"image/png, text/html", "text/html"),
        (b"text/html, */*", "text/html"),
        (b'multipart/form-data; boundary="a,b/c"', 'multipart/form-data; boundary="a,b/c"'),
        (b"foo", ""),
        (b"*/*", ""),
        (b"application/unknown", ""),
        (b"text/ html", ""),
        (b"", ""),
    ],
)
def test_the_last_valid_type_counts(said: bytes, kind: str) -> None:
    assert media_type(said) == kind


@given(said=st.binary(max_size=60))
def test_any_bytes_are_a_type_or_none(said: bytes) -> None:
    assert media_type(said) == "" or "/" in media_type(said)


def test_what_is_repeated_is_one_list_in_its_order() -> None:
    headers = http.Headers([(b"Content-Encoding", b"gzip"), (b"X", b"y"), (b"content-encoding", b"br")])
    assert form_of(fields_of(headers)).encoding == "gzip, br"


TWICE = gzip.compress(gzip.compress(page(TERM)))
ODD = [
    pytest.param("Content-Type: text/html\r\nContent-Encoding: utf-8", page(TERM), id="a coding that nobody knows"),
    pytest.param(
        "Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip", TWICE, id="two codings"
    ),
    pytest.param("Content-Type: foo", page(TERM), id="no valid type"),
    pytest.param("Content-Type: */*", page(TERM), id="any type"),
    pytest.param("Content-Type: image/png, text/html", page(TERM), id="two types"),
    pytest.param("Content-Type: text/html\r\nContent-Type: foo", page(TERM), id="two headers of types"),
]


@pytest.mark.parametrize(("headers", "body"), ODD)
def test_a_page_that_a_browser_shows_is_read(worker: Running, headers: str, body: bytes) -> None:
    mark = f"/{hashlib.sha256(headers.encode()).hexdigest()}"
    answer = f"HTTP/1.1 200 OK\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    with Raw(says(answer)) as origin:
        curl(worker, origin.url(mark))
        worker.wait_for(Captured, lambda found: found.url.endswith(mark))
