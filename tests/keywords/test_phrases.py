"""Patterns written out."""

import pytest

from appliance.keywords.phrases import covers, may_stand_among, phrases, plain_words, stands_in
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
    ("pattern", "phrase", "whole", "part"),
    [
        ("kill myself", "kill myself", True, True),
        ("kill myself", "to kill myself now", False, True),
        ("kill *1 me", "kill all me", True, True),
        ("kill *1 me", "kill all of me", False, False),
        ("(end|take) [all] my life", "take my life", True, True),
        ("^ kill me $", "kill me", True, True),
        ("kill me", "kill", False, False),
    ],
)
def test_whether_a_pattern_fits_a_phrase(pattern: str, phrase: str, whole: bool, part: bool) -> None:
    tree = parse(pattern)
    assert (covers(tree, phrase), stands_in(tree, phrase)) == (whole, part)
    assert may_stand_among(tree, set(phrase.split())) >= part


@pytest.mark.parametrize(("pattern", "words"), [("Don't tell", {"dont", "tell"}), ("tell~", set()), ("{who}", set())])
def test_patterns_that_are_only_words(pattern: str, words: set[str]) -> None:
    assert plain_words(pattern) == words
