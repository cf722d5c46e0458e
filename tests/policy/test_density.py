import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model import Channel, Match, Severity
from appliance.policy.density import LONG, NEAR, OFTEN, counted, lowered
from tests.policy.given import match

LESSON = "the page says it 40 times and little else of the kind, as a lesson does"
ALONE = "it stands alone in a long text"


def on_page(term: str, start: int, severity: Severity = Severity.MODERATE) -> Match:
    return match(f"weapons/{term}", Channel.PAGE, severity, start=start)


def reasons(matches: list[Match], length: int = 5000) -> list[str]:
    return [hit.lowered for hit in lowered(matches, length)]


def test_a_history_lesson_is_one_low_finding() -> None:
    bombs = [on_page("bomb", 100 * place) for place in range(40)]
    hits = lowered(bombs, 5000)
    assert {(hit.severity, hit.lowered) for hit in hits} == {(Severity.MINOR, LESSON)}
    assert [(one.match.term, one.times) for one in counted(hits)] == [("weapons/bomb", 40)]


@pytest.mark.parametrize(
    ("others", "low"),
    [
        pytest.param([], True, id="nothing else"),
        pytest.param([on_page("gun", 4500)], True, id="one other term of the category"),
        pytest.param([on_page("gun", 4500), on_page("knife", 9000)], False, id="several others, far apart"),
        pytest.param([on_page("gun", 50), on_page("knife", 120)], False, id="several others together"),
    ],
)
def test_a_lesson_says_one_thing_often_and_little_else(others: list[Match], low: bool) -> None:
    bombs = [on_page("bomb", 100 * place) for place in range(40)]
    assert (reasons([*bombs, *others])[0] == LESSON) is low


def test_another_category_is_no_company() -> None:
    hits = [*(on_page("bomb", 100 * place) for place in range(OFTEN)), match("self-harm/1", Channel.PAGE, start=90)]
    assert reasons(hits)[0]
    assert not reasons(hits)[-1]


def test_severe_terms_are_not_taken_for_a_lesson() -> None:
    assert not any(reasons([on_page("bomb", 100 * place, Severity.SEVERE) for place in range(40)]))


@pytest.mark.parametrize(
    ("hits", "length", "why"),
    [
        pytest.param([on_page("gun", 9000)], LONG, ALONE, id="one in a book"),
        pytest.param([on_page("gun", 900)], LONG - 1, "", id="one on a short page"),
        pytest.param([on_page("gun", 900), on_page("gun", 9000)], LONG, ALONE, id="the same twice in a book"),
        pytest.param([on_page("gun", 0), on_page("bomb", NEAR + 1)], LONG, ALONE, id="two, far apart"),
        pytest.param([on_page("gun", 0), on_page("bomb", NEAR)], LONG, "", id="two together"),
    ],
)
def test_what_stands_alone_in_a_long_text_counts_less(hits: list[Match], length: int, why: str) -> None:
    assert set(reasons(hits, length)) == {why}


@pytest.mark.parametrize(
    ("severity", "less"),
    [(Severity.SEVERE, Severity.MODERATE), (Severity.MODERATE, Severity.MINOR), (Severity.MINOR, Severity.MINOR)],
)
def test_alone_is_one_step_less(severity: Severity, less: Severity) -> None:
    (hit,) = lowered([on_page("gun", 0, severity)], LONG)
    assert hit.severity is less


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.PAGE])
def test_only_pages_are_weighed(channel: Channel) -> None:
    hits = [match("weapons/1", channel, Severity.MODERATE, start=place) for place in range(40)]
    assert lowered(hits, LONG) == tuple(hits)
    assert [one.times for one in counted(hits)] == [40]


def test_the_gravest_place_of_a_term_stands_for_it() -> None:
    said = match("weapons/1", severity=Severity.MINOR, lowered="it tells what somebody said")
    meant = match("weapons/1", start=50)
    assert [one.match for one in counted([said, meant])] == [meant]


HITS = st.builds(
    lambda term, start, channel, severity: match(f"weapons/{term}", channel, severity, start=start),
    st.integers(1, 4),
    st.integers(0, 50_000),
    st.sampled_from([Channel.PAGE, Channel.TYPED]),
    st.sampled_from(Severity),
)


@given(st.lists(HITS, max_size=60), st.integers(0, 60_000))
def test_nothing_is_lost_and_nothing_becomes_graver(hits: list[Match], length: int) -> None:
    after = lowered(hits, length)
    assert [(hit.term, hit.start) for hit in after] == [(hit.term, hit.start) for hit in hits]
    assert all(new.severity.rank <= old.severity.rank for new, old in zip(after, hits, strict=True))
    assert all(bool(new.lowered) or new == old for new, old in zip(after, hits, strict=True))
    assert sum(one.times for one in counted(after)) == len(hits)
