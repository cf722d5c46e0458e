import pytest

from webui.arrival import MAX_FORM_BYTES, MAX_HEADER_BYTES, Arrival, arrival, refusal


def post(*headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join(("POST /bans HTTP/1.1", "Host: localhost", *headers, "", "")).encode() + body


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param(b"", Arrival.COMING, id="nothing yet"),
        pytest.param(post()[:-1], Arrival.COMING, id="a header without its last byte"),
        pytest.param(post(), Arrival.WHOLE, id="no body"),
        pytest.param(post("Content-Length: 4", body=b"a=b"), Arrival.COMING, id="a body without its last byte"),
        pytest.param(post("content-length:4 ", body=b"a=bc"), Arrival.WHOLE, id="a body"),
        pytest.param(post("Content-Length: 4", body=b"a=bcGET /"), Arrival.WHOLE, id="a body and the next request"),
        pytest.param(post("X-Content-Length: 4"), Arrival.WHOLE, id="a header that only sounds like a length"),
        pytest.param(post(body=b"\r\nContent-Length: 4\r\n"), Arrival.WHOLE, id="a length after the header"),
        pytest.param(post("Content-Length: four"), Arrival.WHOLE, id="a length the parser refuses"),
        pytest.param(post(f"Content-Length: {MAX_FORM_BYTES}"), Arrival.COMING, id="the longest form"),
        pytest.param(post(f"Content-Length: {MAX_FORM_BYTES + 1}"), Arrival.LONG, id="a form too long"),
        pytest.param(post(f"Content-Length: {'9' * 5000}"), Arrival.LONG, id="a length of 5000 digits"),
        pytest.param(post("transfer-encoding: chunked"), Arrival.UNMEASURED, id="a form that does not tell its length"),
        pytest.param(post("X: " + "x" * MAX_HEADER_BYTES), Arrival.WORDY, id="a header too long"),
        pytest.param(b"x" * (MAX_HEADER_BYTES + 1), Arrival.WORDY, id="a header too long, still without its end"),
    ],
)
def test_how_far_a_request_is(sent: bytes, expected: Arrival) -> None:
    assert arrival(sent) is expected


def longer_at_import(path: str) -> int:
    return 1_000_000 if path == "/people/import" else MAX_FORM_BYTES


@pytest.mark.parametrize(
    ("target", "length", "expected"),
    [
        pytest.param("/people/import", 1_000_000, Arrival.UPLOADING, id="as long as may be"),
        pytest.param("/people/import?role=staff", 1_000_000, Arrival.UPLOADING, id="with a query"),
        pytest.param("/people/import", 1_000_001, Arrival.LONG, id="too long there as well"),
        pytest.param("/people/import", 10**12, Arrival.LONG, id="far too long"),
        pytest.param("/people/import", 1000, Arrival.COMING, id="a short one"),
        pytest.param("/bans", 100_000, Arrival.LONG, id="elsewhere"),
        pytest.param("http://localhost/people/import", 100_000, Arrival.LONG, id="the form that proxies get"),
    ],
)
def test_some_forms_may_be_longer(target: str, length: int, expected: Arrival) -> None:
    sent = f"POST {target} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode()
    assert arrival(sent, len(sent), longer_at_import) is expected


def test_a_long_form_is_whole_by_its_size() -> None:
    sent = b"POST /people/import HTTP/1.1\r\nContent-Length: 500000\r\n\r\n"
    assert arrival(sent, len(sent) + 499_999, longer_at_import) is Arrival.UPLOADING
    assert arrival(sent, len(sent) + 500_000, longer_at_import) is Arrival.WHOLE


def test_a_refusal_says_why_and_ends_the_connection() -> None:
    head, _, text = refusal(Arrival.LONG).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n")
    assert f"Content-Length: {len(text)}".encode() in head
