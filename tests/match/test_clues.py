import pytest

from appliance.match.clues import clues, pieces
from appliance.match.language import parse


def told(pattern: str) -> set[tuple[str, int, int, str]]:
    return {
        (" ".join(sorted(clue.words)), clue.low, clue.high, " ".join(sorted(clue.others)))
        for clue in clues(pieces(parse(pattern)))
    }


@pytest.mark.parametrize(
    ("pattern", "clue"),
    [
        pytest.param("i overdose", ("overdose", -1, 0, "i"), id="the rarest word, and the one before it"),
        pytest.param("overdose *2 (mum|dad)", ("overdose", 1, 4, "dad mum"), id="over a gap"),
        pytest.param("overdose [very] nasty", ("overdose", 1, 3, "nasty"), id="over an optional word"),
        pytest.param("(vpn|overdose)", ("overdose vpn", 0, 1, "overdose vpn"), id="one of these, alone"),
        pytest.param("# kg", ("kg", 0, 1, "kg"), id="a number gives nothing away"),
    ],
)
def test_rare_words_give_a_pattern_away(pattern: str, clue: tuple[str, int, int, str]) -> None:
    assert told(pattern) == {clue}


def test_each_alternative_has_its_own() -> None:
    assert told("(overdose now|knife fight)") == {("overdose", 1, 2, "now"), ("knife", 1, 2, "fight")}


def test_of_alternatives_the_next_rarest_words_are_certain_too() -> None:
    (clue,) = clues(pieces(parse("(overdose now|knife fight) *2 paracetamol")))
    assert {frozenset({"overdose", "knife"}), frozenset({"now", "fight"})} <= {
        clue.words,
        clue.others,
        *(words for _, _, words in clue.more),
    }


def test_a_pattern_without_a_certain_word_has_none() -> None:
    assert told("[very] [much]") == set()
