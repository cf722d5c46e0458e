import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.match.compiled import LONGEST, MARGIN, Expression
from appliance.match.language import PatternError

PATTERNS = [
    "kill myself",
    "(want to|ready to) [just] die",
    "nobody * likes me",
    "(end|take) it [all]",
    "i am so fat",
    "(kill|end) (it all|myself)",
    "(overdose|kill me now|i want to end it)",
]
SPOKEN = "i want to just die kill me myself nobody really likes end take it all overdose now am so fat"


@settings(deadline=None)  # the first of them waits for the dictionary
@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(SPOKEN.split()), max_size=12))
def test_wherever_it_fits_there_is_a_clue(pattern: str, spoken: list[str]) -> None:
    expression = Expression(pattern)
    words = [*MARGIN, *spoken, *MARGIN]
    told = {
        found
        for clue in expression.clues
        for place, word in enumerate(words)
        if word in clue.words and not clue.others.isdisjoint(words[place + clue.low : place + clue.high])
        if (found := expression.match(words, place, place))
    }
    anywhere = set(expression.finds(words))
    assert bool(told) == bool(anywhere)


def test_the_shortest_match_is_the_one_that_is_told() -> None:
    words = ("want", "want", "it", "to", "die")
    assert Expression("want * die").match((*MARGIN, *words, *MARGIN), LONGEST + 4, LONGEST + 4) == (101, 105)


@pytest.mark.parametrize(
    ("pattern", "text", "covered"),
    [
        ("kill * myself", "kill all of myself", True),
        ("kill myself", "kill myself now", False),
        ("^ help $", "help", True),
    ],
)
def test_a_text_is_covered_from_end_to_end(pattern: str, text: str, covered: bool) -> None:
    assert Expression(pattern).covers(text) is covered


def test_a_pattern_that_is_too_long_is_refused() -> None:
    with pytest.raises(PatternError, match="longer than 100 words"):
        Expression("a *12 " * 10 + "b")


def test_the_words_that_are_looked_for_are_rare() -> None:
    assert "overdose" in Expression("i want to overdose").anchors
    assert "want" not in Expression("i want to overdose").anchors
    assert "the" not in Expression("the (knife|blade) is mine").anchors
    assert Expression("[very] [much]").anchors == ()
