import json

from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.formats import extract
from appliance.extract.pieces import KEPT, carried, events
from appliance.model import Direction, Message


def said(body: bytes) -> str:
    message = Message(
        client="10.0.0.1", direction=Direction.RECEIVED, method="GET", scheme="https", host="x", path="/", at=0.0,
        content_type="text/event-stream", body=body,
    )  # fmt: skip
    return "\n".join(text.text for text in extract(message))


def piece(text: str, key: str = "content") -> bytes:
    return b"data: " + json.dumps({"id": "x" * 300, "choices": [{"delta": {key: text}}]}).encode() + b"\n\n"


def test_a_phrase_over_a_seam_is_read_with_what_is_carried() -> None:
    first, second = piece("how to hi"), piece("de cuts")
    assert "how to hide cuts" not in said(second)
    assert "how to hide cuts" in said(carried(first) + second)


def test_what_is_carried_is_bounded() -> None:
    window = b"".join(piece("word " * 50, key=f"key{number}") for number in range(100))
    assert len(carried(window)) < 16 * (KEPT + 100)


def test_lines_of_json_become_events() -> None:
    lines = b'{"response":"how to hi"}\n\n{"response":"de cuts"}\n'
    assert "how to hide cuts" in said(events(lines))


@given(st.binary(max_size=300))
def test_any_window_is_taken(window: bytes) -> None:
    assert carried(carried(window)) == carried(carried(carried(window)))
