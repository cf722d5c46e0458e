import json
import time

from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.sse import read
from appliance.model import Channel
from tests.extract.given import received


def heard(body: str) -> str:
    (text,) = read(received(body, "text/event-stream"))
    assert text.channel is Channel.CHAT
    return text.text


def test_an_answer_that_comes_in_pieces_is_one_text() -> None:
    pieces = ["You could ", "ki", "ll your", "self"]
    events = [json.dumps({"choices": [{"delta": {"content": piece}}]}) for piece in pieces]
    assert heard("".join(f"data: {event}\n\n" for event in events) + "data: [DONE]\n\n").startswith(
        "You could kill yourself"
    )


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_wherever_it_is_broken(pieces: list[str]) -> None:
    body = "".join(f"event: d\r\ndata: {json.dumps({'delta': piece})}\r\n\r\n" for piece in pieces)
    if not any("\n" in piece or "</" in piece for piece in pieces):
        assert heard(body) == "".join(pieces)


def test_whole_messages_do_not_run_together() -> None:
    assert heard('data: {"message":"I want to die"}\n\ndata: {"message":"ok"}\n\n') == "I want to die\nok"


def test_an_answer_that_is_sent_again_as_it_grows_is_told_once() -> None:
    assert heard('data: {"parts":["I"]}\n\ndata: {"parts":["I am"]}\n\ndata: {"parts":["I am sad"]}\n\n') == "I am sad"


def test_plain_words_and_an_event_that_is_cut_short() -> None:
    assert heard(": ping\ndata: hello\ndata: there\n\nid: 1\ndata: bye") == "hello there\nbye"


def test_two_megabytes_of_events_are_quick() -> None:
    started = time.perf_counter()
    heard('data: {"v":"a"}\n\n' * 120_000)
    assert time.perf_counter() - started < 3
