import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.charset import decode


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param("café".encode(), "", "café", id="UTF-8 without a word"),
        pytest.param("café".encode("latin-1"), "", "café", id="not UTF-8, so Windows-1252"),
        pytest.param(
            "“hi”".encode("cp1252"), "text/plain; charset=ISO-8859-1", "“hi”", id="Latin-1 means Windows-1252"
        ),
        pytest.param(
            "смерть".encode("cp1251"), 'text/plain; charset="windows-1251"', "смерть", id="said in the header"
        ),
        pytest.param("死にたい".encode("shift_jis"), "text/plain;charset=Shift_JIS", "死にたい", id="Japanese"),
        pytest.param(
            "\ufeffhi".encode("utf-16-le"), "text/plain; charset=utf-8", "hi", id="a mark outranks the header"
        ),
        pytest.param("\ufeffhi".encode("utf-16-be"), "", "hi", id="big-endian mark"),
        pytest.param("\ufeffhi".encode(), "", "hi", id="UTF-8 mark"),
        pytest.param("é café".encode()[:-1], "", "é caf\ufffd", id="cut inside a character"),
        pytest.param("café".encode(), "text/plain; charset=rot13", "café", id="a codec that is no charset"),
        pytest.param("café".encode(), "text/plain; charset=klingon", "café", id="a charset that does not exist"),
        pytest.param(b"", "", "", id="nothing"),
    ],
)
def test_bytes_become_text(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type) == text


def test_a_page_says_its_charset_itself() -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">смерть'
    assert "смерть" in decode(page.encode("cp1251"), "text/html", markup=True)
    assert "смерть" not in decode(page.encode("cp1251"), "text/html")


def test_the_header_outranks_the_page() -> None:
    page = '<meta charset="windows-1251">é'.encode()
    assert decode(page, "text/html; charset=utf-8", markup=True).endswith("é")


@given(st.binary(), st.text(max_size=30) | st.sampled_from(["punycode", "idna", "utf-7", "utf-16", "gbk", "hz", "zip"]))
def test_no_bytes_and_no_claim_raise(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, f"text/html; charset={charset}", markup=True), str)


def test_two_megabytes_of_half_a_meta_tag_are_quick() -> None:
    started = time.perf_counter()
    decode(b"<meta " * 350_000, "text/html", markup=True)
    assert time.perf_counter() - started < 1


def test_only_a_parameter_of_its_own_says_the_encoding() -> None:
    assert decode("é".encode(), "text/html; xcharset=utf-16; charset=utf-8") == "é"
    assert decode("é".encode(), "text/html; x=charset=utf-16") == "é"
