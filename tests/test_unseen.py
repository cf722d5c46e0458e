import pytest

from appliance import unseen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\u202egnp.exe", "a⟨U+202E⟩gnp.exe", id="right-to-left override"),
        pytest.param("\x1b[2J", "⟨U+001B⟩[2J", id="terminal escape"),
        pytest.param("two\r\nlines\tand a tab", "two\nlines and a tab", id="line ends and tabs"),
        pytest.param("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم", id="joiners that scripts need"),
    ],
)
def test_what_nobody_sees_is_shown_by_its_number(text: str, shown: str) -> None:
    assert unseen.shown(text) == shown


def test_or_it_is_left_out() -> None:
    assert unseen.dropped("a\u202e\x00b\r\nc\rd\te\ud800 👩\u200d👧") == "ab\nc\nd e 👩\u200d👧"


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "\u200b", "\u202e"])
def test_a_text_of_one_line_must_not_hold_them(text: str) -> None:
    assert unseen.is_in(text)
    assert not unseen.is_in("Year 4, Zoë’s")


def test_a_header_stays_on_its_line() -> None:
    assert unseen.one_line("Hello\r\nBcc: all@school.test\u2028x") == "Hello Bcc: all@school.test⟨U+2028⟩x"
    assert unseen.one_line("x" * 300, 20) == "x" * 19 + "…"
