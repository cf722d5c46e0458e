import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.multipart import read
from appliance.model import Channel
from tests.extract.given import said, sent

TYPE = 'multipart/form-data; boundary="XyZ"'


def part(head: str, body: str = "") -> str:
    return f"--XyZ\r\n{head}\r\n\r\n{body}\r\n"


def typed(body: str | bytes, content_type: str = TYPE) -> str:
    return "\n".join(text for channel, text in said(list(read(sent(body, content_type)))) if channel is Channel.TYPED)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(
            part('Content-Disposition: form-data; name="a"', "i am sad") + "--XyZ--\r\n", "i am sad", id="a field"
        ),
        pytest.param(
            part('Content-Disposition: form-data; name="password"', "secret") + "--XyZ--", "", id="a password"
        ),
        pytest.param(
            part(
                'Content-Disposition: form-data; name="f"; filename="my diary.png"\r\nContent-Type: image/png',
                "\x89PNG",
            ),
            "my diary.png",
            id="of a picture only its name",
        ),
        pytest.param(
            part(
                "Content-Disposition: form-data; name=f; filename*=UTF-8''na%C3%AFve.txt\r\nContent-Type: text/plain",
                "hi",
            ),
            "naïve.txt\nhi",
            id="of a text file both, and a coded name",
        ),
        pytest.param(
            part("Content-Type: application/json; charset=UTF-8", '{"title":"my plan"}'), "my plan", id="related"
        ),
        pytest.param('--XyZ\r\nContent-Disposition: form-data; name="a"\r\n\r\ni am s', "i am s", id="cut in a field"),
        pytest.param(
            '--XyZ\r\nContent-Disposition: form-data; name="f"; filename="my pl', "my pl", id="cut in the head"
        ),
        pytest.param("no boundary in here", "", id="no part at all"),
    ],
)
def test_parts(body: str, words: str) -> None:
    assert typed(body) == words


def test_without_a_boundary_there_is_nothing_to_read() -> None:
    assert typed("--XyZ\r\n\r\nx", "multipart/form-data") == ""


@given(st.binary(), st.binary())
def test_nothing_raises(head: bytes, body: bytes) -> None:
    typed(b"--XyZ\r\n" + head + b"\r\n\r\n" + body)


def test_a_hundred_thousand_parts_are_bounded() -> None:
    started = time.perf_counter()
    typed("--XyZ\r\n\r\nx\r\n" * 100_000)
    typed("--XyZ\r\n" + 'Content-Disposition: form-data; name="' * 50_000)
    assert time.perf_counter() - started < 2
