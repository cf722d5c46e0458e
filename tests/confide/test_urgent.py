"""What would not wait, and that nothing is left of what was read."""

import gc
import logging
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.confide.model import LONGEST_WORDS, About, Report, Safe
from appliance.confide.urgent import UrgentWords, wont_wait

MADE = UrgentWords()


@pytest.mark.parametrize(
    "words",
    [
        "i want to kill myself",
        "i want to die",
        "I WANT TO D1E",
        "i wnat to kill miself tonight",
        "iwanttodie",
        "my friend said “I want to die” and she means it",
        "i don't want to kill myself but i think about it",
        "dad put his hands round my throat and i couldnt breathe",
        "he said send me pics or he'll share them",
        "he has a knife in his bag and says he will stab me",
    ],
)
def test_what_would_not_wait(words: str) -> None:
    assert MADE.is_urgent(words)


@pytest.mark.parametrize(
    "words",
    ["", " ", "\n\n", "they don't let me play", "I am sad because my hamster died", "i lost my book", "🙂", "a" * 5000],
)
def test_what_waits_some_minutes(words: str) -> None:
    assert not MADE.is_urgent(words)


@pytest.mark.parametrize("before", [0, 299, 280, 500, 900])
def test_it_is_found_in_a_long_text_with_slips(before: int) -> None:
    assert MADE.is_urgent("so " * before + "i wnat to kill miself " + "and " * 100)


@pytest.mark.alone
def test_a_long_text_is_read_quickly() -> None:
    words = ("i wnat to d*e i ha*e my s3lf " * LONGEST_WORDS)[:LONGEST_WORDS]
    started = time.perf_counter()
    MADE.is_urgent(words)
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    "words",
    ["\x00", "\u202ei want to die", "\ud800", "<script>", "%s%n{0}", "*" * 5000, "(" * 5000, "a*" * 2500, "é́" * 900],
)
def test_hostile_text_is_text(words: str) -> None:
    assert MADE.is_urgent(words) in {True, False}


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_can_be_read(words: str) -> None:
    assert MADE.is_urgent(words) in {True, False}


def test_nothing_is_left_of_what_was_read(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    backwards = [
        "kciwelbmurb",
        "vvlesym",
        "elz*uqz",
        "llezpy*m",
        "siloponhtnax",
    ]  # so that this file does not hold them
    assert MADE.is_urgent(" ".join(("i want to die", *(one[::-1] for one in backwards), "yes " * 500)))
    left = "\n".join(_strings()).replace("\\w", "*")  # of `*` the matcher makes an expression
    assert not [one for one in backwards if one[::-1] in left]
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def _strings() -> set[str]:
    """Every text that something alive holds; also what the collector was told to leave alone, or does not look at."""
    gc.collect()
    gc.unfreeze()
    waiting: list[object] = gc.get_objects()
    seen = {id(one) for one in (waiting, sys._getframe())}  # where its own lists stand
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else []  # which the collector passes over
        for held in (*gc.get_referents(one), *keys):
            if isinstance(held, str):
                found.add(held)
            elif id(held) not in seen:
                seen.add(id(held))
                waiting.append(held)
    return found


@pytest.mark.parametrize(
    ("safe", "urgent_words", "expected"),
    [
        (Safe.NO, False, True),
        (Safe.UNSURE, False, False),
        (Safe.YES, False, False),
        (None, False, False),
        (Safe.YES, True, True),
        (None, True, True),
    ],
)
def test_who_is_not_safe_does_not_wait(safe: Safe | None, urgent_words: bool, expected: bool) -> None:
    assert wont_wait(Report(about=About.ME, safe=safe), urgent_words) is expected
