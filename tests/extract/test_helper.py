from appliance.extract import TITLE, TYPED, extract
from appliance.model import Channel, Direction, Message, Text


def said(kind: str, body: bytes) -> Message:
    return Message(
        client="10.0.0.7",
        direction=Direction.SENT,
        method="TYPED",
        scheme="https",
        host="www.example.org",
        path="/?q=words+of+the+address",
        at=0.0,
        content_type=kind,
        body=body,
    )


def test_what_was_typed_is_read_without_the_address_of_its_page() -> None:
    assert extract(said(TYPED, "£ ŵ 😀".encode())) == (Text(channel=Channel.TYPED, text="£ ŵ 😀"),)


def test_a_window_has_a_title() -> None:
    assert extract(said(TITLE, b"diary.txt \xff")) == (Text(channel=Channel.TITLE, text="diary.txt �"),)
