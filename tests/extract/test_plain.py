from appliance.extract.plain import read
from appliance.model import Channel
from tests.extract.given import received, said, sent


def test_what_is_sent_was_typed_and_what_comes_is_a_page() -> None:
    assert said(list(read(sent("i am\nsad")))) == [(Channel.TYPED, "i am sad")]
    assert said(list(read(received("i am sad")))) == [(Channel.PAGE, "i am sad")]
