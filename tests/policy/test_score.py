from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model import Channel, Finding, Match, Severity
from appliance.policy.score import HIGHEST, score
from tests.policy.given import match


def finding(hit: Match, raises: bool = True) -> Finding:
    return Finding(match=hit, raises=raises, why="")


def value(*hits: Match, times: int = 1) -> int:
    return score([finding(hit) for hit in hits], times).value


def test_it_says_how_it_was_worked_out() -> None:
    lowered = match(severity=Severity.MINOR, lowered="it tells what somebody said")
    found = score([finding(lowered), finding(match("filter/1")), finding(match("filter/2"), raises=False)], times=3)
    assert found.reasons == (
        "Minor term: +14.",
        "Written by the child: +20.",
        "It tells what somebody said: -6.",
        "2 different terms: +4.",
        "It happened 3 times: +4.",
    )
    assert found.value == 36


def test_what_a_child_typed_comes_before_what_it_read() -> None:
    order = [Channel.TYPED, Channel.SEARCH, Channel.CHAT, Channel.TITLE, Channel.URL, Channel.PAGE, Channel.CODE]
    assert set(order) == set(Channel)
    for severity in Severity:
        values = [value(match(channel=channel, severity=severity)) for channel in order]
        assert all(one > other for one, other in pairwise(values))


@pytest.mark.parametrize("channel", Channel)
def test_the_graver_comes_first(channel: Channel) -> None:
    minor, moderate, severe = (value(match(channel=channel, severity=severity)) for severity in Severity)
    assert minor < moderate < severe


def test_a_severe_term_typed_comes_before_everything_moderate() -> None:
    most = value(*(match(f"x/{n}", severity=Severity.MODERATE) for n in range(20)), times=99)
    assert value(match()) > most


def test_the_highest_score_is_the_highest() -> None:
    assert value(*(match(f"x/{n}") for n in range(20)), times=99) == HIGHEST


HITS = st.builds(
    lambda term, channel, severity, lowered: match(f"x/{term}", channel, severity, lowered=lowered),
    st.integers(1, 9),
    st.sampled_from(Channel),
    st.sampled_from(Severity),
    st.sampled_from(["", "it tells what somebody said"]),
)


@given(st.lists(HITS, min_size=1, max_size=20), st.integers(1, 1000))
def test_the_reasons_add_up_and_the_score_stays_within_its_bounds(hits: list[Match], times: int) -> None:
    found = score([finding(hit) for hit in hits], times)
    assert found.value == sum(int(reason.rpartition(": ")[2].rstrip(".")) for reason in found.reasons)
    assert 0 <= found.value <= HIGHEST
    assert found.value >= score([finding(hit) for hit in hits]).value
