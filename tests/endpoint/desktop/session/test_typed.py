"""Keys become words."""

import pytest

from endpoint.desktop.session.platform import Does, Stroke, Window
from endpoint.desktop.session.typed import LONGEST, PAUSE_SECONDS, WORD_SECONDS, Passage, Typing

WRITER, GAMES = Window(1, "writer", "My story"), Window(2, "games", "Chess")
ENTER, MOVE = Stroke(Does.ENTER), Stroke(Does.MOVE)
ERASE, ERASE_WORD = Stroke(Does.ERASE), Stroke(Does.ERASE_WORD)


def after(typing: Typing, *strokes: Stroke | str, window: Window = WRITER, now: float = 0.0) -> list[str]:
    """The texts that ended with these, a second for all of them."""
    texts = []
    for stroke in strokes:
        for one in [Stroke(Does.WRITE, letter) for letter in stroke] if isinstance(stroke, str) else [stroke]:
            texts += [passage.text for passage in typing.stroke(one, window, now)]
    return texts


@pytest.mark.parametrize(
    ("strokes", "texts"),
    [
        pytest.param(["hello there", ENTER], ["hello there"], id="Enter"),
        pytest.param(["hello there", MOVE], ["hello there"], id="a click, an arrow, Tab"),
        pytest.param(["helli", ERASE, "o", ENTER], ["hello"], id="a mistake put right"),
        pytest.param([ERASE, ERASE, "hi", ENTER], ["hi"], id="more erased than written"),
        pytest.param(["one two ", ERASE_WORD, "three", ENTER], ["one three"], id="a word erased"),
        pytest.param(["one", ERASE_WORD, ENTER], [], id="all of it erased"),
        pytest.param(["  ", ENTER, ENTER], [], id="nothing but spaces"),
        pytest.param(["one", ENTER, "two", ENTER], ["one", "two"], id="two lines"),
        pytest.param(["Mae'n ŵyl, £5 é", ENTER], ["Mae'n ŵyl, £5 é"], id="letters beyond English"),
    ],
)
def test_a_passage_ends(strokes: list[Stroke | str], texts: list[str]) -> None:
    assert after(Typing(), *strokes) == texts


def test_another_window_ends_it_and_a_new_title_does_not() -> None:
    typing = Typing()
    after(typing, "hel")
    assert after(typing, "lo", window=WRITER._replace(title="* My story")) == []
    assert typing.front(GAMES) == [Passage(WRITER, "hello", 0.0)]
    assert after(typing, "e4", ENTER, window=GAMES) == ["e4"]


def test_the_title_is_the_one_when_it_began() -> None:
    typing = Typing()
    renamed = WRITER._replace(title="Your story")
    typing.front(renamed)
    assert typing.stroke(Stroke(Does.WRITE, "a"), renamed, 0.0) == []
    assert typing.flush()[0].window.title == "Your story"


def test_a_pause_after_a_word_ends_it_sooner_than_one_in_a_word() -> None:
    typing = Typing()
    after(typing, "I want ", now=10)
    assert typing.pause(10 + PAUSE_SECONDS - 0.1) == []
    assert [passage.text for passage in typing.pause(10 + PAUSE_SECONDS)] == ["I want"]
    after(typing, "k", now=20)
    assert typing.pause(20 + PAUSE_SECONDS) == []
    assert after(typing, "ill", now=20 + WORD_SECONDS - 1) == []
    (passage,) = typing.pause(20 + 2 * WORD_SECONDS)
    assert (passage.text, passage.at) == ("kill", 20 + WORD_SECONDS - 1)


def test_a_key_after_a_long_pause_begins_anew() -> None:
    typing = Typing()
    after(typing, "old", now=0)
    assert after(typing, "new", now=100) == ["old"]
    assert after(typing, ENTER, now=100) == ["new"]


def test_a_long_text_is_cut_between_words() -> None:
    typing = Typing()
    text = "word and " * 100
    ended = [*after(typing, text), *after(typing, ENTER)]
    assert " ".join(ended) == text.strip()
    assert all(len(one) <= LONGEST for one in ended)
    assert all(one.split()[-1] in {"word", "and"} for one in ended)


def test_what_has_no_end_is_cut_all_the_same() -> None:
    assert after(Typing(), "a" * (LONGEST + 5)) == ["a" * LONGEST]


def test_what_is_forgotten_is_gone() -> None:
    typing = Typing()
    after(typing, "secret")
    typing.forget()
    assert typing.flush() == []
