import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.match.scan import scan
from appliance.model import Channel, Text
from tests.match.given import terms

TERMS = terms("kill myself", "suicide", "i hate muslims", "sex", "rapist", "disgusting", "fuck off")


def found(text: str, channel: Channel = Channel.TYPED) -> list[str]:
    return [match.text for match in scan([Text(channel=channel, text=text)], TERMS)]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        pytest.param("i will k1ll mys3lf now", "k1ll mys3lf", id="leet"),
        pytest.param("$u1c1d3", "$u1c1d3", id="leet with a sign"),
        pytest.param("ki11 myself", "ki11 myself", id="one as l"),
        pytest.param("s.u.i.c.i.d.e ok", "s.u.i.c.i.d.e", id="dotted"),
        pytest.param("i h a t e muslims", "i h a t e muslims", id="one word spaced out"),
        pytest.param("k i l l  m y s e l f", "k i l l  m y s e l f", id="two words spaced out"),
        pytest.param("k.i.l.l m.y.s.e.l.f", "k.i.l.l m.y.s.e.l.f", id="two words dotted"),
        pytest.param("k i l l m y s e l f", "k i l l m y s e l f", id="spaced out without a gap between the words"),
        pytest.param("k 1 l l   my5elf", "k 1 l l   my5elf", id="spaced out, and in leet"),
        pytest.param("killlll myseeeelf", "killlll myseeeelf", id="repeated letters"),
        pytest.param("f*ck off", "f*ck off", id="a star"),
        pytest.param("s**cide", "s**cide", id="two stars"),
        pytest.param("#killmyself", "killmyself", id="a hashtag"),
        pytest.param("sucidie or suicde", "suicde", id="a letter missing"),
        pytest.param("disgutsing", "disgutsing", id="letters swapped"),
        pytest.param("ihate muslims", "ihate muslims", id="a space forgotten"),
    ],
)
def test_what_a_person_would_read_is_found_where_it_stands(text: str, passage: str) -> None:
    assert passage in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "my therapist",
        "Essex",
        "Middlesex",
        "2 b or not 2 b",
        "www.bbc.co.uk",
        "3.14159",
        "a b c d e f",
        "covid19",
        "!!!",
        "P.E. kit",
        "U.S.A.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_pages_are_not_read_twice() -> None:
    assert found("k1ll mys3lf", Channel.PAGE) == []


@given(st.text(max_size=300))
def test_every_passage_stands_in_the_text(text: str) -> None:
    for match in scan([Text(channel=Channel.TYPED, text=text + " k1ll mys3lf")], TERMS):
        assert (text + " k1ll mys3lf")[match.start : match.end] == match.text


@pytest.mark.parametrize(
    "text", ["a " * 200_000, "1a" * 200_000, "aaa" * 150_000, "a*" * 200_000, "k1ll mys3lf " * 20_000]
)
def test_hostile_texts_cost_no_more_than_their_length(text: str) -> None:
    started = time.process_time()
    found(text)
    assert time.process_time() - started < 5
