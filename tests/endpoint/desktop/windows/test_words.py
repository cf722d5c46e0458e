from dataclasses import fields
from string import Formatter

import pytest

from appliance.helpers.protocol import Watch
from endpoint.desktop.windows.words import WORDS, Words

ENGLISH, WELSH = WORDS["en"], WORDS["cy"]


def places(sentence: str) -> int:
    return sum(field is not None for _, field, _, _ in Formatter().parse(sentence))


@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_every_sentence_is_there_in_both_languages_with_the_same_places(name: str) -> None:
    english, welsh = getattr(ENGLISH, name), getattr(WELSH, name)
    assert english
    assert welsh != english
    assert places(english) == places(welsh)


@pytest.mark.parametrize(
    ("left", "english", "welsh"),
    [
        (0, "It opens again very soon.", "Bydd yn agor eto cyn bo hir iawn."),
        (30, "It opens again very soon.", "Bydd yn agor eto cyn bo hir iawn."),
        (31, "It opens again in about a minute.", "Bydd yn agor eto ymhen tua munud."),
        (61, "It opens again in 2 minutes.", "Bydd yn agor eto ymhen 2 funud."),
        (121, "It opens again in 3 minutes.", "Bydd yn agor eto ymhen 3 munud."),
        (3600, "It opens again in 60 minutes.", "Bydd yn agor eto ymhen 60 munud."),
    ],
)
def test_how_long_a_lock_lasts(left: float, english: str, welsh: str) -> None:
    assert ENGLISH.opens(left) == english
    assert WELSH.opens(left) == welsh


def test_how_long_until_the_log_off() -> None:
    assert ENGLISH.log_off(9.2) == "You will be logged off in 10 seconds."
    assert ENGLISH.log_off(0.5) == ENGLISH.log_off(-3) == "You will be logged off in 1 second."


@pytest.mark.parametrize("words", [ENGLISH, WELSH], ids=["English", "Welsh"])
def test_everything_that_is_watched_is_said(words: Words) -> None:
    everything = Watch(usb="block", blocked=("game",), excluded=("diary",))
    said = dict.fromkeys(sentence for _, sentence in words.watch(everything))
    assert list(said) == [
        words.typed,
        words.titles,
        words.pictures,
        words.live,
        words.sites,
        words.usb_block,
        words.blocked.replace("{}", "game"),
        words.excluded.replace("{}", "diary"),
        words.confide_free,
    ]


def test_what_is_not_watched_is_not_said_to_be() -> None:
    nothing = ENGLISH.watch(Watch(typed=False, titles=False, pictures=False, usb="allow"))
    assert [sentence for _, sentence in nothing] == [
        ENGLISH.not_typed,
        ENGLISH.not_pictures,
        ENGLISH.sites,
        ENGLISH.confide_free,
    ]


def test_a_long_list_is_cut_and_says_so() -> None:
    names = tuple(f"{{game {number}}}" for number in range(200))
    (line,) = [sentence for _, sentence in ENGLISH.watch(Watch(blocked=names)) if "closed when" in sentence]
    assert line.startswith("These programs are closed when they start: {game 0}, {game 1},")
    assert line.endswith("{game 11} and 188 more.")


def test_how_many_messages_wait() -> None:
    assert ENGLISH.waiting(0) == ""
    assert ENGLISH.waiting(1) == "One more message is waiting."
    assert WELSH.waiting(3) == "Negeseuon eraill yn aros: 3."
