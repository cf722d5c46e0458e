from io import BytesIO

import pytest

from appliance.categories.entries import host_of, lines
from appliance.errors import CategoryError


@pytest.mark.parametrize(
    ("text", "host"),
    [
        pytest.param("example.org", "example.org", id="as it is"),
        pytest.param("WWW.Example.ORG.", "www.example.org", id="capitals and a dot"),
        pytest.param("*.example.org", "example.org", id="a star"),
        pytest.param("bücher.example", "xn--bcher-kva.example", id="IDNA"),
        pytest.param("192.0.2.7", "192.0.2.7", id="an address"),
        pytest.param("2001:DB8::1", "2001:db8::1", id="IPv6"),
        pytest.param("a_b.example.org", "a_b.example.org", id="an underscore"),
        pytest.param("com", "", id="all of .com"),
        pytest.param("co.uk", "", id="all of .co.uk"),
        pytest.param("sch.uk", "", id="every school"),
        pytest.param("bbc.uk", "bbc.uk", id="two labels of a country"),
        pytest.param("example.org/page", "", id="a page"),
        pytest.param("<b>x</b>", "", id="markup"),
        pytest.param("=example.org", "", id="our mark"),
        pytest.param("a" * 400 + ".org", "", id="too long"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_is_a_host(text: str, host: str) -> None:
    assert host_of(text) == host


def test_comments_blank_lines_and_a_mark_at_the_beginning_are_nothing() -> None:
    text = b"\xef\xbb\xbf# a list\r\n\r\nexample.org # ours\r\ncaf\xe9.example\r\n"
    assert list(lines(BytesIO(text))) == [(3, "example.org"), (4, "café.example")]


def test_a_line_without_end_is_cut() -> None:
    assert max(len(text) for _, text in lines(BytesIO(b"a" * 1_000_000))) <= 4096


@pytest.mark.parametrize("text", ["example.org\n".encode("utf-16"), b"\x7fELF\0\0"])
def test_what_is_no_text_says_so(text: bytes) -> None:
    with pytest.raises(CategoryError, match="save it as UTF-8"):
        list(lines(BytesIO(text)))
