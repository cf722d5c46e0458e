"""Whoever writes a body decides what is in it, not how long we work on it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.extract import WEBSOCKET, extract, title_of
from appliance.model import Direction
from tests.extract.given import message

_BYTES = 2 * 1024 * 1024
_MOST_SECONDS = 0.5  # of processor time for 2 MiB, on a machine that needs _OWN_SECONDS for the calibration
_OWN_SECONDS = 0.03
_LONG_PATH = "/" + "s" * 1990

HTML, JSON, FORM, SSE = "text/html", "application/json", "application/x-www-form-urlencoded", "text/event-stream"
XML, LINES, PARTS = "application/xml", "application/x-ndjson", "multipart/form-data; boundary=b"


def calibration() -> float:
    """How long this machine takes now for work like ours: the best of three, in seconds of processor time."""
    return min(_timed(lambda: sum(len(word) for word in ("word " * 400_000).split(" "))) for _ in range(3))


def _timed(work: object) -> float:
    started = time.process_time()
    work()  # type: ignore[operator]  # a function
    return time.process_time() - started


def cost(content_type: str, body: bytes, path: str = "/", direction: Direction = Direction.RECEIVED) -> float:
    given_message = message(direction, body, content_type, "www.google.com", path)
    return _timed(lambda: (extract(given_message), title_of(given_message)))


def filled(fragment: str, size: int = _BYTES) -> bytes:
    unit = fragment.encode()
    return (unit * (size // len(unit) + 1))[:size]


PAGES = [
    *("<", "<a", '<a"', "<a b='", "</", "<!", "<?", "<!--", "<!-->", "<!---->", "<!-- -->", "<!-", "--!>", "<![CDATA["),
    *("<script", "<script>", "<script></script>", "<SCRIPT <", "<title", "<title>", "<title></titl>", "<textarea>"),
    *(
        "<xmp></xmp>",
        "<plaintext>",
        "<object>",
        "<iframe srcdoc='<p>x'></iframe>",
        "<template>",
        "<template></template>",
    ),
    *("<i hidden>", "<i hidden></i>", "<p hidden>x</p>", "<div>", "<b><i><u><div>", '<p style="display:x">'),
    *("<p style='visibility:hidden'><b style='visibility:visible'></b></p>", '<p title="<!--">', "<input value=a>"),
    *(
        "<input type=text name=pw value='a'>",
        "<option label=x>",
        "<x-y>",
        "<a alt=b title=c>",
        "\0",
        "<p>\0",
        "&",
        "&a",
    ),
    *(
        "&#x41",
        "&amp;",
        "&notanyreference",
        "\n",
        "<p> ",
        "<p>\n\n",
        "<br>",
        "\r\n ",
        "<p a  ",
        "<p a='b' c=",
        "<p a=b title=x ",
        "<Input value=a type=text ",
        "<svg><style/>",
        "<h1 hidden><h2>",
        "<iframe srcdoc='&lt;iframe srcdoc=&quot;x'>",
    ),
]
DOCUMENTS = [
    *('"', '"a",', '"</",', '"‹/",', '"\\n",', '"\\u0041",', '"\\q",', '"a":"b",', '"q":"b",', '"a', "[", "{", '"x"  '),
    *(
        '"<p>a</p>",',
        '"\\u0000\\n",',
        '"text":" a",',
        '"&#10;</",',
        "\\",
        '"\\',
        '{"text":"a"}\n',
        "[]\n",
        '"a":"</p>",',
    ),
]
FORMS = [
    "q=1&",
    "a=[&",
    "a=%41&",
    "a=%41",
    "&",
    "=",
    "a=[[&",
    'a="</"&',
    "cardcardcard=1&",
    "a=1;",
    "q=%7B%22&",
    "a=+&",
]
EVENTS = ["data:a\n\n", 'data:{"text":"a"}\n\n', "data:a\n", "\n", "data:\n\n", 'data:"\n\n', "data:{\n\n", ":\r\r"]
UPLOADS = [
    "--b",
    "--b\r\n\r\n",
    '--b\r\nContent-Disposition: form-data; name="q"\r\n\r\nx\r\n',
    "--b;name=",
    "\r\n",
    "--b\n\n[\n",
]


def adversaries() -> list[object]:
    """Everything of the tables as a body of 2 MiB, sent and received."""
    tables = {HTML: PAGES, JSON: DOCUMENTS, FORM: FORMS, SSE: EVENTS, PARTS: UPLOADS, LINES: DOCUMENTS, XML: PAGES[:24]}
    tables |= {WEBSOCKET: DOCUMENTS[:8], "": [" ", "[", "<", "a=&"], "text/plain": ["\n", "[1]", "é\n"]}
    tables |= {"text/javascript": ['f({"a":"b"}', "f([", "[", "/*"], "application/graphql": ["{"]}
    return [
        pytest.param(content_type, fragment, id=f"{content_type} {fragment!r}")
        for content_type, fragments in tables.items()
        for fragment in fragments
    ]


def is_quick(content_type: str, body: bytes, path: str = "/", direction: Direction = Direction.RECEIVED) -> bool:
    """In the best of three tries, since others work on this machine too."""
    seconds = _MOST_SECONDS * max(len(body), _BYTES // 4) / _BYTES
    return any(
        cost(content_type, body, path, direction) < seconds * max(1.0, calibration() / _OWN_SECONDS) for _ in range(3)
    )


@pytest.mark.parametrize(("content_type", "fragment"), adversaries())
def test_no_body_takes_longer(content_type: str, fragment: str) -> None:
    opening = b"[" if content_type == JSON else b""
    body = opening + filled(fragment)
    assert is_quick(content_type, body)
    if content_type in {JSON, FORM, PARTS}:
        assert is_quick(content_type, body, _LONG_PATH, Direction.SENT)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(_LONG_PATH + "?" + "q=1&" * 16_000, id="many queries"),
        pytest.param(_LONG_PATH + "?" + "a=%41&" * 200_000, id="a megabyte"),
        pytest.param("/" * 260_000, id="slashes"),
        pytest.param("/a%41" * 13_000, id="words"),
    ],
)
def test_no_address_takes_longer(path: str) -> None:
    assert is_quick("", b"", path, Direction.SENT)


@pytest.mark.parametrize(
    "attributes",
    [
        'style="display ',
        "hidden\f='",
        "style=",
        "style=\"'style='\" ",
        "alt ",
        "alt",
        "title='x' ",
        "=",
        '="',
        "/",
        '"',
        "= ",
    ],
)
def test_no_tag_takes_longer(attributes: str) -> None:
    assert is_quick(HTML, b"<p display " + filled(attributes) + b">")


SIGNS = """< > / ! - -- <!-- --> script title style hidden display:none = " ' </p> srcdoc alt & &# ; x é \\ \\u00 { [
: , "a": data: text --b %4 + ]]> <![CDATA[ template q= visibility:hidden textarea input value type"""
FRAGMENT = st.lists(st.sampled_from([*SIGNS.split(), "<p ", " ", "\n", "\0", "\r\n\r\n"]), min_size=1, max_size=6).map(
    "".join
)
KINDS = st.sampled_from([HTML, JSON, FORM, SSE, XML, LINES, PARTS, WEBSOCKET, "text/plain", "text/javascript", ""])


@settings(max_examples=100, deadline=None)
@given(start=FRAGMENT, fragment=FRAGMENT, content_type=KINDS, direction=st.sampled_from(Direction))
def test_nor_any_repetition(start: str, fragment: str, content_type: str, direction: Direction) -> None:
    body = start.encode() + filled(fragment, _BYTES // 8)
    assert is_quick(content_type, body, "/search?q=1", direction)


@pytest.mark.parametrize(
    ("content_type", "body", "direction"),
    [
        pytest.param(FORM, b"a=1&" * 10_001, Direction.SENT, id="fields"),
        pytest.param(JSON, b"[" + b'"a",' * 200_001, Direction.RECEIVED, id="strings"),
        pytest.param(SSE, b'data: ["a"]\n\n' * 200_001, Direction.RECEIVED, id="events"),
        pytest.param(WEBSOCKET, b"[" + b'"a",' * 200_001, Direction.SENT, id="strings in a WebSocket"),
        pytest.param(HTML, b"a" + b"<p>" * 400_001, Direction.RECEIVED, id="tags"),
    ],
)
def test_what_is_more_than_is_read_is_marked(content_type: str, body: bytes, direction: Direction) -> None:
    given_message = message(direction, body, content_type, "", "")
    assert [text.cut for text in extract(given_message)] == [True]
    fewer = message(direction, body[: len(body) // 2], content_type, "", "")
    assert not any(text.cut for text in extract(fewer))


def test_an_address_with_more_fields_than_are_read_is_marked() -> None:
    (text,) = extract(message(Direction.SENT, b"", "", "a.org", "/?" + "a=1&" * 10_001))
    assert text.cut
