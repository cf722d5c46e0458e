import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.match.normalise import Words, fold, fold_character


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("KILL Myself", "kill myself", id="capitals"),
        pytest.param("ｋｉｌｌ　ｍｙｓｅｌｆ", "kill myself", id="full width"),
        pytest.param("mysélf mÿself", "myself myself", id="accents"),
        pytest.param(unicodedata.normalize("NFD", "mysélf"), "myself", id="accents as marks of their own"),
        pytest.param("k\u200bi\u00adl\u2060l\ufeff", "kill", id="invisible characters"),
        pytest.param("I don’t, I don‘t, I donʼt", "i dont i dont i dont", id="apostrophes"),
        pytest.param("self-harm self–harm self_harm", "self harm self harm self harm", id="hyphens"),
        pytest.param("kill \t \u00a0 myself!", "kill myself", id="spaces and signs"),
        pytest.param("kill\nmyself", "kill \n myself", id="a newline stays, spaced like a word"),
        pytest.param("Łódź Øre đ æ", "lodz ore d ae", id="letters with strokes"),
        pytest.param("ⓀⒾⓁⓁ 🅺🅸🅻🅻 𝓴𝓲𝓵𝓵 🄺🄸🄻🄻", "kill kill kill kill", id="letters of other shapes"),
        pytest.param("k\u202ei\u2066ll", "kill", id="marks of direction"),
        pytest.param("straße ﬁne", "strasse fine", id="letters that become two"),
        pytest.param("مُحَمَّد", "محمد", id="Arabic vowels"),
        pytest.param("हिन्दी", "हिन्दी", id="Hindi vowels are letters"),
        pytest.param("a🔪🏽b", "a 🔪 b", id="an emoji is a word"),
        pytest.param("漢字", "漢 字", id="so is each character where no spaces are written"),
        pytest.param("£5", "£ 5", id="so is a currency sign"),
    ],
)
def test_what_makes_no_difference_to_a_reader(text: str, folded: str) -> None:
    assert fold(text) == folded


MESSY = st.text(
    alphabet=st.sampled_from(list("aZ -_\n\t’é\u0301\u200b\u00adﬁßİ\u00a0ا\u064e漢ａ😢\ud83d´ﷺ")), max_size=60
)


@given(MESSY | st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(MESSY | st.text(), st.integers(0, 3))
def test_the_way_back_holds_for_every_word(text: str, blocks: int) -> None:
    text = "word, " * 500 * blocks + text + " end"
    words = Words(text)
    last = 0
    for number in range(len(words.words)):
        start, end = words.span(number, number + 1)
        assert last <= start < end <= len(text)
        last = start


@given(st.text(max_size=1200), st.text(max_size=1200), MESSY)
def test_a_planted_word_is_found_where_it_was_planted(before: str, after: str, between: str) -> None:
    text = before + "\nzqj, wvk\n" + after + between
    words = Words(text)
    found = words.words.index("zqj")
    assert text[slice(*words.span(found, found + 2))] == "zqj, wvk"


def test_every_character_folds_by_itself_and_for_good() -> None:
    for number in (*range(0x3000), *range(0x3000, 0x110000, 13)):
        folded = fold_character(chr(number)) if number > 127 else fold(chr(number))
        assert fold(folded).split() == folded.split(), hex(number)


@pytest.mark.parametrize(
    "text", ["é" * 500_000, "\u200b " * 500_000, " " * 1_000_000, "漢字かな" * 250_000, "-_" * 500_000]
)
def test_hostile_texts_cost_no_more_than_their_length(text: str) -> None:
    started = time.perf_counter()
    words = Words("x " + text + " y")
    words.span(len(words.words) - 1, len(words.words))
    assert time.perf_counter() - started < 3
