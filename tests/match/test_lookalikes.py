import pytest

from appliance.match.lookalikes import in_latin


@pytest.mark.parametrize(
    ("words", "read"),
    [
        pytest.param("ѕuісіdе", "suicide", id="Cyrillic letters in a Latin word"),
        pytest.param("κill", "kill", id="a Greek letter in a Latin word"),
        pytest.param("i want ѕех", "i want sex", id="a word of nothing but look-alikes in a Latin text"),
        pytest.param("я хочу рост vpn", "я хочу рост vpn", id="Russian stays"),
        pytest.param("смерть", "смерть", id="a Russian word stays"),
        pytest.param("рост", "рост", id="even one of nothing but look-alikes"),
        pytest.param("θανατος και", "θανατος και", id="Greek stays"),
        pytest.param("دم 漢 🔪", "دم 漢 🔪", id="other scripts stay"),
    ],
)
def test_letters_are_read_as_a_reader_of_english_would(words: str, read: str) -> None:
    assert in_latin(words.split()) == read.split()
