import time
from collections.abc import Iterator

import pytest
from markupsafe import Markup

from webui import words

NOW = 1_794_924_300.0  # Tuesday 17 November 2026, 14:05 UTC
DAY = 86400


@pytest.fixture(autouse=True)
def _london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("at", "words_"),
    [
        pytest.param(NOW, "today 14:05", id="now"),
        pytest.param(NOW - 14 * 3600, "today 00:05", id="just after midnight"),
        pytest.param(NOW - 15 * 3600, "yesterday 23:05", id="just before midnight"),
        pytest.param(NOW - 2 * DAY, "Sun 15 Nov, 14:05", id="this week"),
        pytest.param(NOW - 120 * DAY, "Mon 20 Jul, 15:05", id="in summer time"),
        pytest.param(NOW - 365 * DAY, "17 Nov 2025, 14:05", id="last year"),
        pytest.param(NOW + DAY, "Wed 18 Nov, 14:05", id="tomorrow"),
    ],
)
def test_times_as_people_write_them(at: float, words_: str) -> None:
    assert words.when(at, NOW) == words_


def test_the_whole_time() -> None:
    assert words.full_time(NOW) == "Tuesday 17 November 2026, 14:05:00"
    assert words.machine_time(NOW) == "2026-11-17T14:05:00+00:00"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (61, "2 minutes"), (1500, "25 minutes"),
     (7200, "2 hours"), (90_000, "25 hours"), (3 * DAY, "3 days")],
)  # fmt: skip
def test_durations(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("a\u202eb", "a⟨U+202E⟩b", id="right-to-left override"),
        pytest.param("a\x00b", "a⟨U+0000⟩b", id="NUL"),
        pytest.param("\x1b[31m", "⟨U+001B⟩[31m", id="terminal escape"),
        pytest.param("a\x9bb", "a⟨U+009B⟩b", id="C1 control"),
        pytest.param("a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩", id="zero width"),
        pytest.param("a\U000e0041b", "a⟨U+E0041⟩b", id="tag characters"),
        pytest.param("a\ud800b", "a⟨U+D800⟩b", id="half a surrogate pair"),
        pytest.param("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩", id="isolates"),
        pytest.param("one\r\ntwo\tthree", "one\ntwo three", id="lines and tabs"),
        pytest.param("می‌خواهم 👩‍🏫 שלום", "می‌خواهم 👩‍🏫 שלום", id="real languages and emoji stay"),
    ],
)
def test_unseen_characters_are_shown(raw: str, shown: str) -> None:
    assert words.visible(raw) == shown


def test_markup_and_numbers_pass_as_they_are() -> None:
    assert words.visible(7) == 7
    assert words.visible(Markup("<b>\u202e</b>")) == Markup("<b>\u202e</b>")


def test_channels_read_as_words() -> None:
    assert words.channel("search") == "Searched for"
    assert words.channel("one we dropped") == "one we dropped"


def test_shortening_marks_the_cut() -> None:
    assert words.shorten("abcdef", 6) == "abcdef"
    assert words.shorten("abcdefg", 6) == "abcde…"


def test_counts_read_as_words() -> None:
    assert [words.times(count) for count in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert words.megabytes(96 * 1024 * 1024) == "96 MB"
