import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.stream import Stream
from tests.extract.given import received

ANSWER = ["how", " to", " hi", "de", " cüts"]
BODIES = {
    "text/event-stream": "".join(f"data: {json.dumps({'delta': {'content': piece}})}\r\n\r\n" for piece in ANSWER),
    "application/x-ndjson": "".join(f"{json.dumps({'response': piece, 'done': False})}\n" for piece in ANSWER),
    "application/json": "[" + ",\n".join(json.dumps({"parts": [{"text": piece}]}) for piece in ANSWER) + "]",
    "text/plain": "".join(ANSWER),
}


@pytest.mark.parametrize("content_type", BODIES)
@given(size=st.integers(1, 200))
def test_wherever_the_parts_are_cut_the_answer_is_heard(content_type: str, size: int) -> None:
    stream, body = Stream(), BODIES[content_type].encode()
    heard = [stream.read(received(body[at : at + size], content_type)) for at in range(0, len(body), size)]
    heard.append(stream.finish(received(b"", content_type)))
    assert any("how to hide cüts" in text.text for texts in heard for text in texts)


def test_an_event_without_an_end_is_not_held_for_ever() -> None:
    stream = Stream()
    texts = [stream.read(received(b"data: " + b"x" * 20_000, "text/event-stream")) for _ in range(4)]
    assert any(texts)
