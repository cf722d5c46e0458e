import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from webui.arrival import Arrival
from webui.confide.arriving import LONGEST_WITH_PICTURES, LONGEST_WORDS, GoneError, RefusedError, Taken, take

GET = b"GET / HTTP/1.1\r\nHost: confide\r\n\r\n"


def post(length: int, kind: str = "application/x-www-form-urlencoded", path: str = "/") -> bytes:
    return f"POST {path} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n".encode()


MULTIPART = "multipart/form-data; boundary=xYz"


class Said:
    def __init__(self) -> None:
        self.waited = self.asked = 0

    def wait(self) -> None:
        self.waited += 1

    def ask(self) -> None:
        self.asked += 1


@pytest.fixture
def sending() -> Iterator[Callable[..., tuple[Taken, Said]]]:
    """Sends pieces, and ends its side where `end`."""
    ours, theirs = socket.socketpair()
    ours.settimeout(20)

    def send(*pieces: bytes, end: bool = False) -> tuple[Taken, Said]:
        def all_of_it() -> None:
            for piece in pieces:
                theirs.sendall(piece)
            if end:
                theirs.shutdown(socket.SHUT_WR)

        said = Said()
        threading.Thread(target=all_of_it, daemon=True).start()
        return take(ours, said.wait, said.ask), said

    yield send
    ours.close()
    theirs.close()


Sending = Callable[..., tuple[Taken, Said]]


def test_a_request_that_is_there_at_once_waits_for_nothing(sending: Sending) -> None:
    taken, said = sending(GET)
    assert (taken.head, taken.body, taken.cut) == (GET, b"", False)
    assert (said.waited, said.asked) == (0, 0)


def test_a_body_is_taken_to_its_end(sending: Sending) -> None:
    taken, said = sending(post(10), b"q6=hello", b"!!")
    assert (taken.head, taken.body) == (post(10), b"q6=hello!!")
    assert said.asked == 0


def test_a_long_form_asks_before_it_is_read(sending: Sending) -> None:
    taken, said = sending(post(LONGEST_WORDS), b"x" * LONGEST_WORDS)
    assert (len(taken.body), said.asked) == (LONGEST_WORDS, 1)


def test_pictures_ask_before_they_are_read(sending: Sending) -> None:
    taken, said = sending(post(5_000_000, MULTIPART), b"x" * 5_000_000)
    assert (len(taken.body), said.asked, taken.cut) == (5_000_000, 1, False)


def test_of_pictures_that_are_too_large_the_words_before_them_are_kept(sending: Sending) -> None:
    words = b'--xYz\r\nContent-Disposition: form-data; name="q6"\r\n\r\nI am sad\r\n'
    picture = b'--xYz\r\nContent-Disposition: form-data; name="q14"; filename="a"\r\n\r\n'
    taken, said = sending(post(200_000_000, MULTIPART), words, picture, b"\0" * LONGEST_WORDS)
    assert (taken.body, taken.cut, said.asked) == (words + b"--xYz--\r\n", True, 0)


def test_where_not_even_the_first_field_is_whole_nothing_is_kept(sending: Sending) -> None:
    taken, _ = sending(post(200_000_000, MULTIPART), b"--xYz\r\n", b"\0" * LONGEST_WORDS)
    assert (taken.body, taken.cut) == (b"", True)


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (post(LONGEST_WORDS + 1), Arrival.LONG),
        (post(70_000, path="/x"), Arrival.LONG),
        (post(70_000, MULTIPART, path="/static/x"), Arrival.LONG),
        (post(LONGEST_WITH_PICTURES + 1, "multipart/form-data"), Arrival.LONG),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Arrival.UNMEASURED),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000, Arrival.WORDY),
    ],
)
def test_what_can_never_be_whole_is_refused(sending: Sending, head: bytes, why: Arrival) -> None:
    with pytest.raises(RefusedError) as refused:
        sending(head)
    assert refused.value.why is why


@pytest.mark.parametrize("start", [b"", GET[:9], post(100) + b"q6="])
def test_who_goes_is_gone(sending: Sending, start: bytes) -> None:
    with pytest.raises(GoneError):
        sending(start, end=True)


def test_it_says_once_that_it_waits(sending: Sending) -> None:
    _, said = sending(post(200_000), *[b"x" * 1000] * 200)
    assert said.waited <= 1
