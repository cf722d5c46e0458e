import time

import pytest

from appliance.extract import code_of
from appliance.extract.code import LONGEST
from appliance.model import Channel, Direction, Message


def page(body: str, direction: Direction = Direction.RECEIVED, content_type: str = "text/html") -> Message:
    return Message(
        client="10.0.0.1",
        direction=direction,
        method="GET",
        scheme="https",
        host="x.org",
        path="/",
        at=0.0,
        content_type=content_type,
        body=body.encode(),
    )


def code(body: str) -> str:
    texts = code_of(page(body))
    assert all(text.channel is Channel.CODE for text in texts)
    return "".join(text.text for text in texts)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param("<p>seen</p><!-- not seen -->", "not seen", id="a comment"),
        pytest.param("<SCRIPT type=x>var a = 'hi'</script ><p>seen", "var a = 'hi'", id="a script"),
        pytest.param('<meta name="keywords" content="a &amp; b"><p>', "a & b", id="a description"),
        pytest.param("<meta charset=utf-8><p>", "", id="a description that says nothing"),
        pytest.param("<!-- one --><p>seen<!-- two", "one\ntwo", id="never closed"),
        pytest.param("<p>seen</p>", "", id="no code"),
        pytest.param("<scripted>seen</scripted>", "", id="another tag"),
    ],
)
def test_what_nobody_sees(body: str, read: str) -> None:
    assert code(f"<html>{body}") == read


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(page("<html><!-- x -->", Direction.SENT), id="what was sent"),
        pytest.param(page('{"a": "<!-- x -->"}', content_type="application/json"), id="no page"),
    ],
)
def test_only_of_pages_that_came(message: Message) -> None:
    assert code_of(message) == ()


def test_a_long_script_is_cut_and_marked() -> None:
    (text,) = code_of(page(f"<html><script>{'x ' * LONGEST}</script>"))
    assert (len(text.text), text.cut) == (LONGEST, True)


@pytest.mark.parametrize("piece", ["<!--", "<script>", "<meta ", "<meta content=", "<!-- -->", '<meta content="'])
def test_time_is_linear_whatever_the_page(piece: str) -> None:
    began = time.process_time()
    code_of(page("<html>" + piece * (1_000_000 // len(piece))))
    assert time.process_time() - began < 1.0
