import pytest

from appliance.extract import TITLE, TYPED, extract
from appliance.model import Channel, Direction, Message, Text
from proxy_addons.content import media_type


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


@pytest.mark.parametrize("kind", [TYPED, TITLE])
def test_no_request_can_say_that_it_is_a_helpers(kind: str) -> None:
    """Else the words of its address would go unread."""
    assert media_type(kind.encode()) == ""
    for claim in (f"text/{kind}", f"text/x-{kind}; charset=utf-8", f"{kind}/{kind}"):
        assert "words of the address" in {text.text for text in extract(said(media_type(claim.encode()), b"hello"))}
