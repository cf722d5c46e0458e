import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract import WEBSOCKET, extract, form, html, is_read, json, multipart, plain, sse, websocket
from appliance.extract.formats import READERS, reader_of
from appliance.model import Channel
from tests.extract.given import received, said, sent


@pytest.mark.parametrize(
    ("body", "content_type", "reader"),
    [
        pytest.param("<p>x", "text/html; charset=utf-8", html.read, id="HTML"),
        pytest.param("<!DOCTYPE html><p>x", "", html.read, id="HTML that nobody announced"),
        pytest.param(' {"a":1}', "text/plain", json.read_guessed, id="JSON sent as text"),
        pytest.param(")]}'\n[]", "text/javascript; charset=UTF-8", json.read, id="guarded JSON sent as a script"),
        pytest.param("var x = 'kill myself'", "text/javascript", None, id="a script"),
        pytest.param("{}", "application/problem+json", json.read, id="a JSON dialect"),
        pytest.param('{"a":1}', "application/octet-stream", json.read_guessed, id="JSON sent as bytes"),
        pytest.param(b"\x00\x01\x02", "application/octet-stream", None, id="bytes"),
        pytest.param(b"\x89PNG", "image/png", None, id="a picture"),
        pytest.param("a{color:red}", "text/css", None, id="a style sheet"),
        pytest.param("<p>x", "foo", html.read, id="HTML of a type that is none"),
        pytest.param("<p>x", "*/*", html.read, id="HTML of any type"),
        pytest.param("<p>x", "application/unknown", html.read, id="HTML of an unknown type"),
        pytest.param("x", "image/png, text/html", html.read, id="two types: the last counts"),
        pytest.param("x", "text/html;charset=utf-8, foo", html.read, id="two types: the last valid one counts"),
        pytest.param("<rss>", "application/rss+xml", html.read, id="a feed"),
        pytest.param("<turbo-stream>", "text/vnd.turbo-stream.html", html.read, id="a part that a page grows by"),
        pytest.param("WEBVTT", "text/vtt", plain.read, id="subtitles"),
        pytest.param('cb({"a":"b"});', "text/javascript", json.read_called, id="JSON with padding"),
        pytest.param("{}", "application/x-ndjson", json.read_lines, id="JSON, a document a line"),
        pytest.param("data: x\n\n", "text/event-stream", sse.read, id="events"),
        pytest.param("x", WEBSOCKET, websocket.read, id="WebSocket"),
        pytest.param("--a", "Multipart/Form-Data; boundary=a", multipart.read, id="multipart, in capitals"),
        pytest.param("I am sad [really]", "text/plain", plain.read, id="words"),
        pytest.param("I am sad", "", plain.read, id="words that nobody announced"),
        pytest.param("# I am sad", "text/markdown", plain.read, id="another kind of text"),
    ],
)
def test_which_format_reads_it(body: bytes | str, content_type: str, reader: object) -> None:
    assert reader_of(received(body, content_type)) is reader
    assert is_read(content_type) or reader is None


def test_a_form_that_nobody_announced() -> None:
    assert reader_of(sent("msg=i+am+sad&x=1", "text/plain;charset=UTF-8")) is form.read


def test_what_is_sent_is_read_with_its_address_and_what_comes_is_not() -> None:
    body, path = '{"m":"hi"}', "/a-b"
    assert (Channel.URL, "x.org\na-b") in said(extract(sent(body, "application/json", host="x.org", path=path)))
    assert said(extract(received(body, "application/json", path=path))) == [(Channel.CHAT, "hi")]
    assert said(extract(sent("hi", WEBSOCKET, host="x.org", path=path))) == [(Channel.TYPED, "hi")]


@given(st.binary(), st.sampled_from([*READERS, "", "text/plain", "multipart/form-data; boundary=a"]), st.booleans())
def test_no_body_of_any_type_raises(body: bytes, content_type: str, out: bool) -> None:
    extract((sent if out else received)(body, content_type))


@given(st.sampled_from([*READERS, "", "multipart/form-data; boundary=a"]))
def test_what_is_received_reads_the_same_from_any_address(content_type: str) -> None:
    body = '--a\r\nContent-Disposition: form-data; name="q"\r\n\r\nq=words&s="words"\r\n--a--'
    here = extract(received(body, content_type, host="www.google.com", path="/search?q=x"))
    assert here == extract(received(body, content_type, host="a.org", path="/b"))
