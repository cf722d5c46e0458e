from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.joining import any_in_pieces, together

ANSWER = ["how", " to", " hi", "de", " cuts"]


def test_pieces_under_a_known_key_are_one_text() -> None:
    assert together(("text", piece) for piece in ANSWER) == ["how to hide cuts"]


def test_pieces_under_any_other_key_are_known_by_their_spaces() -> None:
    assert together(("message", piece) for piece in ANSWER) == ["how to hide cuts"]
    assert together([("message", "I want to die"), ("message", "ok")]) == ["I want to die", "ok"]


def test_an_answer_that_grows_is_told_once() -> None:
    assert together([("part", "I"), ("part", "I am"), ("part", "I am sad"), ("part", "so")]) == ["I am sad", "so"]


def test_a_document_in_pieces_is_told_from_a_list_of_comments() -> None:
    assert any_in_pieces([("text", piece) for piece in ANSWER])
    assert not any_in_pieces([("text", f"comment {number}") for number in range(9)])


@given(st.lists(st.text(min_size=1, max_size=9), max_size=20))
def test_no_letter_is_lost(values: list[str]) -> None:
    assert together(("text", value) for value in values) == (["".join(values)] if values else [])
