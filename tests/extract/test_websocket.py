import pytest

from appliance.extract.websocket import read
from appliance.model import Channel
from tests.extract.given import received, said, sent


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("hello there", "hello there", id="plain words"),
        pytest.param('{"type":"msg","text":"hello"}', "msg\nhello", id="JSON"),
        pytest.param('42["chat",{"text":"hello"}]', "chat\nhello", id="socket.io"),
        pytest.param('["sad"] i am', '["sad"] i am', id="plain words that begin like JSON"),
        pytest.param('he said "hello"', 'he said "hello"', id="plain words with quotation marks"),
    ],
)
def test_both_ways(body: str, words: str) -> None:
    assert said(list(read(sent(body, "websocket")))) == [(Channel.TYPED, words)]
    assert said(list(read(received(body, "websocket")))) == [(Channel.CHAT, words)]
