"""Patterns written out."""

import pytest

from appliance.keywords.phrases import least_letters, phrases, plain_words
from appliance.match.language import parse


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("kill myself", ["kill myself"], id="words"),
        pytest.param("(end|take) my life", ["end my life", "take my life"], id="alternatives"),
        pytest.param("kill [all of] us", ["kill all of us", "kill us"], id="optional words"),
        pytest.param("suicid(e|al)", ["suicide", "suicidal"], id="inside a word"),
        pytest.param("^ help me $", ["help me"], id="the edges of a message"),
        pytest.param("want *2 die", ["want die", "want xyzzy xyzzy die"], id="a gap, empty and full"),
        pytest.param("Don't {who}", ["dont tell mum", "dont tell dad"], id="a list"),
    ],
)
def test_what_a_pattern_says(pattern: str, expected: list[str]) -> None:
    every = phrases(parse(pattern, {"who": ("tell mum", "tell dad")}))
    assert every is not None
    assert sorted(" ".join(phrase.split()) for phrase in every) == sorted(expected)


def test_what_says_too_much_is_not_written_out() -> None:
    assert phrases(parse("(a|b|c|d|e|f|g) " * 6)) is None


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [("kys", 3), ("(suicide|kms)", 3), ("go [far] up", 4), ("* x", 1), ("موت", 3), ("🔪", 4), ("it's", 3)],
)
def test_how_many_letters_are_enough_to_match(pattern: str, letters: int) -> None:
    assert least_letters(parse(pattern)) == letters


@pytest.mark.parametrize(("pattern", "words"), [("Don't tell", {"dont", "tell"}), ("tell~", set()), ("{who}", set())])
def test_patterns_that_are_only_words(pattern: str, words: set[str]) -> None:
    assert plain_words(pattern) == words
