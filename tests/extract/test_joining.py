import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.joining import Pieces, any_in_pieces

ANSWER = ["how", " to", " hi", "de", " cuts"]


def test_pieces_under_a_known_key_are_one_text() -> None:
    assert Pieces().add(("text", piece) for piece in ANSWER) == ["how to hide cuts"]


def test_pieces_under_any_other_key_are_known_by_their_spaces() -> None:
    assert Pieces().add(("message", piece) for piece in ANSWER) == ["how to hide cuts"]
    assert Pieces().add([("message", "I want to die"), ("message", "ok")]) == ["I want to die", "ok"]


@pytest.mark.parametrize("key", ["text", "message"])
def test_each_window_goes_on_where_the_last_one_ended(key: str) -> None:
    pieces = Pieces()
    heard = [pieces.add([(key, piece)]) for piece in ANSWER[:2]]
    heard += [pieces.add([("id", "x"), (key, piece)]) for piece in ANSWER[2:]]
    assert heard[-1][-1] == "how to hide cuts"


def test_what_is_held_is_bounded() -> None:
    pieces = Pieces()
    for number in range(1000):
        pieces.add([(f"key {number}", "x" * 1000), ("text", "y" * 1000)])
    assert sum(map(len, pieces._tails.values())) <= 64 * 400
    assert pieces.add([("text", " z")]) == ["y" * 400 + " z"]


def test_an_answer_that_grows_is_told_once() -> None:
    assert Pieces().add([("part", "I"), ("part", "I am"), ("part", "I am sad"), ("part", "so")]) == ["I am sad", "so"]


def test_a_document_in_pieces_is_told_from_a_list_of_comments() -> None:
    assert any_in_pieces([("text", piece) for piece in ANSWER])
    assert not any_in_pieces([("text", f"comment {number}") for number in range(9)])


@given(st.lists(st.lists(st.text(min_size=1, max_size=9), max_size=5), max_size=9))
def test_no_seam_loses_a_letter(windows: list[list[str]]) -> None:
    pieces, heard = Pieces(), ""
    for window in windows:
        for text in pieces.add(("text", piece) for piece in window):
            assert text.startswith(heard[-400:])
            heard += text[len(heard[-400:]) :]
    assert heard == "".join(piece for window in windows for piece in window)
