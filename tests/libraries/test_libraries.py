"""The shipped libraries: what they must catch, and what they must leave alone."""

import time
from collections import Counter
from pathlib import Path

import pytest

from appliance.config import Settings
from appliance.match.patterns import phrases
from appliance.match.terms import load_terms
from appliance.model import Channel, Severity
from appliance.policy.rules import build_policy
from appliance.scanning import Hit, scan_input

TERMS = load_terms()
POLICY = build_policy(Settings(), TERMS)
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


def raised(text: str, channel: Channel = Channel.TYPED) -> list[Hit]:
    return [hit for hit in scan_input(text, "text", POLICY, channel=channel) if hit.raises]


def test_each_category_has_enough_terms() -> None:
    assert all(count >= 60 for count in Counter(term.category for term in TERMS).values())


def test_no_phrase_stands_in_two_terms_of_a_category() -> None:
    owners = Counter((term.category, phrase) for term in TERMS for phrase in phrases(term.pattern))
    assert [owner for owner, count in owners.items() if count > 1] == []


def test_every_term_is_explained() -> None:
    assert all(term.definition.endswith(".") and term.source.endswith(".") for term in TERMS)


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
        "no one cares about me",
        "take the blade out of a sharpener",
        "how to hide self harm scars",
        "i can't cope any more",
    ],
)
def test_a_child_at_risk_is_seen(text: str) -> None:
    assert any(hit.category == "Self-harm" for hit in raised(text))


@pytest.mark.parametrize(
    "text",
    [
        "best free vpn for school",
        "nordvpn",
        "how to get past the school filter",
        "unblocked games 66",
        "retro bowl unblocked",
        "bypass goguardian",
        "croxyproxy",
        "how to unenroll a school chromebook",
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
        "I could die of boredom",
        "my phone died",
        "a paper cut",
        "cut out the shapes",
        "we cut the cake myself and Sam",
        "he hurt his knee",
        "the proxy of the school governors",
        "Romeo drinks the poison",
        "hang on",
        "I hang my coat up",
        "jump off the box in PE",
        "the firewall is a wall",
        "we filter water through sand",
        "block the goal",
        "the mobile library",
        "dying to see you",
        "at the end of it",
        "Hang your painting on the wall",
    ],
)
def test_ordinary_school_words_are_left_alone(text: str) -> None:
    assert not raised(text)


@pytest.mark.parametrize("book", ["romeo-and-juliet.txt", "treasure-island.txt"])
def test_books_full_of_death_raise_nothing(book: str) -> None:
    if not (CORPORA / book).exists():
        pytest.skip("the corpora are not beside the project")
    text = (CORPORA / book).read_text(encoding="utf-8")
    assert raised(text, Channel.PAGE) == []
    assert raised(text, Channel.TYPED) == []


def test_a_help_page_raises_nothing() -> None:
    page = (
        "Childline: if you have suicidal thoughts or self-harm, talk to us. To self-harm is to hurt oneself on purpose."
    )
    assert not raised(page, Channel.PAGE)


def test_a_threat_to_life_said_of_oneself_is_severe() -> None:
    assert {hit.severity for hit in raised("I want to kill myself")} == {Severity.SEVERE}


def test_loading_is_quick() -> None:
    started = time.perf_counter()
    load_terms()
    assert time.perf_counter() - started < 2
