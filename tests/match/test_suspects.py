import pytest

from appliance.match.normalise import Words
from appliance.match.suspects import plainly, suspects
from tests.match.given import terms

TYPOS = terms("kill myself", "suicide", "i hate").typos


@pytest.mark.parametrize(
    "text",
    ["k1ll", "s u i c i d e", "suiciide", "killlll", "k*ll", "k!ll", "$uicide", "ihatemyself", "🇰🇮🇱🇱", "k.i.l.l"],
)
def test_a_disguise_is_suspicious(text: str) -> None:
    padded = "nothing to see here. " * 40 + text + " and so on" * 40
    ((start, end),) = suspects(Words(padded), TYPOS)
    assert text in padded[start:end]
    assert end - start < 500


@pytest.mark.parametrize(
    "text", ["Dear Mum, I had a good day!", "In 1984 we won 3-2.", "x", "", "\n\n", "Hello, world!"]
)
def test_ordinary_words_are_not(text: str) -> None:
    assert suspects(Words(text), TYPOS) == []


def test_what_is_read_again_is_bounded() -> None:
    assert sum(end - start for start, end in suspects(Words("k1ll " * 200_000), TYPOS)) < 200_000


def test_letters_in_another_guise_are_read_plainly() -> None:
    assert plainly("ｋ１ll 🇰 é") == "k1ll k e"
