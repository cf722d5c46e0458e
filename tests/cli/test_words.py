import pytest

from appliance.cli.words import in_words, plain


@pytest.mark.parametrize("char", ["\x1b", "\n", "\r", "\x07", "\u202e", "\u200f", "\x9b", "\udc80"])
def test_nothing_that_moves_a_terminal_is_printed(char: str) -> None:
    assert plain(f"a{char}b") == "a b"


def test_words_stay() -> None:
    assert plain("Zoë said “قتل” 😢") == "Zoë said “قتل” 😢"


def test_a_group_in_words() -> None:
    assert (in_words("year3"), in_words("")) == (" for year3", "")
