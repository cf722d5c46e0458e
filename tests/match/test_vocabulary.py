import pytest

from appliance.match.vocabulary import Vocabulary

WORDS = Vocabulary({"i", "a", "hate", "myself", "suicide", "suicidal", "kill", "kid", "kit", "to die"})


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        pytest.param("ihatemyself", "i hate myself", id="three words"),
        pytest.param("suicide", "suicide", id="one word"),
        pytest.param("hatexmyself", "", id="something else between them"),
        pytest.param("ia" * 31, "", id="longer than a sentence"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_words_that_are_written_together(letters: str, words: str) -> None:
    assert WORDS.parted(letters) == words


@pytest.mark.parametrize(
    ("masked", "words"),
    [
        pytest.param("k*ll", ("kill",), id="one letter"),
        pytest.param("ki*", ("kid", "kit"), id="several words"),
        pytest.param("s**cide", ("suicide",), id="two letters"),
        pytest.param("s***de", ("suicide",), id="a star too few"),
        pytest.param("z**p", (), id="no word"),
    ],
)
def test_words_behind_stars(masked: str, words: tuple[str, ...]) -> None:
    assert WORDS.like(masked) == words


def test_what_is_known() -> None:
    assert WORDS.knows("kill myself")
    assert not WORDS.knows("kill time")
    assert not WORDS.knows("")
