import pytest

from endpoint.desktop.windows.legible import legible, name


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("Come to my desk.", "Come to my desk.", id="plain"),
        pytest.param("<b>{x}</b> [exec]", "<b>{x}</b> [exec]", id="markup stays text"),
        pytest.param("a\u202eb\u200bc", "a⟨U+202E⟩b⟨U+200B⟩c", id="controls are shown"),
        pytest.param("well done 🙂!", "well done (slightly smiling face)!", id="pictures are named"),
        pytest.param("\U0010fffe", "(picture)", id="a picture without a name"),
        pytest.param("❤\ufe0f", "❤", id="no colour"),
        pytest.param("Z" + "\u0336" * 50, "Z" + "\u0336" * 3, id="marks upon marks"),
        pytest.param("e\u0301", "e\u0301", id="an accent stays"),
        pytest.param("a\n\n\n\n\nb\n", "a\n\nb", id="empty lines"),
        pytest.param("Ŵyn a dŵr – ŷd", "Ŵyn a dŵr – ŷd", id="Welsh"),
    ],
)
def test_what_is_written_can_be_read(written: str, read: str) -> None:
    assert legible(written) == read


def test_what_is_too_much_is_cut_and_marked() -> None:
    assert legible("x" * 50, longest=10) == "x" * 9 + "…"
    assert legible("a\n" * 9, lines=3) == "a\na\na…"
    assert len(legible("🙂" * 1000)) == 1000


def test_a_name_stays_on_its_line() -> None:
    assert name("Mrs\nJones\t ") == "Mrs Jones"
    assert len(name("x" * 200)) == 60
