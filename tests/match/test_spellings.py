import pytest

from appliance.match.compiled import Expression


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("i want to die", "i wanna die", id="want to"),
        pytest.param("are you home alone", "r u home alone", id="are you"),
        pytest.param("hurt yourself", "hurt urself", id="yourself"),
        pytest.param("hurt yourself", "hurt ur self", id="one word as two"),
        pytest.param("do not tell your mum", "dont tell ur mom", id="do not, your, mum"),
        pytest.param("i am going to jump", "im gonna jump", id="going to"),
        pytest.param("nobody likes me", "no one likes me", id="nobody"),
        pytest.param("(want to|might) jump", "i wanna jump", id="inside alternatives"),
    ],
)
def test_text_speak_counts(pattern: str, text: str) -> None:
    assert Expression(pattern).stands_in(text)
