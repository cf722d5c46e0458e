"""Can a child of seven read each page? Grades are Flesch and Kincaid's of a page's sentences, and printed (`-s`);
grade 2 is a British Year 3. Names and numbers to call are left aside."""

import re
from collections.abc import Callable

import pytest
import textstat
from flask import Flask

from appliance.config import Home
from appliance.languages.choosing import SchoolWords
from tests.webui.confide.given import FRONT, WORDS, Child, publish
from webui.confide.aloud import words_of
from webui.confide.problems import WORDS as PROBLEMS
from webui.confide.problems import problem

GRADE = 2.0
GRADE_OF_PRIVATE = 4.0
LONGEST_SENTENCE = 16
_NAMES = re.compile("|".join(sorted({one.name for one in (*FRONT.readers, *FRONT.staff, *FRONT.faces)}, key=len)))
_NUMBERS = re.compile(r"\d[\d ]*\d|\d")


def sentences(page: str) -> list[str]:
    """What is read of it, with a short name for each of the school's; a choice is a sentence too."""
    lines = words_of(page.replace("data-own", "data-read")).splitlines()
    plain = (_NUMBERS.sub("6", _NAMES.sub("Sam", line)) for line in lines)
    ended = (line if line[-1] in ".?!:" else f"{line}." for line in plain)
    return [one for line in ended for one in re.split(r"(?<=[.?!:])\s+", line) if re.search("[a-z]", one)]


def grade(page: str) -> float:
    return float(textstat.flesch_kincaid_grade(" ".join(sentences(page))))


def walked(child: Child, to: str) -> str:
    """A page of the walk by its name."""
    ways: dict[str, Callable[[], object]] = {
        "welcome": lambda: None,
        "about": child.press,
        "what": lambda: (child.press(), child.press("q4", "me")),
        "nothing told": lambda: (child.press(), child.press("q4", "me"), child.press()),
        "too much": lambda: (child.press(), child.press("q4", "me"), child.press(q6="word " * 1200)),
        "feel": lambda: (child.press(), child.press("q4", "me"), child.press(q6=WORDS)),
        "come": lambda: child.press("q1", "come"),
        "unknown": lambda: (child.press("q1", "come"), child.press(q12="apple river sock moon 42")),
        "talk": lambda: child.press("q1", "talk"),
        "private": lambda: child.press("q1", "private"),
    }
    ways[to]()
    return child.answer.text


@pytest.fixture
def opened(app: Flask, home: Home) -> Child:
    """Without words of the school's own: those are not ours to measure."""
    publish(home, school=SchoolWords(name="School", talk_to="Sam"), welcome="", hours="")
    return Child(app, home)


@pytest.mark.parametrize(
    "to",
    ["welcome", "about", "what", "nothing told", "too much", "feel", "come", "unknown", "talk", "private"],
)
def test_each_page_can_be_read_at_seven(opened: Child, to: str) -> None:
    judged(to, walked(opened, to))


@pytest.mark.parametrize("wanted", ["duty", "f9"])
def test_to_the_end_of_the_walk_and_back(opened: Child, wanted: str) -> None:
    """All of a walk where a child is not safe, and it is about a grown-up."""
    child = opened
    judged("safe", walked(child, "feel") and child.press("q7", "sad").html)
    judged("now", child.press("q8", "no").html)
    judged("adult", child.press().html)
    judged("which", child.press("q1", "which").html)
    judged("who", child.press("q9", "p8").html)
    judged("name", child.press("q10", wanted).html)
    judged("no name", child.press().html)
    judged("send", child.press("q1", "nameless").html)
    judged("sent", child.press().html)
    receipt = child.receipt()
    child.send({"q0": "welcome", "q1": "come"})
    judged("no answer yet", child.press(q12=receipt).html)
    judged("wrote on", child.press(q13="And more").html)


def test_where_a_name_must_be_given(app: Flask, home: Home) -> None:
    publish(home, school=SchoolWords(name="School", talk_to="Sam"), welcome="", hours="", anonymous=False)
    child = Child(app, home)
    judged("welcome, with a name", child.page.html)
    judged("private, with a name", child.press("q1", "private").html, GRADE_OF_PRIVATE)


def test_where_nobody_can_write(app: Flask, home: Home) -> None:
    publish(home, school=SchoolWords(name="School", talk_to="Sam"), is_open=False)
    judged("closed", Child(app, home).page.html)


@pytest.mark.parametrize("code", PROBLEMS)
def test_what_goes_wrong_is_said_plainly(app: Flask, home: Home, code: int) -> None:
    publish(home, school=SchoolWords(name="School", talk_to="Sam"))
    with app.test_request_context("/", base_url="http://confide"):
        judged(f"problem {code}", problem(code).get_data(as_text=True))


def test_a_hard_page_would_be_seen() -> None:
    hard = (
        "<main><p>The information communicated will be treated in accordance with safeguarding procedures.</p></main>"
    )
    assert grade(hard) > 2 * GRADE_OF_PRIVATE


def judged(name: str, page: str, most: float | None = None) -> None:
    found, read = grade(page), sentences(page)
    print(f"{name:>24}: grade {found:4.1f}, {len(read)} sentences")  # noqa: T201  # the figure
    assert len(read) >= 2, "nothing was read"
    assert found <= (most or (GRADE_OF_PRIVATE if name == "private" else GRADE)), read
    too_long = [one for one in read if len(one.split()) > LONGEST_SENTENCE]
    assert name.startswith("private") or too_long == []
