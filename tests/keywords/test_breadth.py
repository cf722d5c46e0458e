"""Broad patterns are told from narrow ones; the figures are of the right size."""

import pytest

from appliance.keywords.breadth import hits_per_million, in_ordinary_text
from appliance.keywords.faults import MOST_PER_MILLION
from appliance.match.language import parse
from tests.keywords.given import one_term


def hits(pattern: str, **more: str) -> float:
    return hits_per_million(one_term(pattern=f'"{pattern}"', **more))


@pytest.mark.parametrize(
    "pattern", ["the", "(the|a)", "* you", "[very] good", "(yes|no|ok)", "want", "i *3 you", "kill"]
)
def test_what_everybody_says_all_day_is_too_broad(pattern: str) -> None:
    assert hits(pattern) > MOST_PER_MILLION


@pytest.mark.parametrize(
    "pattern", ["gun", "gay", "suicide", "kill myself", "want * die", "don't tell your mum", "i hate me"]
)
def test_what_is_said_seldom_is_not(pattern: str) -> None:
    assert hits(pattern) < MOST_PER_MILLION


def test_a_plain_word_is_counted_in_all_its_spellings_with_an_apostrophe() -> None:
    assert 5000 < hits("don't") < 9000
    assert hits("don't") == hits("dont")


def test_a_neighbour_makes_a_word_narrower() -> None:
    assert hits("want", near='["knife"]') < 100 < hits("want")


def test_capitals_make_a_word_narrower() -> None:
    assert hits("IT", case="true") < hits("it")


def test_a_word_that_nobody_counted_is_rare_and_not_impossible() -> None:
    assert 0 < hits("qwrtzpl") < 1


def ordinary(pattern: str, **more: str) -> str:
    return in_ordinary_text(one_term(pattern=f'"{pattern}"', **more), parse(pattern))


@pytest.mark.parametrize("pattern", ["i am", "go to", "do it", "^ today we", "can (i|you)", "friend~", "left * home"])
def test_what_is_short_and_said_all_the_time_is_found_in_an_ordinary_text(pattern: str) -> None:
    assert ordinary(pattern)


def test_an_ordinary_text_has_nothing_grave_in_it() -> None:
    assert not ordinary("(gun|die|hate|hurt|kill|suicide|gay|fat)")


def test_a_neighbour_is_asked_for_in_the_ordinary_text_too() -> None:
    assert ordinary("i am", near='["looking"]') == "I am"
    assert not ordinary("i am", near='["knife"]')
