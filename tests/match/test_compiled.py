import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.match.compiled import Expression
from appliance.match.normalise import Folded

PATTERNS = [
    "kill myself",
    "(want to|ready to) [just] die",
    "nobody * likes me",
    "(end|take) it [all]",
    "go home",
    "i am so fat",
]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("i want to die", "i wanna die", id="want to"),
        pytest.param("are you home alone", "r u home alone", id="are you"),
        pytest.param("hurt yourself", "hurt urself", id="yourself"),
        pytest.param("do not tell your mum", "dont tell ur mom", id="do not, your, mum"),
        pytest.param("i am going to jump", "im gonna jump", id="going to"),
        pytest.param("nobody likes me", "no one likes me", id="nobody"),
    ],
)
def test_text_speak_counts(pattern: str, text: str) -> None:
    assert Expression(pattern).whole.search(Folded(text).text)


def test_the_rarest_word_is_what_is_looked_for() -> None:
    assert Expression("i want to overdose").anchors == ("overdose",)
    assert "the" not in Expression("the (knife|blade) is mine").anchors
    assert Expression("[very] [much]").anchors == ()


@given(
    st.sampled_from(PATTERNS),
    st.lists(
        st.sampled_from(
            [
                "i",
                "want",
                "to",
                "just",
                "die",
                "kill",
                "myself",
                "nobody",
                "really",
                "likes",
                "me",
                "end",
                "take",
                "it",
                "all",
                "go",
                "home",
                "am",
                "so",
                "fat",
            ]
        ),
        max_size=12,
    ),
)
def test_what_fits_anywhere_is_found_from_its_anchor(pattern: str, words: list[str]) -> None:
    expression = Expression(pattern)
    text = Folded(" ".join(words)).text
    anywhere = {found.span() for found in expression.whole.finditer(text)}
    places = {
        place for anchor in expression.anchors for place in range(len(text)) if text.startswith(f" {anchor} ", place)
    }
    from_anchors = {found for place in places if (found := expression.match(text, place + 1))}
    assert bool(anywhere) == bool(from_anchors)
    for start, end in from_anchors:
        assert expression.whole.fullmatch(text, start, end)
