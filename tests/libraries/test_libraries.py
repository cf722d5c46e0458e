"""The shipped libraries: what they must catch, and what they must leave alone."""

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from appliance.match.compiled import Expression
from appliance.match.language import PatternError
from appliance.match.terms import load_terms
from appliance.model import Channel, Severity
from tests.eval.reading import CORPORA, GOLDEN, raised

TERMS = load_terms()
AT_RISK = sorted((GOLDEN / "pages").glob("at-risk-*.txt"))
LESSONS = sorted({*(GOLDEN / "pages").glob("*.txt")} - {*AT_RISK})
MOST_FALSE = 0.05
LEAST_SEEN = 0.8
MOST_UNSEEN = 0.1
MOST_ON_A_BOOK = 3
MOST_SECONDS, MOST_MEGABYTES = 6, 120  # in a fresh process, on a slow machine: `make eval` asks for two seconds

LARGE = """Self-harm, Suicide, Bullying and trolling, Grooming, Eating disorders, Drugs and substance misuse,
Weapons and violence"""
MIDDLE = """Sexting, Adult content, Race and religious hatred, LGBT derogatory language, Counter-radicalisation,
Filter bypass, Gambling, Worries at home"""
ENOUGH = [
    *((name.strip(), 100) for name in LARGE.split(",")),
    *((name.strip(), 60) for name in MIDDLE.split(",")),
    ("Illegal content", 5),
]


@pytest.mark.parametrize(("category", "least"), ENOUGH)
def test_each_category_has_enough_terms(category: str, least: int) -> None:
    assert Counter(term.category for term in TERMS)[category] >= least


def test_every_term_is_explained() -> None:
    assert not [term.id for term in TERMS if not term.definition.endswith(".") or not term.source.endswith(".")]


def test_every_pattern_beside_a_term_can_be_read() -> None:
    wrong = []
    for term in TERMS:
        for pattern in (*term.near, *term.unless_near, *term.unless):
            try:
                Expression(pattern, term.lists)
            except PatternError as error:
                wrong.append(f"{term.id}: {pattern}: {error}")
    assert not wrong


def test_every_term_has_a_word_to_look_for() -> None:
    assert not [term.id for term in TERMS if not Expression(term.pattern, term.lists).anchors]


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "im gonna kill myself lol",
        "i dont want to live anymore",
        "I don’t want to be here any more",
        "wish i was never born",
        "everyone would be better off without me",
        "I've been cutting myself",
        "how many paracetamol to die",
        "painless ways to die",
        "i cut my wrists last night",
        "I hate myself",
        "kys",
        "just kill yourself",
        "i want to unalive myself",
        "I feel suicidal",
        "how to hide self harm scars",
        "i can't cope any more",
    ],
)
def test_a_child_at_risk_is_seen(text: str) -> None:
    assert raised(text)


@pytest.mark.parametrize(
    "text",
    [
        "best free vpn for school",
        "nordvpn",
        "how to get past the school filter",
        "unblocked games 66",
        "croxyproxy",
        "tor browser download",
        "proxy for school",
    ],
)
def test_a_way_round_the_filter_is_seen(text: str) -> None:
    assert any(hit.category == "Filter bypass" for hit in raised(text, Channel.SEARCH))


@pytest.mark.parametrize(
    "text",
    [
        "I killed it in my maths test",
        "that joke killed me",
        "my phone died",
        "a paper cut",
        "cut out the shapes",
        "he hurt his knee",
        "Romeo drinks the poison",
        "I hang my coat up",
        "jump off the box in PE",
        "we filter water through sand",
        "dying to see you",
        "Scunthorpe and Penistone",
        "Essex, Sussex and Middlesex",
        "the assassin and the cockerel",
        "my therapist likes grape juice",
    ],
)
def test_ordinary_school_words_are_left_alone(text: str) -> None:
    assert not raised(text)


@pytest.mark.parametrize("book", ["romeo-and-juliet.txt", "treasure-island.txt"])
def test_books_full_of_death_raise_next_to_nothing(book: str) -> None:
    if not (CORPORA / book).exists():
        pytest.skip("the corpora are not beside the project")
    found = raised((CORPORA / book).read_text(encoding="utf-8"), Channel.PAGE)
    assert len(found) <= MOST_ON_A_BOOK
    assert not [hit for hit in found if hit.severity is Severity.SEVERE]


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.toml")), ids=lambda path: path.stem)
def test_harmless_lines_are_left_alone(golden: Path) -> None:
    """Whoever writes a library must not see the lines, so that they go on saying something: only a number is told."""
    harmless = tomllib.loads(golden.read_text(encoding="utf-8"))["harmless"]
    false = sum(bool(raised(line)) for line in harmless)
    assert false <= MOST_FALSE * len(harmless), f"{false} of {len(harmless)}"


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.toml")), ids=lambda path: path.stem)
def test_lines_of_a_child_at_risk_are_seen(golden: Path) -> None:
    """`make eval` asks for more."""
    true = tomllib.loads(golden.read_text(encoding="utf-8"))["true"]
    seen = sum(bool(raised(line)) for line in true)
    assert seen >= LEAST_SEEN * len(true), f"{seen} of {len(true)}"


@pytest.mark.parametrize("page", LESSONS, ids=lambda path: path.stem)
def test_pages_of_lessons_and_news_are_left_alone(page: Path) -> None:
    assert not raised(page.read_text(encoding="utf-8"), Channel.PAGE)


def test_pages_that_draw_a_child_in_are_seen() -> None:
    unseen = [page.stem for page in AT_RISK if not raised(page.read_text(encoding="utf-8"), Channel.PAGE)]
    assert len(unseen) <= MOST_UNSEEN * len(AT_RISK), unseen


def test_a_threat_to_life_said_of_oneself_is_severe() -> None:
    assert {hit.severity for hit in raised("I want to kill myself")} == {Severity.SEVERE}


_LOADING = """
import re, time
from pathlib import Path
from appliance.match import scan

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

before = resident()
started = time.process_time()
from appliance.match.terms import load_terms
terms = load_terms()
seconds = time.process_time() - started
terms.on_pages.sieve
print(seconds, resident() - before)
"""


def test_loading_is_quick() -> None:
    printed = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True).stdout
    seconds, megabytes = map(float, printed.split())
    print(f"compiled in {seconds:.1f} s, {megabytes:.0f} MB")  # noqa: T201  # figures of the issue, to be read
    assert seconds <= MOST_SECONDS
    assert megabytes <= MOST_MEGABYTES
