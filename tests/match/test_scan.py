import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.match.scan import scan
from appliance.match.terms import Terms, load_terms
from appliance.model import Channel, Match, Severity, Text
from tests.match.given import term, terms

TERMS = terms("kill myself", "sex", "ass", "rape", "cunt", "vpn~", "دم", "死にたい", "смерть")


def found(text: str, where: Terms = TERMS, channel: Channel = Channel.TYPED, limit: int = 200) -> tuple[Match, ...]:
    return scan([Text(channel=channel, text=text)], where, limit)


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe",
        "Essex, Sussex and Middlesex",
        "assassin",
        "the class passed",
        "my therapist",
        "grape juice",
        "sex2",
        "vpnx",
        "آدم",
        "смертью",
        "kill\nmyself",
    ],
)
def test_a_word_inside_a_word_is_no_hit(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        pytest.param("I will KILL   Myself!", "KILL   Myself", id="capitals and spaces"),
        pytest.param("kill, myself", "kill, myself", id="a comma"),
        pytest.param("(kill-myself)", "kill-myself", id="hyphen and brackets"),
        pytest.param("_kill_myself_", "kill_myself", id="underscores"),
        pytest.param("ki\u00adll mysélf.", "ki\u00adll mysélf", id="soft hyphen and accent"),
        pytest.param("xyz kill myself\u0301", "kill myself\u0301", id="a mark at the end"),
        pytest.param("ＶＰＮ’ｓ are", "ＶＰＮ’ｓ", id="full width"),
        pytest.param("هذا دم كثير", "دم", id="Arabic"),
        pytest.param("もう死にたいです", "死にたい", id="Japanese, which writes no spaces"),
        pytest.param("Смерть!", "Смерть", id="Russian"),
    ],
)
def test_a_hit_says_where(text: str, passage: str) -> None:
    (match,) = found(text)
    assert match.text == passage == text[match.start : match.end]
    assert match.snippet[match.start - match.snippet_start : match.end - match.snippet_start] == passage


def test_one_passage_is_told_once_a_category_and_the_longest_wins() -> None:
    where = Terms(
        [term(1, "kill"), term(2, "kill myself"), term(3, "myself now"), term(1, "kill myself", category="Other")]
    )
    assert {match.term for match in found("kill myself now", where)} == {"test/2", "other/1"}


def test_a_term_that_counts_here_wins_over_a_longer_one_that_does_not() -> None:
    where = Terms([term(1, "self harm", channels=(Channel.PAGE,)), term(2, "self harm scars")])
    assert [match.term for match in found("self harm scars", where, Channel.PAGE)] == ["test/1"]
    assert [match.term for match in found("self harm scars", where)] == ["test/2"]


def test_of_two_terms_for_the_same_words_the_graver_is_told() -> None:
    light, grave = term(1, "(kill|hurt) myself"), term(2, "kill (myself|me)", severity=Severity.SEVERE)
    assert [match.term for match in found("kill myself", Terms([light, grave]))] == ["test/2"]


def test_a_page_of_many_lines_is_read_where_a_term_may_stand() -> None:
    where = Terms([term(1, "self harm scars", channels=(Channel.PAGE,)), term(2, "harm")])
    page = "a harm\n\nscars\r\n" * 30 + "no self-harm\nscars\n" + "and self-harm SCARS here\n"
    assert [match.text for match in found(page, where, Channel.PAGE) if match.term == "test/1"] == ["self-harm SCARS"]
    assert not found(page.replace("SCARS", "lines"), where, Channel.PAGE)


def test_a_page_is_read_through_look_alike_letters() -> None:
    where = Terms([term(1, "self harm scars", channels=(Channel.PAGE,))])
    assert found("my ѕelf harm scars", where, Channel.PAGE)  # a Cyrillic letter


def test_a_snippet_is_cut_between_words() -> None:
    text = "abcdefghi " * 30 + "kill myself" + " jklmnopqr" * 30
    (match,) = found(text)
    assert match.snippet.startswith("abcdefghi ")
    assert match.snippet.endswith(" jklmnopqr")
    assert 120 < len(match.snippet) <= 171


def test_a_snippet_in_one_long_word_is_cut_all_the_same() -> None:
    (match,) = found("x" * 500 + "\nkill myself\n" + "y" * 500)
    assert len(match.snippet) <= 171


def test_past_the_limit_the_gravest_are_kept() -> None:
    where = Terms([term(1, "vpn"), term(2, "kill myself", severity=Severity.SEVERE)])
    matches = found("vpn " * 50 + "kill myself", where, limit=10)
    assert len(matches) == 10
    assert matches[-1].term == "test/2"


def test_matches_come_in_the_order_of_texts_and_places() -> None:
    texts = [Text(channel=Channel.TYPED, text="sex vpn"), Text(channel=Channel.CHAT, text="ass")]
    assert [(match.term, match.channel.value) for match in scan(texts, TERMS)] == [
        ("test/2", "typed"),
        ("test/6", "typed"),
        ("test/3", "chat"),
    ]


@given(st.text(max_size=700), st.text(max_size=200))
def test_a_planted_phrase_is_always_found(before: str, after: str) -> None:
    text = f"{before}\nkill myself\n{after}"
    assert any(text[match.start : match.end] == "kill myself" for match in found(text))


SHIPPED = load_terms()
LONG = 500_000  # characters
MOST_SECONDS = 5.0  # twice what the worst takes; enough on a busy machine, and far too little for anything quadratic


@pytest.mark.parametrize("channel", [Channel.TYPED, Channel.PAGE])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("kill myself ", id="hits"),
        pytest.param("want to die ", id="other hits"),
        pytest.param("you ", id="one word"),
        pytest.param("i ", id="one letter as a word"),
        pytest.param("want to ", id="beginnings of hits"),
        pytest.param("k i l l m y s e l f ", id="letters apart"),
        pytest.param("k1ll ", id="leet"),
        pytest.param("f*ck ", id="stars"),
        pytest.param("a", id="one letter"),
        pytest.param("!?.", id="signs"),
        pytest.param("a!b", id="signs in words"),
        pytest.param("ѕuісіdе ", id="look-alikes"),
        pytest.param("kill—myself—", id="dashes"),
        pytest.param("kill\u0301 myself ", id="marks"),
        pytest.param("kill\n", id="lines"),
        pytest.param("killmyself", id="one word without end"),
        pytest.param("🔪😢", id="emoji"),
        pytest.param("want i want i mum to die not to kill he she die me ", id="words of many terms"),
    ],
)
def test_no_text_is_slow(text: str, channel: Channel) -> None:
    texts = [Text(channel=channel, text=text * (LONG // len(text)))]
    started = time.process_time()
    assert len(scan(texts, SHIPPED)) <= 200
    assert time.process_time() - started < MOST_SECONDS


WORDS_OF_TERMS = sorted(SHIPPED.index.words)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(WORDS_OF_TERMS), min_size=1, max_size=300))
def test_whatever_is_made_of_the_words_of_terms_is_bounded(words: list[str]) -> None:
    started = time.process_time()
    scan([Text(channel=Channel.TYPED, text=" ".join(words))], SHIPPED)
    assert time.process_time() - started < 0.5


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(WORDS_OF_TERMS) | st.text(max_size=8), max_size=60))
def test_what_is_told_stands_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for match in scan([Text(channel=Channel.TYPED, text=text)], SHIPPED):
        assert text[match.start : match.end] == match.text
        assert match.text.strip() == match.text


def test_capitals_count_where_the_term_says_so() -> None:
    where = Terms([term(1, "go ER", case=True)])
    assert found("Go ER", where)
    assert not found("go er", where)
